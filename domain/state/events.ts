/** What can happen to an incident? */
import type { Reopening } from '../audit/state';
import type { Act } from './acts';
import type { AlertGroup, Declaration, Joining, ProviderAct } from './alert';
import type { Effect } from './effects';
import type { Finding } from './incident';
import type { Versions } from './decision';
import type { Instant, PersonId, Role } from './vocabulary';

/** One way to a person that was tried for a page, and what became of it. */
export interface Way {
  channel: string;
  outcome: string;
  reason?: string;
  at?: Instant;
  /** It may have reached the person before. */
  repeat?: true;
  /** What the vendor calls it, where it can be asked what became of it. */
  reference?: string;
}

/** What probes read, and why some of them could not be read. */
export interface Readings {
  readings: Record<string, { passed: boolean; evidence: string }>;
  unread: Record<string, string>;
}

/** What an effect came back with. */
export type EffectOutcome =
  /** `note`: what was done otherwise than asked. `notReached`: whom of several it did not reach, each with the reason. */
  | {
      of: 'delivered';
      reference: string;
      url?: string;
      note?: string;
      /** Nothing new was created: it is a comment on what was there. */
      isRepeat?: true;
      notReached?: string[];
      tries?: Way[];
    }
  | {
      of: 'people';
      people: { id: PersonId; name: string; roles: Role[]; asked: Role[] }[];
      missing: Role[];
      problems: string[];
      /** Whose page has gone out with the lookup, or has been tried; the plan rings everybody else. */
      rung?: PersonId[];
      /** When the shift of somebody who was asked for changes next, where that is known. */
      changesAt?: Instant;
    }
  | { of: 'finding'; finding: Finding }
  | { of: 'rehearsed'; from?: string; to: string; text: string; byHand: boolean }
  | { of: 'read-back'; current: string }
  | { of: 'versions'; versions: Versions }
  | ({ of: 'readings' } & Readings)
  | { of: 'business-day'; endsAt: Instant }
  | { of: 'slot'; startsAt: Instant; inBusinessHours: boolean }
  | { of: 'previous'; incidentId?: string };

/** Why an effect did not happen. `unclear`: it may have happened, nobody knows. */
export interface Failure {
  reason: string;
  unclear: boolean;
  /** What became of each way to the person. */
  tries?: Way[];
}

export type WatchReport =
  | ({ of: 'probes' } & Readings)
  | { of: 'rollback'; healthy: boolean; text: string }
  /** `sent`: nothing was heard in time. */
  | { of: 'delivery'; page: string; reference: string; state: string; said?: string }
  /** A channel works again; `sent`: this page has gone out by it. */
  | {
      of: 'way';
      page: Extract<Effect, { do: 'page' }>;
      sent?: { at: Instant; reference: string; tries?: Way[] };
    };

/** Everything that can happen to an incident, in the past tense. */
export type IncidentEvent = { at: Instant } & (
  | { type: 'alerts-arrived'; group: AlertGroup }
  | { type: 'declared'; declaration: Declaration }
  | { type: 'acted'; act: Act }
  /** Done where an alert came from, by somebody who counts as nobody here. */
  | { type: 'unheeded'; act: ProviderAct }
  | { type: 'joined-by'; joining: Joining }
  | { type: 'handed-over' }
  | { type: 'merge-failed' }
  | { type: 'effect-started'; effect: Effect }
  | { type: 'effect-done'; effect: Effect; outcome: EffectOutcome }
  | { type: 'effect-failed'; effect: Effect; failure: Failure }
  /** It was not sent: by then nobody wanted it any more. */
  | { type: 'effect-overtaken'; effect: Effect }
  | { type: 'watch-reported'; report: WatchReport }
  | { type: 'recorded'; upToSeq: number }
  /** Temporal had ended it. */
  | { type: 'reopened'; reopening: Reopening }
);
