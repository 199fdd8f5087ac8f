import * as fc from 'fast-check';
import { plan } from '../../domain/plan';
import { compact } from '../../domain/state/carry-over';
import type { IncidentEvent } from '../../domain/state/events';
import type { Incident } from '../../domain/state/incident';
import type { Obligation } from '../../domain/state/obligation';
import type { Instant } from '../../domain/state/vocabulary';
import { cloned, RandomIncident } from '../support/random-incident';
import { severities, type Step, steps } from '../support/random-steps';
import { guide } from '../support/virtual-clock';

/** More of them: `MUSTER_RUNS=1000 npx jest test/domain`. */
const RUNS = { numRuns: Number(process.env['MUSTER_RUNS'] ?? 24), seed: 20240115 };

function run(
  severity: Incident['severity'],
  taken: Step[],
  hooks: ConstructorParameters<typeof RandomIncident>[1] = {},
) {
  const random = new RandomIncident(severity, hooks);
  for (const step of taken) random.take(step);
  return random;
}

const holds = (check: (severity: Incident['severity'], taken: Step[]) => void): void =>
  fc.assert(fc.property(severities, steps, check), RUNS);

/**
 * Settled stays settled; only a miss may be made up for, what Muster itself waived may be asked for again, and a relapse opens
 * what was done.
 */
function mayBecome(before: Obligation, after: Obligation | undefined, isRelapse: boolean): boolean {
  if (before.state === 'open') return true;
  if (after === undefined) return false;
  if (before.state === after.state) return true;
  if (before.state === 'missed') return after.state === 'late';
  if (before.state !== 'waived') return isRelapse && after.state === 'open';
  return before.by === 'muster' && after.state !== 'missed';
}

describe('whatever happens', () => {
  test('the plan comes to rest, looks ahead only, reads the same from a copy, and nothing changes its input', () => {
    holds((severity, taken) => {
      const random = run(severity, taken, {
        frozen: true,
        changed: (_before: Incident, after: Incident, _event: IncidentEvent, now: Instant) => {
          const { wakeAt } = plan(guide, after, now);
          if (wakeAt !== undefined && wakeAt <= now) throw new Error(`woken at ${wakeAt}, which is not after ${now}`);
        },
      });
      const { incident, now } = random;
      expect(plan(guide, incident, now).due).toEqual([]);
      expect(cloned(incident)).toEqual(incident);
      expect(plan(guide, cloned(incident), now)).toEqual(plan(guide, incident, now));
    });
  });

  test('no effect succeeds twice under one key', () => {
    holds((severity, taken) => {
      const keys = run(severity, taken).succeeded.map((line) => line.split(' ')[1] ?? '');
      expect(keys.filter((key, n) => keys.indexOf(key) !== n)).toEqual([]);
    });
  });

  test('the timeline only grows, one number after another, and is never rewritten', () => {
    holds((severity, taken) => {
      run(severity, taken, {
        changed: (before, { timeline, nextSeq }) => {
          if (before.timeline.some((entry, n) => timeline[n] !== entry)) throw new Error('an entry was changed');
          const added = timeline.slice(before.timeline.length);
          if (added.some(({ seq }, n) => seq !== before.nextSeq + n)) throw new Error('a number was skipped');
          if (nextSeq !== before.nextSeq + added.length) throw new Error('the next number is wrong');
        },
      });
    });
  });

  test('no obligation leaves a settled state, but a miss that is made up for', () => {
    holds((severity, taken) => {
      run(severity, taken, {
        changed: (before, after) => {
          for (const obligation of Object.values(before.obligations)) {
            const later = after.obligations[obligation.id];
            if (!mayBecome(obligation, later, after.counts.relapses > before.counts.relapses))
              throw new Error(`${obligation.id} was ${obligation.state} and became ${later?.state ?? 'nothing'}`);
          }
        },
      });
    });
  });

  test('the public reads one report at a time, statement after statement, until its last word', () => {
    holds((severity, taken) => {
      run(severity, taken, {
        changed: ({ statusPage: before }, { statusPage: after, effects }) => {
          const underWay = Object.entries(effects).filter(
            ([key, { status }]) => status === 'running' && /^status-page:\d+:(?!ask)/.test(key),
          );
          if (underWay.length > 1) throw new Error(`two statements are under way: ${JSON.stringify(underWay)}`);
          if (before === undefined || before === after) return;
          if (after === undefined) throw new Error('a report vanished');
          const isNext = after.number === before.number && after.statement.n === before.statement.n + 1;
          const isSame = after.number === before.number && after.statement === before.statement;
          const isAnew = after.number === before.number + 1 && after.statement.n === 1;
          if (isAnew && before.statement.kind !== 'withdrawn') throw new Error('a report has no last word');
          if (isNext && /resolved|withdrawn/.test(before.statement.kind))
            throw new Error('a last word was not the last');
          if (!isNext && !isSame && !isAnew) throw new Error(`${before.statement.n} became ${after.statement.n}`);
        },
      });
    });
  });

  test('an ended incident owes nothing and sends nothing but its last words', () => {
    holds((severity, taken) => {
      const random = run(severity, taken);
      random.take({ step: 'break', keys: '^never$', unclear: false });
      random.take({ step: 'slow', slow: false });
      random.take({ step: 'act', by: 'otto', deed: { do: 'cancel', reason: 'enough' }, again: false });
      random.take({ step: 'wait', ms: 3_600_000 });
      const { succeeded, incident } = random;
      const sent = succeeded.length;
      random.take({ step: 'wait', ms: 7 * 86_400_000 });
      expect(succeeded).toHaveLength(sent);
      expect(Object.values(incident.obligations).filter(({ state }) => state === 'open')).toEqual([]);
    });
  });
});

/** The ledger without updates, which a new history only counts. */
const ledger = ({ obligations }: Incident): Obligation[] =>
  Object.values(obligations).filter(({ id }) => !id.startsWith('update:'));

describe('restarting anywhere changes nothing', () => {
  test('a worker that reads the state back after every step', () => {
    holds((severity, taken) => {
      const [once, restarted] = [run(severity, taken), run(severity, taken, { restarted: cloned })];
      expect(restarted.succeeded).toEqual(once.succeeded);
      expect(restarted.incident).toEqual(once.incident);
    });
  });

  test('a new history after every step sends the same', () => {
    const quick = (taken: Step[]): Step[] => taken.filter(({ step }) => step !== 'slow');
    holds((severity, taken) => {
      const [once, anew] = [
        run(severity, quick(taken)),
        run(severity, quick(taken), { restarted: (incident) => compact(guide, incident) }),
      ];
      expect(anew.succeeded).toEqual(once.succeeded);
      expect(ledger(anew.incident)).toEqual(ledger(once.incident));
    });
  });
});
