/** What can people and programs do with incidents, and what do they pass in and get back? */
import type { PostMortemDeed } from '../../domain/post-mortem/acts';
import type { PostMortemView } from '../../domain/post-mortem/view';
import type { Access } from '../../domain/state/access';
import type { Deed } from '../../domain/state/acts';
import type { Alert, Declaration, ProviderAct } from '../../domain/state/alert';
import type { IncidentView } from '../../domain/view';
import type { PagerDutyNames } from '../people/lookup';
import type { IncidentSummary, Which } from './runs';
import type { Answer } from './send-act';

/** An alert as a source brings it, with the service as the source names it. */
export interface ArrivedAlert extends Omit<Alert, 'maintenance' | 'late' | 'silence'> {
  /** Absent where the source names none. */
  service?: string;
  /** The source's own group, where it groups by something. */
  group?: string;
  /** The source says that it has just begun: nobody can know it yet. */
  begins?: true;
}

/**
 * What one delivery brought. `sender` is what told its sender from others at the same door: the id of its token; absent where
 * nothing had to be shown. What one sender reports neither ends nor orders the alerts of another.
 *
 * Which policy answers for a service, which alerts belong together and which come in a
 * maintenance window is not the source's to say: see `correlate.ts`.
 */
export interface Arrived {
  alerts: ArrivedAlert[];
  sender?: string;
  /** When our door took it, by the wall clock. */
  acceptedAt: number;
  /**
   * When it occurred, by the clock of a source that tells each change once (PagerDuty). What occurred before the last incident
   * ended opens no new one.
   */
  occurredAt?: number;
}

/** What a person did at a provider to an alert. */
export interface ArrivedAct extends Pick<ProviderAct, 'eventId' | 'via' | 'unproven' | 'deed'> {
  fingerprint: string;
  /** See `Arrived`. */
  sender?: string;
  service?: string;
  /** The labels of the alert that it was done to, so that it reaches the same incident. */
  labels: Record<string, string>;
  person: PagerDutyNames;
}

/** That a page of ours was acknowledged where it was sent: by the person whose page it was. */
export interface AnsweredPage extends Pick<ProviderAct, 'eventId' | 'via' | 'unproven'> {
  incidentId: string;
  person: string;
}

/** What became of what one group or person did: an incident has it, or there was nothing to do. */
export type Arrival =
  | {
      address: string;
      workflowRunId?: string;
      /** So many alerts, all of this group, said again what the incident was just told: it was not told once more. */
      repeats?: number;
    }
  | { address: string; ignored: string };

/** A person, as an id, handle or name of the directory, and the way on which they came. */
export interface By {
  person: string;
  via: string;
  /** At most this; what the directory gives where nothing is said. */
  access?: Access;
  /** The id of the act, where the caller has one: the same id again is the same act. Else a new one is made. */
  actId?: string;
}

export type Declaring = Pick<Declaration, 'title' | 'severity' | 'impact'> & {
  /** Makes it a drill for these people, as the caller calls them. */
  drill?: string[];
  facts?: Declaration['facts'];
  service?: string;
};

/**
 * Everything that people and programs outside can do with incidents. `ref` is a full id, its last part (`x4tm`) or an
 * address (the open incident there, else the last). Everything rejects with `Refused` (the reason in one sentence),
 * `Unreachable` (Temporal did not take it) or `Unanswered` (no worker answered in time; it may still take effect).
 */
export interface IncidentClient {
  /**
   * Resolves only when Temporal has stored all the alerts: one call per group, and one result for each. Rejects when
   * one of the groups could not be stored; sending all of them again is harmless.
   */
  alertsArrived(arrived: Arrived): Promise<Arrival[]>;
  /** Resolves only when Temporal has stored the act, or there is nothing that it could be for. */
  providerActed(act: ArrivedAct): Promise<Arrival>;
  /** Resolves only when Temporal has stored the answer, or its incident has ended. */
  pageAnswered(answer: AnsweredPage): Promise<Arrival>;
  declare(by: By, declaration: Declaring): Promise<{ address: string; incidentId: string }>;
  /** After the resolution, `tick`, `untick` and `note` go to the post-mortem. */
  act(ref: string, by: By, deed: Deed): Promise<Answer>;
  /** The second incident ends as merged; its alerts and its people move to the first. */
  merge(first: string, by: By, second: string, reason: string): Promise<Answer>;
  show(ref: string): Promise<IncidentView>;
  /** What is another after each change of the incident. Temporal itself tells it, so no worker is asked. */
  mark(ref: string): Promise<string>;
  /** About a second behind. */
  list(which: Which): Promise<IncidentSummary[]>;
  postMortem(ref: string): Promise<PostMortemView>;
  postMortemAct(ref: string, by: By, deed: PostMortemDeed): Promise<Answer>;
}
