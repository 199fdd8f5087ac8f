/** What can the plan ask for? */
import type { Severity } from '../../policy/schema';
import type { SlotRequest } from './slot-request';
import type { Instant, PageKind, PageReason, PersonId, Role } from './vocabulary';

/** What a member of a series is: the n-th repeat of a page, the n-th nudge. Older members are superseded by newer ones. */
interface Member {
  series?: string;
  n?: number;
}

export type MessageName =
  | 'initial'
  | 'bridge-invitation'
  | 'bridge-question'
  | 'bridge-moved'
  | 'update'
  | 'nudge'
  | 'brief'
  | 'resolved'
  | 'cancelled'
  | 'merged'
  | 'severity-confirmed'
  | 'all-clear'
  | 'news'
  | 'unticked'
  | 'stable'
  | 'still-failing'
  | 'unverified'
  | 'log-watch'
  | 'rollback'
  | 'ask-publish';

/** One reason to ring somebody, with the key under which the plan asks for it. */
export interface RingReason extends Member {
  key: string;
  reason: PageReason;
  role?: Role;
}

/** One thing that the plan asks for. `key` is its identity everywhere: vendor, ledger, outbox, test. */
export type Effect = Member & { key: string } & (
    | {
        do: 'find-people';
        contact: string;
        severity: Severity;
        by: 'page' | 'notice';
        roles: Role[];
        label: Role[];
        dueAt: Instant;
        early: boolean;
        /** A first column: whether it calls for an answer, and so rings those too who were rung before. */
        rings?: boolean;
      }
    /** Who holds these roles now, before they are rung again. */
    | { do: 'find-holders'; roles: Role[]; dueAt: Instant }
    | {
        do: 'page';
        to: PersonId;
        reason: PageReason;
        kind: PageKind;
        role?: Role;
        /** What else this one ring is for. */
        also?: RingReason[];
        /** The page that goes on by another way, by its key, and the ways by which it came to nothing. */
        of?: string;
        after?: string[];
      }
    | { do: 'post'; port: 'chat' | 'mail'; message: MessageName; toPeople?: PersonId[] }
    | { do: 'open-bridge' }
    /** What these people's pages opened elsewhere gets the state that it has here. */
    | {
        do: 'follow';
        people: PersonId[];
        state: 'acknowledged' | 'resolved';
        /** Up to which round of their pages, where that is not the first. */
        rounds?: Record<PersonId, number>;
      }
    | { do: 'create-ticket'; purpose: 'incident' | 'permanent-fix' }
    | { do: 'investigate'; step: string }
    | {
        do: 'rehearse-rollback' | 'execute-rollback' | 'read-back-rollback';
        decision: number;
        from?: string;
        to?: string;
      }
    /** Asks the deployment tool what runs and what a rollback returns to, for the brief. */
    | { do: 'read-versions'; decision: number }
    /** Reads these probes once, at the end of the stability watch of this number. */
    | { do: 'find-stable'; watch: number; probes: string[] }
    /** The public status page says what `Incident.statusPage` holds. */
    | { do: 'show-statement' }
    | { do: 'find-business-day' }
    /** When the post-mortem's meeting can be, for the last word. */
    | ({ do: 'find-slot' } & SlotRequest)
    | { do: 'find-previous' }
    /** Internal: nothing leaves Muster; the clock itself is the event. */
    | { do: 'miss'; obligation: string }
    | { do: 'post-update-due' }
    | { do: 'tell-changes' }
    | { do: 'decide-by-default' }
    | { do: 'find-recovered' }
    | { do: 'find-quiet' | 'end-maintenance' | 'believe-late'; alert: string }
    | { do: 'restate' }
  );

/** Something that is watched for as long as it is wanted, by one long activity that returns when it changes. */
export type Watch =
  | { key: string; watch: 'probes'; probes: string[] }
  | { key: string; watch: 'rollback'; to: string; untilAt: Instant }
  /** What became of a page that a vendor took. */
  | { key: string; watch: 'delivery'; page: string; channel: string; reference: string; untilAt: Instant }
  /** A page that failed on these channels is tried until one of them works. */
  | { key: string; watch: 'way'; page: Extract<Effect, { do: 'page' }>; channels: string[] };

export interface AgendaEntry {
  at: Instant;
  effect: Effect;
  /** Roles whose holders are looked up first: it rings whoever has them then. */
  asks?: Role[];
}

const INTERNAL = [
  'miss',
  'post-update-due',
  'tell-changes',
  'find-recovered',
  'decide-by-default',
  'find-quiet',
  'end-maintenance',
  'believe-late',
  'restate',
] as const satisfies Effect['do'][];

export type InternalDo = (typeof INTERNAL)[number];

/** Whether this effect is carried out by the clock alone: nothing leaves Muster. */
export const isInternal = (effect: Effect): boolean => INTERNAL.some((internal) => internal === effect.do);

/** All keys of one effect: a page may be for several reasons. */
export const keysOf = (effect: Effect): string[] =>
  effect.do === 'page' ? [effect.key, ...(effect.also ?? []).map(({ key }) => key)] : [effect.key];

/** Whether somebody outside reads it: what can come too late. */
export const isMessage = (effect: Effect): boolean =>
  effect.do === 'post' || effect.do === 'page' || effect.do === 'show-statement';
