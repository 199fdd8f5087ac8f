/** What does Muster remember about an incident on the public status page? */
import type { PublicStatus, Severity } from '../../policy/schema';
import type { Instant, PersonId } from './vocabulary';

/** Why the page gets no further updates although the incident was not resolved. */
export type Withdrawal = 'cancelled' | 'merged' | 'lowered' | 'retracted';

/** What the status page should say now. The next one takes its place, delivered or not. */
export interface Statement {
  /** Counts the statements of its report. */
  n: number;
  at: Instant;
  kind: 'opened' | 'update' | 'resolved' | 'withdrawn';
  status: PublicStatus;
  /** The severity whose words and impact apply; the last published one if the incident no longer has such a severity. */
  severity: Severity;
  /** The impact in a person's words. */
  impact?: string;
  /** When customers are promised the next one. */
  nextAt?: Instant;
  withdrawn?: Withdrawal;
}

/** One report on the public status page, from the decision to publish to the last update. */
export interface PublicReport {
  /** Counts up when the incident is published again after a withdrawal. */
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
