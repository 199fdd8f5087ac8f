import { MINUTE, SECOND, START } from '../support/times';
import { togetherWithin } from '../../domain/paging/phone';
import { alertOf, groupOf, incidentOf, PEOPLE, type VirtualIncident } from '../support/virtual-clock';

const acknowledge = { do: 'acknowledge' } as const;
const ringsOf = (incident: VirtualIncident, person: string): number[] =>
  incident.ringsOf(person).map(({ atMs }) => atMs);
const everybody = Object.keys(PEOPLE);

test('the CTO is rung once at 30 minutes, for the column and for the decision that nobody made, with both reasons', () => {
  const incident = incidentOf('P1')
    .does('otto', acknowledge)
    .until(30 * MINUTE);
  const pages = incident.ringsOf('cleo');
  expect(pages.map(({ key, also }) => [key, also])).toEqual([['page:P1:30m:cto:1', ['page:P1:decision-1:cto:1']]]);
  expect(pages[0]?.kind).toBe('brief');
  expect(pages[0]?.text).toContain("You're on the escalation matrix");
  expect(pages[0]?.text).toContain("you're the next authority");
});

test('nobody is rung twice within a minute, whatever is due', () => {
  const incident = incidentOf('P1').until(4 * MINUTE + 30 * SECOND);
  incident.does('otto', { do: 'escalate', role: 'vp-engineering', reason: 'we need you' });
  incident.does('otto', { do: 'assign', to: { id: 'vera', name: 'vera', roles: ['vp-engineering'] } });
  incident.until(90 * MINUTE);
  for (const person of everybody) {
    const rings = ringsOf(incident, person);
    const gaps = rings.slice(1).map((at, n) => at - (rings[n] ?? 0));
    expect(Math.min(Infinity, ...gaps)).toBeGreaterThanOrEqual(MINUTE);
  }
});

test('a first ring for a higher severity waits for nothing', () => {
  const incident = incidentOf('P2').until(5 * MINUTE + 10 * SECOND);
  incident.alerts(groupOf({ ...alertOf({ severity: 'P1', pod: 'b' }), startsAt: START + 5 * MINUTE }));
  expect(ringsOf(incident, 'emil').slice(-2)).toEqual([5 * MINUTE, 5 * MINUTE + 10 * SECOND]);
});

test('a page that failed is tried again without waiting for a minute', () => {
  let isDown = true;
  const incident = incidentOf('P1', {
    answer: (effect) => (isDown && effect.do === 'page' && effect.to === 'emil' ? new Error('503') : undefined),
  });
  isDown = false;
  incident.until(45 * SECOND);
  expect(ringsOf(incident, 'emil')).toEqual([30 * SECOND]);
});

test('both reasons of a page that failed are tried again, as one', () => {
  let isDown = false;
  const incident = incidentOf('P1', {
    answer: (effect) => (isDown && effect.do === 'page' && effect.to === 'cleo' ? new Error('503') : undefined),
  }).does('otto', acknowledge);
  incident.until(29 * MINUTE);
  isDown = true;
  incident.until(30 * MINUTE);
  isDown = false;
  incident.until(31 * MINUTE);
  expect(incident.ringsOf('cleo').map(({ after, also }) => [after, also?.length])).toEqual([['30m30s', 1]]);
});

test('each person is invited to the bridge once, however often they are called', () => {
  const incident = incidentOf('P2')
    .until(5 * MINUTE)
    .does('otto', { do: 'severity', severity: 'P1', reason: 'all' });
  incident.until(2 * 60 * MINUTE);
  const invited = incident.sent.filter(({ kind }) => kind === 'invitation').flatMap(({ to }) => to);
  expect(invited.length).toBeGreaterThan(4);
  expect(new Set(invited).size).toBe(invited.length);
});

test.each([1, 7, 60, 3_600])(
  'at speed %d the time in which pages go together is a whole number of milliseconds',
  (speed) => {
    const { incident } = incidentOf('P1');
    expect(Number.isInteger(togetherWithin({ ...incident, policy: { ...incident.policy, speed } }))).toBe(true);
  },
);
