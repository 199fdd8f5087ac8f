/** Who is contacted about an incident that its own workflow can't speak for, and how often? */
import type { Policy } from '../../policy/schema';
import { rankOf, rulesOf } from '../severity/scale';
import { defined } from '../state/fields';
import type { Instant, PersonId, Role } from '../state/vocabulary';
import type { AuditTrouble } from './state';

/** What is kept of a trouble from one look to the next. */
export interface KnownTrouble extends AuditTrouble {
  /** When an auditor saw it first. */
  seenAt: Instant;
  /** How many rounds of pages have gone out about it, and when the last one did. */
  rounds: number;
  rungAt?: Instant;
  /** When it was over. It is kept for a while: should it come back, its rounds continue. */
  overAt?: Instant;
  /** What Muster did about it, or why it could not, in words. */
  done?: string;
  problem?: string;
  /** How often it was opened again. */
  reopenings?: number;
}

/** One round of pages about one trouble. */
export interface Ring {
  trouble: KnownTrouble;
  kind: 'page' | 'notice';
  /** How bad it is: 0 is the worst of the policy's severities. */
  rank: number;
  lead?: PersonId;
  /** How many columns of the escalation matrix it is for, and all of them, should these have nobody. */
  round: number;
  columns: Role[][];
}

/** How long a person has until the next round; nobody can acknowledge here, because no workflow would hear it. */
const REPEAT_MS = 5 * 60_000;

/** After these the metrics and `/readyz` still say it; whoever has not come by then does not come because of a page. */
const MOST_ROUNDS = 12;

const KEPT_MS = 24 * 3_600_000;

const nameOfTrouble = ({ incidentId, of, kind }: AuditTrouble): string => `${incidentId} ${of} ${kind}`;

/** What is known after a look: what is new, what goes on, and what is over and could come back. */
export function knownAfter(
  before: readonly KnownTrouble[],
  seen: readonly AuditTrouble[],
  now: Instant,
): KnownTrouble[] {
  const known = new Map(before.map((trouble) => [nameOfTrouble(trouble), trouble]));
  const current = seen.map((trouble): KnownTrouble => {
    const {
      overAt,
      done,
      rungAt,
      since,
      reopenings,
      seenAt = now,
      rounds = 0,
    } = known.get(nameOfTrouble(trouble)) ?? {};
    const counted = { ...trouble, rounds, ...defined({ reopenings }) };
    // Temporal tells the beginning of the last attempt.
    return overAt === undefined
      ? { ...counted, seenAt, since: Math.min(since ?? Infinity, trouble.since), ...defined({ done, rungAt }) }
      : { ...counted, seenAt: now };
  });
  const names = new Set(current.map(nameOfTrouble));
  const over = before
    .filter((trouble) => !names.has(nameOfTrouble(trouble)))
    .map((trouble) => ({ ...trouble, overAt: trouble.overAt ?? now }))
    .filter(({ overAt }) => overAt + KEPT_MS > now);
  return [...current, ...over];
}

/**
 * The round that is due about a trouble now, if any: the lead and the first column of the escalation matrix, in the second
 * round the second column too, and so on. A severity that wakes nobody wakes nobody here either, and one whose people get a
 * notice gets one. The people are those who hold the roles now. A post-mortem waits for the morning.
 */
export function ringDue(policy: Policy, trouble: KnownTrouble, now: Instant): Ring | undefined {
  const { rounds, rungAt, lead, of, overAt } = trouble;
  const { contact, escalation } = rulesOf(policy, trouble.severity);
  if (overAt !== undefined || of === 'post-mortem' || contact.by === 'none') return undefined;
  if (rounds >= (contact.by === 'notice' ? 1 : MOST_ROUNDS)) return undefined;
  if (rungAt !== undefined && rungAt + REPEAT_MS > now) return undefined;
  const round = rounds + 1;
  return {
    trouble,
    round,
    kind: contact.by,
    rank: rankOf(policy, trouble.severity),
    columns: escalation.map(({ roles }) => roles),
    ...defined({ lead }),
  };
}
