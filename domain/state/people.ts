/** Who has to do with an incident: who was called, how, and what became of it. */
import type { Severity } from '../../policy/schema';
import type { Instant, PageKind, PageReason, PersonId, Role } from './vocabulary';

/** Somebody who has to do with this incident: was contacted, or acted. */
export interface IncidentPerson {
  id: PersonId;
  name: string;
  roles: Role[];
  /** When a page last got through. */
  pagedAt?: Instant;
  /** When they last began to be rung, and in which severity. */
  rung?: { at: Instant; severity: Severity };
  acknowledgedAt?: Instant;
  joinedAt?: Instant;
  /** When they were found to have taken over a role that they did not hold before. */
  tookOver?: Record<Role, Instant>;
  /** When they last did something that answers a page, and the roles that they held as they did. */
  answeredAt?: Instant;
  answeredAs?: Role[];
  /** When they said that they can't; absent once they act. */
  declinedAt?: Instant;
  /** The message that tells them where the bridge is: they get no other one. */
  invitedBy?: string;
  /** Absent until the first page, and under a policy that does not ask for them. */
  rounds?: Rounds;
}

/** The call to the roles of the team to join. */
export interface Team {
  number: number;
  since: Instant;
  /** In a severity that was answered before. */
  again: boolean;
  /** When a role became empty again, because whoever had joined as it could not go on. */
  outAt: Partial<Record<Role, Instant>>;
}

/** The rounds of one person's pages: what comes after an answer is another round, so that it rings again. */
export interface Rounds {
  /** How many have begun. */
  begun: number;
  /** The newest one that the person has answered, and when they last did something. */
  answered?: { upTo: number; at: Instant };
  /** The newest one that was taken back. */
  withdrawn?: number;
  /** The newest one has notices only. */
  isQuiet?: boolean;
}

/** That a column of the matrix (or a call for more help) was carried out: who was found, and when. */
export interface Contact {
  /** `S1:30m`, `decision:1`, `escalate:2`. */
  id: string;
  severity: Severity;
  /** Whether each of these people is paged (repeats until somebody answers) or told once. */
  by: 'page' | 'notice';
  roles: Role[];
  at: Instant;
  /** `since`: when they took over from somebody. */
  people: { id: PersonId; roles: Role[]; since?: Instant }[];
  /** Roles that nobody could be reached for: the next column is contacted at once. */
  missing: Role[];
  /** Why somebody who should have been reached was not: nobody on call, no contact point. */
  problems: string[];
  /** Contacted before its time because nobody answered. */
  early: boolean;
  /** The clock that its column is counted by. */
  clock: number;
  /** The call for an answer that it begins: it rings everybody but these. */
  rings?: { response: number; spared: PersonId[] };
  /** A first column after the severity was answered: nobody is rung for the change alone. */
  isQuiet?: true;
  /** Who asked for these people; they are not called themselves. */
  askedBy?: PersonId;
}

/** A word to one person that something just made necessary: a severity changed, a page is withdrawn. */
export interface Call {
  key: string;
  to: PersonId;
  reason:
    | 'severity-changed'
    | 'wanted-again'
    | 'withdrawn'
    | 'shift-over'
    | 'handed-over'
    | 'relapse'
    | 'assigned'
    | 'break-glass'
    | 'proposed';
  kind: 'page' | 'notice' | 'withdrawal';
  at: Instant;
}

/** One way that a page has taken to its person, and how far it came. */
export interface WayTaken {
  channel: string;
  /** `sent`, `delivered`, `failed for now`, `failed for good`; `not configured`, `not tried`. */
  state: string;
  reason?: string;
  /** When it was tried, or when its vendor said what became of it. */
  at: Instant;
  reference?: string;
  /** Its vendor is asked what became of it. */
  isAwaited?: true;
  /** It had been sent, and came to nothing. */
  isLost?: true;
}

/** How far one page has come. */
export interface Delivery {
  /** The page's key. */
  page: string;
  to: PersonId;
  reason: PageReason;
  kind: PageKind;
  role?: Role;
  ways: WayTaken[];
}

/**
 * Whether somebody has answered what they were called for at `since`. An act of that very instant is an answer only where
 * it says so: it may be what called them.
 */
export const hasAnsweredSince = (person: IncidentPerson | undefined, since: Instant): boolean =>
  answeredSince(person, since) !== undefined;

/** When they answered it: the earliest that is known of what they did since then. */
export function answeredSince(person: IncidentPerson | undefined, since: Instant): Instant | undefined {
  const { acknowledgedAt = -Infinity, joinedAt = -Infinity, answeredAt = -Infinity, rounds } = person ?? {};
  const said = [acknowledgedAt, joinedAt].filter((at) => at >= since);
  const acted = [answeredAt, rounds?.answered?.at ?? -Infinity].filter((at) => at > since);
  const answers = [...said, ...acted];
  return answers.length === 0 ? undefined : Math.min(...answers);
}
