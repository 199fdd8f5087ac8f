/** What does the guide say that somebody must do, by when, and what became of it? */
import type { Instant } from './vocabulary';

export type ObligationState = 'open' | 'met' | 'late' | 'missed' | 'waived';

/** One thing that the guide says must happen by a time. */
export interface Obligation {
  id: string;
  /** The id of the task that asks for the same thing in the guide's words: people are shown one of the two. */
  sameAs?: string;
  what: string;
  /** A role, a person, `lead`, or `muster` where the software owes it. */
  owner: string;
  /** Absent where the guide asks for it without naming a time. */
  dueAt?: Instant;
  state: ObligationState;
  doneAt?: Instant;
  by?: string;
  lateByMs?: number;
  because?: string;
}
