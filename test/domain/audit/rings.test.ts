/** Who is contacted about an incident that stands still, and how often. */
import { knownAfter, type KnownTrouble, ringDue } from '../../../domain/audit/rings';
import type { AuditTrouble } from '../../../domain/audit/state';
import { shippedPolicy } from '../../support/client';

const policy = (() => {
  const [pinned] = shippedPolicy();
  if (pinned === undefined) throw new Error('no policy');
  return pinned.policy;
})();
const NOW = Date.parse('2026-11-30T03:00:00Z');
const MINUTE = 60_000;

const stuck: AuditTrouble = {
  ...{ incidentId: 'shop-7f3k2a9q-x4tm', of: 'incident', kind: 'stuck', since: NOW },
  ...{ title: 'Shop is down', severity: 'P1', lead: 'dave' },
};

/** What is known after looks at these minutes, each of which rings where it is due. */
function looks(minutes: number[], seenAt: (minute: number) => AuditTrouble[] = () => [stuck]) {
  const rounds: string[] = [];
  let known: KnownTrouble[] = [];
  for (const minute of minutes) {
    const at = NOW + minute * MINUTE;
    known = knownAfter(known, seenAt(minute), at).map((trouble) => {
      const ring = ringDue(policy, trouble, at);
      if (ring === undefined) return trouble;
      rounds.push(`${minute} ${ring.kind} ${ring.round}`);
      return { ...trouble, rounds: ring.round, rungAt: at };
    });
  }
  return { rounds, known };
}

it('pages at once and every five minutes, each round one column further, and at last leaves it to the metrics', () => {
  const { rounds } = looks([0, 0.5, 4.5, 5, 10, 10.5]);
  expect(rounds).toEqual(['0 page 1', '5 page 2', '10 page 3']);
  const all = Array.from({ length: 100 }, (_none, n) => n * 5);
  expect(looks(all).rounds).toHaveLength(12);
});

it('is for the lead and the columns of its severity, by the roles that people hold then', () => {
  const ring = ringDue(policy, { ...stuck, seenAt: NOW, rounds: 0 }, NOW);
  expect(ring?.lead).toBe('dave');
  expect(ring?.columns[0]).toContain('all-on-call');
  expect(ring?.columns).toHaveLength(3);
});

it('sends a notice once where the severity pages nobody, and nothing where it contacts nobody', () => {
  const of = (severity: string) => looks([0, 5, 10], () => [{ ...stuck, severity }]).rounds;
  expect(of('P3')).toEqual(['0 notice 1']);
  expect(of('P4')).toEqual([]);
});

it('takes an incident without a severity for one that nothing classified', () => {
  expect(looks([0], () => [{ ...stuck, severity: '?' }]).rounds).toEqual(['0 page 1']);
});

it('wakes nobody for a post-mortem', () => {
  expect(looks([0], () => [{ ...stuck, of: 'post-mortem' }]).rounds).toEqual([]);
});

it('stops when it is over, and counts on if it comes back, so that no key is used twice', () => {
  const { rounds, known } = looks([0, 1, 2], (minute) => (minute === 1 ? [] : [stuck]));
  expect(rounds).toEqual(['0 page 1', '2 page 2']);
  expect(looks([0, 1]).known).toHaveLength(1);
  expect(known).toHaveLength(1);
});

it('keeps since when, although Temporal tells the time of the last attempt only', () => {
  const { known } = looks([0, 3], (minute) => [{ ...stuck, since: NOW + minute * MINUTE }]);
  expect(known[0]?.since).toBe(NOW);
});

it('forgets what has been over for a day', () => {
  expect(looks([0, 1, 24 * 60 + 2], (minute) => (minute === 0 ? [stuck] : [])).known).toEqual([]);
});
