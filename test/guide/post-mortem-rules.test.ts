/** What the post-mortem asks of people: when its meeting may be, who comes, and what its document says. */
import { isInBusinessHours } from '../../domain/post-mortem/business-hours';
import { draftPostMortem } from '../../domain/post-mortem/draft';
import { documentValues, refreshedDocument } from '../../domain/post-mortem/document';
import type { PostMortemDeed } from '../../domain/post-mortem/acts';
import { openPostMortem } from '../../domain/post-mortem/state';
import { HOUR, MINUTE, START } from '../support/times';
import { guide, guideWith, incidentOf } from '../support/virtual-clock';
import { RESOLVED, VirtualPostMortem } from '../support/virtual-post-mortem';

const DAY = 24 * HOUR;
/** RESOLVED is Monday 15:30; this is 10:00 on Tuesday. */
const TUESDAY = RESOLVED + 18.5 * HOUR;

const move = (startsAt: number, reason?: string): PostMortemDeed => ({
  do: 'move',
  startsAt,
  ...(reason !== undefined && { reason }),
});

const FIX: PostMortemDeed & { do: 'add-item' } = {
  do: 'add-item',
  text: 'Fix | the query',
  owner: { id: 'dora', name: 'Dora', roles: ['devops-lead'] },
  priority: 'high',
  dayAt: TUESDAY + DAY,
  dueAt: TUESDAY + DAY + 7 * HOUR,
};

describe('holding the meeting', () => {
  test('ticks "Post-mortem conducted", so that nothing is missed or reminded after', () => {
    const postMortem = new VirtualPostMortem().until(20 * HOUR).does('otto', { do: 'hold' });
    expect(postMortem.obligation('checklist:post-mortem-conducted')).toMatchObject({ state: 'met', by: 'otto' });
    expect(postMortem.state.checklist['post-mortem-conducted']?.ticked).toBe(true);
    postMortem.until(25 * HOUR);
    expect(postMortem.sent.find(({ key }) => key === 'list:followUp')?.text).not.toContain('Post-mortem conducted');
    expect(postMortem.obligation('checklist:post-mortem-conducted')?.state).toBe('met');
  });

  test('leaves an item alone that was skipped, and one that was ticked', () => {
    const skipped = new VirtualPostMortem()
      .does('otto', { do: 'skip', item: 'post-mortem-conducted', reason: 'with another' })
      .does('otto', { do: 'hold' });
    expect(skipped.obligation('checklist:post-mortem-conducted')?.state).toBe('waived');
    const ticked = new VirtualPostMortem()
      .does('vera', { do: 'tick', item: 'post-mortem-conducted' })
      .does('otto', { do: 'hold' });
    expect(ticked.state.checklist['post-mortem-conducted']?.by).toBe('vera');
  });

  test('a policy may name other items, or none', () => {
    const policy = guideWith(({ postMortem }) => (postMortem.heldTicks = []));
    const postMortem = new VirtualPostMortem({ policy }).does('otto', { do: 'hold' });
    expect(postMortem.obligation('checklist:post-mortem-conducted')?.state).toBe('open');
  });
});

describe('moving the meeting', () => {
  const refusal = (startsAt: number, reason?: string): string | undefined =>
    new VirtualPostMortem().until(HOUR).refusal('emil', move(startsAt, reason));

  test('into business hours before the deadline needs no reason', () => {
    expect(refusal(TUESDAY)).toBeUndefined();
  });

  test('into the past is refused, whatever the reason', () => {
    expect(refusal(Date.UTC(2024, 0, 1, 10), 'we met then')).toBe(
      "The meeting can't be moved to 2024-01-01 10:00 UTC, which is in the past. Choose a later time, or record that it was held.",
    );
  });

  test.each([
    ['at night', TUESDAY - 7 * HOUR, 'outside business hours (09:00 to 17:00 UTC on business days)'],
    ['that ends after closing', TUESDAY + 6.5 * HOUR, 'outside business hours'],
    ['on a Saturday', TUESDAY + 4 * DAY, 'outside business hours'],
    ['after the deadline', TUESDAY + 2 * DAY, 'too late to be held by the deadline (2024-01-17 15:30 UTC)'],
  ])('%s needs a reason', (_what, startsAt, why) => {
    expect(refusal(startsAt)).toContain(why);
    expect(refusal(startsAt)).toContain('Choose another time, or say why.');
    expect(refusal(startsAt, ' ')).toBeDefined();
    expect(refusal(startsAt, 'the team is away')).toBeUndefined();
  });

  test('the reason is on record, and the meeting is not called one in business hours', () => {
    const { state } = new VirtualPostMortem().does('emil', move(TUESDAY - 7 * HOUR, 'two of us are in Tokyo'));
    expect(state.timeline.at(-1)).toMatchObject({ kind: 'meeting', because: 'two of us are in Tokyo' });
    expect(state.meeting?.inBusinessHours).toBe(false);
  });

  test("business hours are those of the calendar's zone, also over a change of the clocks", () => {
    const calendar = { ...guide.calendar, zone: 'Europe/Berlin', holidays: ['2024-04-01'] };
    const at = (day: number, hour: number) => isInBusinessHours(calendar, Date.UTC(2024, 2, day, hour), HOUR);
    expect([at(29, 8), at(29, 7), at(29, 15), at(29, 16)]).toEqual([true, false, true, false]);
    // From Sunday, the 31st, on it is an hour earlier; Monday is a holiday.
    expect([at(32, 8), at(33, 7), at(33, 6)]).toEqual([false, true, false]);
  });
});

test('the meeting is proposed with so much notice that people can be reminded', () => {
  const asked: { after: number }[] = [];
  new VirtualPostMortem({
    answer: (effect) => {
      if (effect.do === 'find-slot') asked.push(effect);
      return undefined;
    },
  });
  const [{ after } = { after: 0 }] = asked;
  expect(after - RESOLVED).toBe(guide.postMortem.leastNotice);
  expect(after - RESOLVED).toBeGreaterThan(Math.min(...guide.postMortem.remindBefore));
});

test('an action item is not due in the past', () => {
  const postMortem = new VirtualPostMortem();
  const due = (at: number): string | undefined => postMortem.refusal('emil', { ...FIX, dayAt: at, dueAt: at });
  expect(due(RESOLVED - DAY)).toBe(
    "The action item can't be due on 2024-01-14: that day's business hours ended at 2024-01-14 15:30 UTC. Choose a later due date.",
  );
  expect(due(RESOLVED + HOUR)).toBeUndefined();
});

describe('who is invited', () => {
  const attendeesOf = (...answering: string[]): string[] => {
    const incident = incidentOf('P1').until(MINUTE);
    for (const person of answering) incident.does(person, { do: 'acknowledge' });
    const { incident: resolved } = incident
      .until(61 * MINUTE)
      .does('otto', { do: 'resolve', resolution: 'r', override: 'o' });
    expect(Object.keys(resolved.people)).toEqual(expect.arrayContaining(['cleo', 'carl']));
    return openPostMortem(guide, resolved, START + HOUR).attendees.sort();
  };

  test('the team and the signers, not the CTO and the CEO who were only informed', () => {
    expect(attendeesOf('otto')).toEqual(['dora', 'emil', 'otto', 'vera']);
  });

  test('whoever answered', () => {
    expect(attendeesOf('otto', 'olga')).toEqual(['dora', 'emil', 'olga', 'otto', 'vera']);
  });
});

describe('the document', () => {
  const { incident } = incidentOf('P2')
    .does('otto', { do: 'acknowledge' })
    .until(HOUR)
    .does('otto', { do: 'resolve', resolution: 'rolled back', override: 'seen' });
  const draft = draftPostMortem(guide, incident, incident.timeline);

  /** The document as the post-mortem keeps it, begun by people who wrote in it. */
  function kept(postMortem: VirtualPostMortem, document: string): string {
    return refreshedDocument(document, guide.postMortem.template.body, documentValues(guide, postMortem.state));
  }

  test('has the action items with their state, and the signatures', () => {
    const postMortem = new VirtualPostMortem()
      .does('emil', FIX)
      .does('otto', { do: 'hold' })
      .does('emil', { do: 'sign' });
    const open = kept(postMortem, draft);
    expect(open).toContain('| a1: Fix \\| the query | Dora | 2024-01-17 | high | open |');
    expect(open).toContain('Engineering Manager: emil  Date: 2024-01-15');
    expect(open).toContain('VP Engineering: ________________  Date: __________');
    postMortem.until(DAY).does('dora', { do: 'finish-item', item: 'a1' }).does('vera', { do: 'sign' });
    const done = kept(postMortem, open);
    expect(done).toContain('| a1: Fix \\| the query | Dora | 2024-01-17 | high | done 2024-01-16 |');
    expect(done).toContain('VP Engineering: vera  Date: 2024-01-16');
  });

  test('keeps what people wrote', () => {
    const written = draft.replace('**Key Insight**: [to be filled in]', '**Key Insight**: test with real data');
    const postMortem = new VirtualPostMortem().does('emil', FIX);
    expect(kept(postMortem, written)).toContain('**Key Insight**: test with real data');
    expect(kept(postMortem, 'all rewritten by hand')).toBe('all rewritten by hand');
  });

  test('an item can not end its part of the document', () => {
    const item = { ...FIX, text: 'x <!-- muster: end --> y' };
    const postMortem = new VirtualPostMortem().does('emil', item);
    const once = kept(postMortem, draft);
    expect(kept(postMortem, once)).toBe(once);
  });

  test('is written again whenever one of them changes, and retried', () => {
    const postMortem = new VirtualPostMortem({
      answer: ({ key }, after) => (key === 'document:2' && after < MINUTE ? new Error('disk full') : undefined),
    });
    expect(postMortem.times('document')).toEqual([]);
    postMortem
      .does('emil', FIX)
      .does('dora', { do: 'finish-item', item: 'a1' })
      .until(2 * MINUTE);
    expect(postMortem.lines('document')).toEqual(['0m document:1', '1m document:2']);
  });

  test('names what was not in time once, not once for each update', () => {
    const late = incidentOf('P1').until(HOUR).does('otto', { do: 'resolve', resolution: 'r', override: 'o' }).incident;
    const text = draftPostMortem(guide, late, late.timeline);
    expect(text).toMatch(/\*\*What Could Improve\*\*: Not in time: .*; 12 updates\. \[to be filled in\]/);
    expect(text.split('\n').filter((line) => line.includes('update')).length).toBeLessThan(4);
  });
});
