/** Whether what the outside can repeat without end leaves a list that ends, and a count of what is beyond it. */
import { joiningOf } from '../../domain/alerts/merge';
import { evolve } from '../../domain/evolve';
import type { ProviderAct } from '../../domain/state/alert';
import { jsonSize } from '../../domain/state/size';
import { view } from '../../domain/view';
import { alertOf, groupOf, guide, guideWith, incidentOf, VirtualIncident } from '../support/virtual-clock';

const alert = alertOf({ severity: 'P1', service: 'release-manager' });

const acknowledgedBy = (by: string, n: number): ProviderAct => ({
  eventId: `event-${n}`,
  fingerprint: alert.fingerprint,
  by,
  byName: by,
  roles: [],
  via: 'pagerduty',
  unknown: true,
  deed: { do: 'acknowledge' },
});

test('acknowledgements by people nobody knows are told once for each person, and counted', () => {
  const play = new VirtualIncident(groupOf(alert));
  const before = jsonSize(play.incident);
  for (let n = 0; n < 4_000; n += 1) {
    const act = acknowledgedBy(n % 2 === 0 ? 'Sam' : `Somebody ${n}`, n);
    play.incident = evolve(guide, play.incident, { type: 'unheeded', act, at: play.now });
  }
  const { incident } = play;
  expect(incident.timeline.filter(({ kind }) => kind === 'unheeded')).toHaveLength(50);
  expect(incident.response.answered).toBeUndefined();
  expect(jsonSize(incident) - before).toBeLessThan(25_000);
  const counted = view(guide, incident, play.now).unheeded ?? {};
  expect(counted['Sam']).toBe(2_000);
  expect(Object.values(counted).reduce((sum, times) => sum + times, 0)).toBe(4_000);
});

test('thousands of notes leave the newest, and a count of those before', () => {
  const play = incidentOf('P1');
  for (let n = 1; n <= 3_000; n += 1) {
    play.does('otto', { do: 'note', text: `note ${n}` });
    if (n % 100 === 0) {
      const upToSeq = play.incident.nextSeq - 1;
      play.incident = evolve(guide, play.incident, { type: 'recorded', upToSeq, at: play.now });
    }
  }
  const { timeline, earlier } = view(guide, play.incident, play.now);
  // Of what is older, how it began stays: the last words tell it.
  expect(timeline.length).toBeLessThanOrEqual(480);
  expect(timeline[0]?.kind).toBe('opened');
  expect(earlier).toBe(play.incident.nextSeq - 1 - timeline.length);
  expect(timeline.at(-1)?.text).toBe('note 3000');
  expect(Object.keys(play.incident.answered).length).toBeLessThanOrEqual(500);
});

test('an act that comes again after many others gets its first answer', () => {
  const play = incidentOf('P1');
  play.does('otto', { do: 'acknowledge' }, { actId: 'the-first' });
  for (let n = 0; n < 300; n += 1) play.does('otto', { do: 'note', text: `note ${n}` });
  const before = play.incident;
  play.does('otto', { do: 'acknowledge' }, { actId: 'the-first' });
  expect(play.incident).toBe(before);
  expect(play.incident.answered['the-first']).toContain("you're the lead");
});

test('of the alerts of merged incidents as many are told apart as of one; what fires stays, the rest is counted', () => {
  const policy = guideWith(({ correlation }) => (correlation.storm = { tellAtMost: 10, rememberAtMost: 40 }));
  const many = (name: string, count: number, firing: boolean) =>
    groupOf(
      ...Array.from({ length: count }, (_none, n) => ({
        ...alertOf({ severity: 'P2', service: 'release-manager' }),
        fingerprint: `${name}-${n}`,
        firing,
      })),
    );
  const play = new VirtualIncident(many('own', 30, true), { policy });
  play.alerts(many('own', 20, false));
  for (const name of ['second', 'third', 'fourth']) {
    const other = new VirtualIncident(many(name, 30, true), { policy });
    other.does('otto', { do: 'merge', into: { id: 'other', address: 'other', title: 'other' }, reason: 'one cause' });
    const joining = joiningOf(other.incident);
    if (joining === undefined) throw new Error('not merged');
    play.incident = evolve(policy, play.incident, {
      type: 'joined-by',
      joining: { ...joining, eventId: name },
      at: play.now,
    });
  }
  const known = Object.values(play.incident.alerts);
  expect(known).toHaveLength(40);
  expect(known.filter(({ firing }) => firing)).toHaveLength(40);
  expect(play.incident.reports.beyond).toBe(30 + 3 * 30 - 40);
});

test('pages to hundreds of people are followed up to their vendors a few hundred at a time', () => {
  const people = Object.fromEntries(Array.from({ length: 900 }, (_none, n) => [`p${n}`, ['devops-lead']]));
  const play = incidentOf('P1', {
    people,
    answer: (effect, now) =>
      effect.do === 'page'
        ? {
            of: 'delivered',
            reference: 'r',
            tries: [{ channel: 'sms', outcome: 'sent', reference: effect.key, at: now }],
          }
        : undefined,
  });
  expect(play.watches().filter(({ watch }) => watch === 'delivery')).toHaveLength(200);
  expect(new Set(play.incident.deliveries?.map(({ to }) => to)).size).toBe(900);
});

test('far too many escalations and people are refused, with what to do instead', () => {
  const play = incidentOf('P1');
  const escalated = { ...play.incident, counts: { ...play.incident.counts, escalations: 200 } };
  const crowd = Object.fromEntries(
    Array.from({ length: 2_000 }, (_none, n) => [`p${n}`, { id: `p${n}`, name: `p${n}`, roles: [] }]),
  );
  play.incident = { ...escalated, people: crowd };
  const escalate = { do: 'escalate', role: 'cto', reason: 'more' } as const;
  expect(play.refusal('p1', escalate)).toMatch(/^This incident was escalated 200 times already.*call them yourself\.$/);
  expect(play.refusal('p1', { do: 'note', text: 'x' })).toBeUndefined();
  expect(play.refusal('otto', { do: 'note', text: 'x' })).toMatch(/^This incident has 2000 people already/);
});
