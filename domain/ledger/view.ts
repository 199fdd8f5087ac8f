/** What do people and programs see of the ledger? */
import type { Obligation, ObligationState } from '../state/obligation';
import { iso } from '../text/format';

export interface ObligationView {
  id: string;
  /** The id of the task that asks for the same thing in the guide's words. */
  sameAs?: string;
  what: string;
  owner: string;
  dueAt?: string;
  state: ObligationState;
  doneAt?: string;
  by?: string;
  /** Whole seconds. */
  lateBy?: number;
  because?: string;
}

/** A line of the ledger as people and programs see it. Times are ISO 8601. */
export function obligationView(obligation: Obligation): ObligationView {
  const { dueAt, doneAt, lateByMs, ...rest } = obligation;
  return {
    ...rest,
    ...(dueAt !== undefined && { dueAt: iso(dueAt) }),
    ...(doneAt !== undefined && { doneAt: iso(doneAt) }),
    ...(lateByMs !== undefined && { lateBy: Math.round(lateByMs / 1000) }),
  };
}
