/**
 * When is something due, and how does it end: met, late, missed or waived? This room keeps the ledger; an obligation that has
 * ended is never reopened except by what a person takes back, and by a relapse.
 */
import type { Incident } from '../state/incident';
import type { Obligation, ObligationState } from '../state/obligation';
import { obligationId, readObligation } from '../state/obligation-ids';
import type { Instant } from '../state/vocabulary';
import { defined } from '../state/fields';

/** The id of the obligation that a person means by a task's name. */
export function taskId(incident: Incident, task: string): string | undefined {
  return [task, obligationId('task', { task })].find((id) => incident.obligations[id] !== undefined);
}

/** Since when what is asked for is asked for: nothing was owed before, nor while the incident was watched. */
const calledSince = ({ clock, severitySince, relapsedAt = -Infinity }: Incident): Instant =>
  Math.max(clock.setAt, severitySince, relapsedAt);

/**
 * A target by age, or by the time since `from` where the clock did not begin later. If that was over when the target was set,
 * nobody could meet it: there is as much time from then on.
 */
export function byAge(incident: Incident, afterMs: number, from: Instant = -Infinity): Instant {
  const since = calledSince(incident);
  const dueAt = Math.max(incident.clock.since, from) + afterMs;
  return dueAt > since ? dueAt : since + afterMs;
}

/** Whatever keeps a ledger: an incident, a post-mortem. */
export interface Owing {
  obligations: Record<string, Obligation>;
}

/** Whether it is still to be done: open, or missed and neither done nor waived since. */
export const isOwed = ({ state, doneAt }: Obligation): boolean =>
  state === 'open' || (state === 'missed' && doneAt === undefined);

/**
 * Whether its time has passed and someone still has to do it. An update that nobody wrote in time was posted by Muster: it
 * stays on the ledger, but is no longer due.
 */
export const isOverdue = ({ id, state, doneAt }: { id: string; state: ObligationState; doneAt?: unknown }): boolean =>
  state === 'missed' && doneAt === undefined && readObligation(id).of !== 'update';

/** One thing to do is shown once: the guide's task stands for the obligation behind it. */
export const eachOnce = <T extends { id: string; sameAs?: string }>(obligations: T[]): T[] =>
  obligations.filter(({ sameAs }) => sameAs === undefined || !obligations.some(({ id }) => id === sameAs));

/** Marks an obligation as done: met, or late and by how much. One that has ended stays as it is, unless it was missed. */
export function settle<T extends Owing>(incident: T, id: string, at: Instant, by: string): T {
  const obligation = incident.obligations[id];
  if (obligation === undefined || (obligation.state !== 'open' && obligation.state !== 'missed')) return incident;
  // The ledger counts whole seconds: something that the clock started on time is not late by a few milliseconds.
  const overdueMs = obligation.dueAt === undefined ? 0 : Math.max(0, at - obligation.dueAt);
  const isLate = obligation.state === 'missed' || overdueMs >= 1_000;
  const done: Obligation = {
    ...obligation,
    state: isLate ? 'late' : 'met',
    doneAt: at,
    by,
    ...(isLate && { lateByMs: overdueMs }),
  };
  return { ...incident, obligations: { ...incident.obligations, [id]: done } };
}

/** Waives an obligation for a reason. One that was missed stays missed, with the reason beside it. */
export function waive<T extends Owing>(incident: T, id: string, at: Instant, by: string, because: string): T {
  const obligation = incident.obligations[id];
  if (obligation === undefined || !isOwed(obligation)) return incident;
  const state = obligation.state === 'missed' ? 'missed' : 'waived';
  const waived: Obligation = { ...obligation, state, doneAt: at, by, because };
  return { ...incident, obligations: { ...incident.obligations, [id]: waived } };
}

/** Its time has passed and nobody did it. */
export function miss<T extends Owing>(incident: T, id: string, because?: string): T {
  const obligation = incident.obligations[id];
  if (obligation?.state !== 'open') return incident;
  const missed: Obligation = { ...obligation, state: 'missed', ...defined({ because }) };
  return { ...incident, obligations: { ...incident.obligations, [id]: missed } };
}

/** What was done is not true any more: it is owed again. What was waived, or never done, stays as it is. */
export function reopen<T extends Owing>(incident: T, id: string): T {
  const obligation = incident.obligations[id];
  if (obligation === undefined || (obligation.state !== 'met' && obligation.state !== 'late')) return incident;
  const { doneAt: _doneAt, by: _by, lateByMs: _lateByMs, because: _because, dueAt: _dueAt, ...known } = obligation;
  const open: Obligation = { ...known, state: 'open' };
  return { ...incident, obligations: { ...incident.obligations, [id]: open } };
}
