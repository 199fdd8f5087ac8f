/** What was decided about the rollback, between which versions, and how far is it? */
import type { Choice, Instant, PersonId } from './vocabulary';

/** What the deployment tool said before a decision was asked for. */
export interface Versions {
  /** What ran then. */
  running?: string;
  /** What a rollback returns to unless the decision names another version. */
  target?: string;
  /** All that can be returned to, the newest first, as far as the tool lists them. */
  kept: string[];
  /** Every name by which one of them can be chosen, where the tool lists them all. */
  names?: string[];
  /** Why the target is not known. */
  problem?: string;
}

export interface Decision {
  /** Counts up with each decision that is asked for, over all severities. */
  number: number;
  /** When its brief is posted. */
  briefAt: Instant;
  dueAt: Instant;
  extensions: number;
  versions?: Versions;
  /** The first of two persons, where the policy asks for two. */
  proposed?: { choice: Choice; by: PersonId; to?: string };
  made?: { choice: Choice; by: PersonId; byName: string; reason: string; at: Instant; to?: string };
  missedAt?: Instant;
}

export interface Rollback {
  decision: number;
  /** `by-hand`: nothing is connected that could do it, so a person was asked to. */
  phase: 'rehearsing' | 'executing' | 'reading-back' | 'watching' | 'healthy' | 'failed' | 'by-hand';
  from?: string;
  to?: string;
  startedAt: Instant;
  /** How long a phase may take until the rollback counts as failed, by the severity under which it was decided. */
  within: number;
  text?: string;
}
