/** Whether a drill is played as an incident and reaches nobody but those who take part. */
import { pretended, readersOf } from '../../../domain/drill/audience';
import { drillTitle } from '../../../domain/drill/words';
import { composePost } from '../../../domain/messages/compose';
import { openIncident } from '../../../domain/open';
import { needsPostMortem } from '../../../domain/post-mortem/slot';
import type { Effect } from '../../../domain/state/effects';
import { statementToShow } from '../../../domain/status-page/evolve';
import { HOUR, MINUTE, START } from '../../support/times';
import { guide, incidentOf } from '../../support/virtual-clock';

/** A P1 in which everybody holds their usual role, and two take part. */
const aDrill = () => incidentOf('P1', { drill: ['otto', 'emil'] });

test('nobody else is rung, whatever is escalated, and everything that is read begins with what it is', () => {
  const p1 = aDrill().until(40 * MINUTE);
  p1.does('otto', { do: 'acknowledge' });
  p1.does('otto', { do: 'escalate', role: 'cto', reason: 'practise it' }).until(2 * HOUR);
  const pages = p1.sent.filter(({ isPage }) => isPage === true);
  expect(new Set(pages.flatMap(({ to }) => to))).toEqual(new Set(['otto', 'emil']));
  expect(pages.length).toBeGreaterThan(3);
  for (const { text } of p1.sent.filter(({ text: words }) => words !== '')) expect(text).toMatch(/^DRILL: /);
  const { subject } = composePost(guide, p1.incident, 'initial', START);
  expect(subject).toMatch(/^DRILL: (?!.*DRILL)/);
});

test('an incident that is none goes to everybody', () => {
  const p1 = incidentOf('P1').until(HOUR);
  expect(new Set(p1.sent.filter(({ isPage }) => isPage === true).flatMap(({ to }) => to)).size).toBeGreaterThan(3);
  expect(p1.sent.filter(({ text }) => text.includes('DRILL'))).toEqual([]);
});

test('what others would read, or what would change what runs, is only pretended', () => {
  const drill = { drill: ['otto'] };
  const post: Effect = { do: 'post', key: 'k', port: 'mail', message: 'update' };
  const effects: Effect[] = [
    post,
    { ...post, port: 'chat', toPeople: ['cleo'] },
    { do: 'create-ticket', key: 'k', purpose: 'incident' },
    { do: 'show-statement', key: 'k' },
    { do: 'execute-rollback', key: 'k', decision: 1, to: 'v1' },
  ];
  for (const effect of effects) {
    expect(pretended(drill, effect)).toMatchObject({ of: 'delivered', reference: 'drill' });
    expect(pretended({}, effect)).toBeUndefined();
  }
  const rehearsal = pretended(drill, { do: 'rehearse-rollback', key: 'k', decision: 1, to: 'v1' });
  expect(rehearsal).toMatchObject({ of: 'rehearsed', byHand: true, to: 'v1' });
  expect(pretended(drill, { ...post, port: 'chat' })).toBeUndefined();
  expect(readersOf(drill, {})).toEqual(['otto']);
  expect(readersOf(drill, { toPeople: ['otto', 'cleo'] })).toEqual(['otto']);
  expect(readersOf({}, {})).toBeUndefined();
});

test('it has no post-mortem and no word for the public', () => {
  const p1 = aDrill().until(3 * MINUTE);
  expect(statementToShow(guide, p1.incident, p1.now)).toBeUndefined();
  p1.does('otto', { do: 'acknowledge' }).does('otto', { do: 'resolve', resolution: 'played', override: 'a drill' });
  expect(needsPostMortem(guide, p1.incident)).toBe(false);
});

test('only those who take part can lead it, and no incident is merged with it', () => {
  const p1 = aDrill()
    .until(3 * MINUTE)
    .does('otto', { do: 'acknowledge' });
  expect(() => p1.does('otto', { do: 'assign', to: { id: 'cleo', name: 'Cleo', roles: [] } })).toThrow('takes no part');
  const into = { id: 'x', address: 'x', title: 'Real' };
  expect(() => p1.does('otto', { do: 'merge', into, reason: 'r' })).toThrow("can't be merged");
  expect(() =>
    incidentOf('P1').does('otto', { do: 'merge', into: { ...into, title: drillTitle('Play') }, reason: 'r' }),
  ).toThrow("can't be merged");
});

test('a declaration that names who takes part opens one', () => {
  const declaration = {
    ...{ eventId: 'e', by: 'otto', byName: 'Otto', title: 'The database is full', severity: 'P1' },
    ...{ service: 'release-manager', serviceTitle: 'Release Manager', serviceUnknown: false, facts: {} },
    drill: ['otto'],
  };
  const policy = { name: 'p', version: '1', hash: 'h', speed: 1 };
  const opened = openIncident(guide, { id: 'a-b', address: 'a', policy, at: START, by: { declaration } });
  expect(opened).toMatchObject({ title: 'DRILL: The database is full', drill: ['otto'] });
});
