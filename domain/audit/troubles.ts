/** Which incidents stand still or are gone, although nobody ended them? */
import { defined } from '../state/fields';
import type { Instant } from '../state/vocabulary';
import type { AuditedRun, AuditTrouble } from './state';

/** So long after its time something may be late: a busy machine, a worker that takes over from another one. */
const OVERDUE_MS = 60_000;

/** A task may fail once or twice: its worker died, a question came at a bad moment. */
const MOST_ATTEMPTS = 2;

/**
 * What is wrong in a listing. `watchedSince`: since when Temporal and a worker have been there without a break. After an
 * outage everything is late at first, and becomes right by itself.
 */
export const troublesIn = (runs: readonly AuditedRun[], now: Instant, watchedSince: Instant): AuditTrouble[] =>
  runs.flatMap((run) => troubleOfRun(run, now, watchedSince) ?? []);

function troubleOfRun(run: AuditedRun, now: Instant, watchedSince: Instant): AuditTrouble | undefined {
  const { incidentId, of, title, severity, lead, now: state } = run;
  const about = { incidentId, of, title, severity, ...defined({ lead }) };
  if (state.is === 'ended') return { ...about, kind: 'ended', since: state.at, how: state.how };
  const { nextDueAt, task } = state;
  if (task !== undefined && task.attempt > MOST_ATTEMPTS) {
    const { since, because } = task;
    return { ...about, kind: 'stuck', since, ...defined({ because }) };
  }
  if (nextDueAt !== undefined && Math.max(nextDueAt, watchedSince) + OVERDUE_MS < now)
    return { ...about, kind: 'overdue', since: nextDueAt };
  return undefined;
}
