import type { PublicStatus, Severity } from '../../policy/schema';
import type { Instant, PersonId } from './vocabulary';

/** Why the public is told no more although the incident was not resolved. */
export type Withdrawal = 'cancelled' | 'merged' | 'lowered' | 'retracted';

/** What the status page should say now. The next one takes its place, delivered or not. */
export interface Statement {
  /** The how-manieth of its report. */
  n: number;
  at: Instant;
  kind: 'opened' | 'update' | 'resolved' | 'withdrawn';
  status: PublicStatus;
  /** The severity whose words and impact hold; the last public one where the incident is none any more. */
  severity: Severity;
  /** A person's words for the public. */
  impact?: string;
  /** When the public is promised the next one. */
  nextAt?: Instant;
  withdrawn?: Withdrawal;
}

/** One report on the public status page, from the decision that the public is told to its last word. */
export interface PublicReport {
  /** Counts up when the public is told anew after a withdrawal. */
  number: number;
  openedAt: Instant;
  /** Who decided it: a person, or `muster` where the policy does. */
  by: PersonId;
  statement: Statement;
  /** When the page first showed it; what the page calls it, and where it can be read. */
  shownAt?: Instant;
  reference?: string;
  url?: string;
}

export const isLive = (report: PublicReport | undefined): report is PublicReport =>
  report?.statement.kind === 'opened' || report?.statement.kind === 'update';
