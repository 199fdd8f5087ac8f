/** What did an incident hear, do and send, line by line? The judge knows an incident by this alone. */
import type { Deed } from '../../../domain/state/acts';
import type { ObligationState } from '../../../domain/state/obligation';
import type { PageReason, PersonId, Role, Status } from '../../../domain/state/vocabulary';
import type { Severity } from '../../../policy/schema';

/** Milliseconds since the start. */
export type Moment = number;

/** One thing that happened. What was sent has `through`: whether it got there. */
export type Entry = { at: Moment } & (
  | { is: 'opened'; severity: Severity; unclassified: boolean }
  /** A report of an alert, one of several that come in one delivery; without a severity it says none. */
  | { is: 'alert'; name: string; severity?: Severity; firing: boolean }
  | { is: 'act'; by: PersonId; roles: Role[]; deed: Deed }
  | { is: 'refused'; by: PersonId; deed: Deed; why: string }
  | { is: 'severity'; from: Severity; to: Severity; by?: PersonId }
  | { is: 'status'; from: Status; to: Status; by?: PersonId }
  /** Nobody leads any more where it names nobody. */
  | { is: 'lead'; to?: PersonId }
  /** Who holds which role from now on; the first one comes before `opened`. */
  | { is: 'directory'; holders: Record<PersonId, Role[]> }
  | { is: 'joined-by'; severity: Severity }
  | { is: 'ring'; key: string; to: PersonId; because: PageReason[]; through: boolean }
  | { is: 'notice'; key: string; to: PersonId; text: string; through: boolean }
  | { is: 'withdrawal'; key: string; to: PersonId; text: string; through: boolean }
  | { is: 'post'; key: string; message: string; to: PersonId[]; port: string; through: boolean }
  /** Anything else that was tried: `open-bridge`, `execute-rollback`. */
  | { is: 'done'; key: string; what: string; through: boolean }
  /** Nothing of ours runs until then. */
  | { is: 'down'; until: Moment }
  /** From now on what has such a key fails; an empty text: nothing does. */
  | { is: 'broken'; keys: string }
  | { is: 'reading'; readings: Record<string, boolean> }
  | { is: 'rollback-seen'; healthy: boolean }
  | { is: 'rollback-phase'; decision: number; phase: string }
  | { is: 'decision'; number: number; dueAt: Moment; made?: string; missed: boolean }
  | { is: 'no-decision' }
  | { is: 'stable' }
  /** A line of the ledger is new or has changed. */
  | {
      is: 'duty';
      id: string;
      owner: string;
      state: ObligationState;
      dueAt?: Moment;
      doneAt?: Moment;
      lateByMs?: number;
      because?: string;
    }
  /** A line of the ledger is there no more. */
  | { is: 'duty-gone'; id: string }
  /** The plan asked to be woken at a time that is not ahead, or never came to rest. */
  | { is: 'fault'; what: string }
);

export type EntryOf<Kind extends Entry['is']> = Extract<Entry, { is: Kind }>;

export interface Log {
  entries: Entry[];
  /** How far the clock was followed. */
  until: Moment;
}

export interface Violation {
  rule: string;
  at: Moment;
  what: string;
}

/** `16:05` or `1:02:03`. */
export function clock(ms: Moment): string {
  const total = Math.round(ms / 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}
