/** What may a client know about the workflows: their queues, ids, inputs and messages? */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Act, DeedName } from '../domain/state/acts';
import { DEEDS } from '../domain/state/acts';
import type { AlertGroup, Declaration, ProviderAct } from '../domain/state/alert';
import type { Reopening } from '../domain/audit/state';
import type { Incident } from '../domain/state/incident';
import type { Joining } from '../domain/state/alert';
import type { PostMortem } from '../domain/post-mortem/state';
import { POST_MORTEM_DEEDS, type PostMortemAct, type PostMortemDeed } from '../domain/post-mortem/acts';
import type { IncidentView } from '../domain/view';
import type { PostMortemView } from '../domain/post-mortem/view';
import type { Incoming, Prelude } from '../domain/alerts/prelude';
import type { Policy } from '../policy/schema';

/** Everything that a client may know of the workflows: queues, ids, inputs, messages. */

export const WORK_QUEUE = 'muster';
/** Paging has a queue of its own, so that a hung query can't hold up a page. */
export const PAGING_QUEUE = 'muster-paging';
/** Long activities (probes, a rollout, an investigation) have one too, so that many of them fill no one else's slots. */
export const WATCHING_QUEUE = 'muster-watching';

export const INCIDENT_WORKFLOW = 'incidentWorkflow';
export const POST_MORTEM_WORKFLOW = 'postMortemWorkflow';
/** Tries the integrations; its input is a policy, its result what was found. */
export const EXAMINATION_WORKFLOW = 'examinationWorkflow';
/** Sends a marked test message to a person. */
export const TEST_WORKFLOW = 'testMessageWorkflow';

/** The alphabet of ids: digits and lower-case letters without those that look alike (Crockford's base 32). */
export const ID_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

export const postMortemId = (incidentId: string): string => `${incidentId}-post-mortem`;

/** An incident's own id: its address and four characters that tell this run from the ones before it. */
export function incidentIdOf(address: string, runId: string): string {
  // The end of a run's id: its beginning is a clock and the same for runs of one minute.
  const bits = parseInt(runId.replace(/-/g, '').slice(-5), 16);
  const characters = [15, 10, 5, 0].map((shift) => ID_ALPHABET[(bits >> shift) & 31] ?? '0');
  return `${address}-${characters.join('')}`;
}

/** The part of an incident's id that tells this run, which people say aloud. */
export const lastPart = (incidentId: string): string => incidentId.slice(-4);

/** The policy that a run is pinned to. */
export interface PinnedPolicy {
  policy: Policy;
  hash: string;
  /** By how much the policy's durations were divided (`MUSTER_SPEED`). */
  speed: number;
}

export interface IncidentInput {
  address: string;
  pinned: PinnedPolicy;
  /** Continue as new when the history is longer than this; the server's own suggestion counts as well. */
  continueAfterEvents: number;
  /** The state that a former run of the same incident left. */
  resume?: Incident;
  /** The incident that had this address until just now, and what arrived while it was closing. */
  previous?: string;
  carried?: Incoming[];
  /** What a former run waited for, where no incident has opened yet. */
  waiting?: Prelude;
  /** Temporal ended the incident before this run, and the auditor opened it again. */
  reopened?: Reopened;
  /** In a replay apart from all workers: from which event on the state is told. */
  tellStateFrom?: number;
  /** The incident has ended and its post-mortem has begun; only last words are still owed. */
  closing?: true;
}

/** What became of an incident that Temporal ended and Muster opened again. */
export interface Reopened extends Reopening {
  /** It keeps its id. */
  id: string;
  /** What people did after the state that it is opened from. What else arrived after it is `carried`. */
  acts: Act[];
}

/** What a run of an incident is called as: `incident.ts` holds it. */
export type IncidentWorkflow = (input: IncidentInput) => Promise<string>;

export interface PostMortemInput {
  pinned: PinnedPolicy;
  continueAfterEvents: number;
  /** The incident as it was resolved; absent in later runs, which have `resume`, once there is a draft. */
  incident?: Incident;
  resume?: PostMortem;
}

/** Alerts of a monitoring system. A signal: kept even while no worker runs. */
export const alertsArrivedSignal = defineSignal<[AlertGroup]>('alertsArrived');
/** A person declares an incident by hand. */
export const declaredSignal = defineSignal<[Declaration]>('declared');
/** Somebody did something to an alert where it came from; it counts here. It may come before the alert itself. */
export const providerActedSignal = defineSignal<[ProviderAct]>('providerActed');
/** Another incident was merged into this one. */
export const joinedSignal = defineSignal<[Joining]>('joined');
/** The incident (its id) that took over this one's alerts has ended. */
export const survivorEndedSignal = defineSignal<[string]>('survivorEnded');
/** A person's act for which no answer can be had now (no worker answers): it takes effect as soon as one does. */
export const actSignal = defineSignal<[Act]>('act');

export const incidentQuery = defineQuery<IncidentView>('incident');
/** The whole state, for tests and for the post-mortem. */
/** Whether the incident has an alert, by its fingerprint. */
export const knowsAlertQuery = defineQuery<boolean, [string]>('knowsAlert');
export const stateQuery = defineQuery<Incident>('state');
export const postMortemQuery = defineQuery<PostMortemView>('postMortem');

/** One update per thing that a person can do, named after it; the answer is one sentence for the person. */
export const actUpdates = Object.fromEntries(DEEDS.map((name) => [name, defineUpdate<string, [Act]>(name)])) as Record<
  DeedName,
  ReturnType<typeof defineUpdate<string, [Act]>>
>;

export const postMortemUpdates = Object.fromEntries(
  POST_MORTEM_DEEDS.map((name) => [name, defineUpdate<string, [PostMortemAct]>(name)]),
) as Record<PostMortemDeed['do'], ReturnType<typeof defineUpdate<string, [PostMortemAct]>>>;

/** What a question fails with that came at a bad moment (see the guard); the next one is answered. */
export const ASK_AGAIN = 'The incident is in the middle of a change. Try again.';

/** What a refused act fails with. */
export const REFUSED = 'Refused';

/** Names of the search attributes; `launcher/search-attributes.ts` registers them. */
export const SEARCH_ATTRIBUTES = {
  severity: 'IncidentSeverity',
  status: 'IncidentStatus',
  service: 'IncidentService',
  lead: 'IncidentLead',
  nextDue: 'IncidentNextDue',
  /** The last part of its id, by which people call it. */
  part: 'IncidentPart',
  /** When something changed last of what lists show. */
  changed: 'IncidentChanged',
} as const;

/** What the memo says instead of a status while there is no incident: alerts in a maintenance window, or nothing. */
export const WAITING_STATUS = { maintenance: 'maintenance', nothing: 'nothing' } as const;

/** What the memo of a run says, so that lists need no query. */
export interface IncidentMemo {
  incidentId: string;
  title: string;
  severity: string;
  status: string;
  alerts: number;
  /** ISO 8601; the run's own start is later once it has continued as new. */
  startedAt: string;
  /** How many obligations are overdue. */
  overdue: number;
  drill?: true;
}
