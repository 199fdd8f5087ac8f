/** Renders the post-mortem's document, reminders and page, for a reviewer to read. */
import { postMortemPage } from '../../client/cli/pages/post-mortem';
import { draftPostMortem, writeTimeline } from '../../domain/post-mortem/draft';
import { viewPostMortem } from '../../domain/post-mortem/view';
import { HOUR } from '../support/times';
import { guide, incidentOf } from '../support/virtual-clock';
import { RESOLVED, VirtualPostMortem } from '../support/virtual-post-mortem';
import { withRoomLinks } from '../../domain/messages/room-links';
import { expectText } from './golden';
import { heading } from './teller';

test('the post-mortem of a P2, and what people are reminded of', () => {
  const { incident } = incidentOf('P2')
    .does('otto', { do: 'acknowledge' })
    .until(HOUR)
    .does('otto', { do: 'resolve', resolution: 'rolled back', rootCause: 'no index', override: 'seen' });
  const owner = { id: 'dora', name: 'dora', roles: ['devops-lead'] };
  const dueAt = RESOLVED + 90 * HOUR;
  const postMortem = new VirtualPostMortem();
  postMortem.does('otto', { do: 'add-item', text: 'Fix the query', owner, priority: 'high', dayAt: dueAt, dueAt });
  const reminders = postMortem.until(120 * HOUR).sent.filter(({ text }) => text !== '');
  for (const { text } of reminders)
    expect(withRoomLinks(text, 'https://muster.example.com', incident.id)).not.toMatch(/\bmuster [a-z-]+ /);
  const known = new Set<string>();
  const isNew = (text: string): boolean => {
    const words = text.replace(/\d+/g, '');
    const wasKnown = known.has(words);
    known.add(words);
    return !wasKnown;
  };
  expectText(
    'post-mortem',
    [
      heading('the draft'),
      draftPostMortem(guide, incident, incident.timeline),
      heading('the timeline'),
      writeTimeline(incident, incident.timeline),
      heading('reminders'),
      ...reminders.filter(({ text }) => isNew(text)).map(({ after, line, text }) => `--- ${after} ${line}\n${text}\n`),
      heading('muster post-mortem, five days later'),
      postMortemPage(viewPostMortem(guide, postMortem.state), { now: postMortem.now, width: 100, colour: false }),
    ].join('\n'),
  );
});
