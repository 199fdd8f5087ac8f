/**
 * What is remembered of an incident? This room holds the state and its words; only `evolve` makes a new state, and everything in
 * it is a fact with its time.
 */
import type { Severity } from '../../policy/schema';
import type { AlertReports, AlertState, Facts } from './alert-state';
import type { Decision, Rollback } from './decision';
import type { Obligation } from './obligation';
import type { Call, Contact, Delivery, IncidentPerson, Team } from './people';
import type { PublicReport } from './public-report';
import type { IncidentRef, Instant, OpenStatus, PersonId, Status } from './vocabulary';

export interface TimelineEntry {
  seq: number;
  at: Instant;
  kind: string;
  text: string;
  by?: string;
  /** The way on which a person's act came: `cli`, `api`, `slack`, `pagerduty`. */
  via?: string;
  key?: string;
  because?: string;
}

/** What became of an effect. `failed` ones are tried again unless something newer took their place: then they are `overtaken`. */
export interface EffectRecord {
  status: 'running' | 'done' | 'failed' | 'overtaken';
  at: Instant;
  /** Set on members of a series (repeats, nudges), which are forgotten once the series has moved on. */
  series?: string;
  reason?: string;
  url?: string;
  /** Somebody outside reads it: it can come too late. */
  isMessage?: true;
  /** Of a page: whom it is to reach. */
  to?: PersonId;
  /** Of what one ring was for besides: the key of the page that went out. */
  with?: string;
  /** Of a page that is under way, and of a withdrawal: its round, where that is not the first. */
  round?: number;
}

export interface Finding {
  title: string;
  state: 'done' | 'cut-off' | 'failed';
  text: string;
  at: Instant;
}

export interface ChecklistMark {
  ticked: boolean;
  at: Instant;
  by?: string;
  evidence?: string;
}

/** The stability watch that runs, and what it could not verify. */
export interface StabilityWatch {
  number: number;
  beganAt: Instant;
  /** When it ended without a person, or Muster, knowing enough: probes that could not be read then, and why. */
  unverified?: { at: Instant; probes: Record<string, string> };
}

export interface ProbeState {
  passed: boolean;
  evidence: string;
  at: Instant;
}

/**
 * A call for somebody's answer. A new one begins when the severity rises above all that were answered, and with a relapse; the
 * first answer ends its repeats. Numbers never begin again.
 */
export interface Response {
  number: number;
  since: Instant;
  by: 'start' | 'rise' | 'relapse';
  /** Who is not called by it: they raised the severity, or had acted just before. */
  spared: PersonId[];
  answered?: { by: PersonId; at: Instant };
}

/** `setAt`: when it was known since when it counts; nothing was owed before. */
export interface Clock {
  number: number;
  since: Instant;
  setAt: Instant;
  before?: Clock;
}

/** Everything that is known about one incident. Only `evolve` makes a new one from it. */
export interface Incident {
  id: string;
  address: string;
  previous?: string;
  service: string;
  serviceTitle: string;
  serviceUnknown: boolean;
  /** `speed` is the factor by which the durations were divided; keys name the undivided times. */
  policy: { name: string; version: string; hash: string; speed: number };
  title: string;
  /** It is a drill, and only these people take part: nobody else is contacted, and nothing that runs is changed. */
  drill?: PersonId[];
  severity: Severity;
  severityReasons: string[];
  unclassified: boolean;
  /** The worst severity that it has had: what the checklist, the stability watch and the post-mortem follow. */
  worstSeverity: Severity;
  /** When this severity began; the incident's start until somebody changed it. Confirming it moves nothing. */
  severitySince: Instant;
  /**
   * What the matrix and deadlines count from: the start, or the rise from a severity that pages nobody, which is another clock.
   * The clock before it goes on once the severity is lowered again.
   */
  clock: Clock;
  /** The newest call for an answer. */
  response: Response;
  /** The severities in which somebody has answered. */
  answeredIn: Severity[];
  /** When each role was last asked to join. */
  team: Team;
  status: Status;
  statusSince: Instant;
  /** When a status was first reached, and by whom; a later one counts for those before it. */
  reached: Partial<Record<OpenStatus, { at: Instant; by: string }>>;
  /** What its age and deadlines count from: when the door took what opened it. */
  startedAt: Instant;
  /** When the problem began as its alerts say, as far as that can be believed; what people read as its start. */
  beganAt: Instant;
  /** When we received what opened it, by the door's clock. */
  acceptedAt?: Instant;
  resolvedAt?: Instant;
  /** When the post-mortem's meeting is, as it was proposed at the resolution. */
  meetingAt?: Instant;
  /** The incident that this one was merged into, and its status before. `handedOver`: the survivor has its alerts. */
  merge?: { into: IncidentRef; before: OpenStatus; by: PersonId; reason: string; handedOver: boolean };
  /** Incidents that were merged into this one. */
  joined?: IncidentRef[];
  /** How many more were, before those. */
  joinedBefore?: number;
  lead?: PersonId;
  people: Record<PersonId, IncidentPerson>;
  contacts: Contact[];
  /** Escalations by people whose roles have not been looked up yet. */
  wanted: Contact[];
  /** Up to which ring the holders of the roles have been looked up again, how often, and when a shift of theirs changes next. */
  lookedUp: { at: Instant; count: number; changesAt?: Instant };
  lastActAt?: Instant;
  /** When a channel last worked again that pages waited for. */
  waysBackAt?: Instant;
  alerts: Record<string, AlertState>;
  /** Reports of alerts in numbers. */
  reports: AlertReports;
  /** The newest alerts of a new name, until and after they are told. */
  news?: { number: number; names: string[]; count: number; dueAt: Instant };
  /** How many more alerts each group of the source has than it lists, by the group. */
  unlisted?: Record<string, number>;
  /** Which limits of a storm have been noted. */
  stormNoted?: Record<string, true>;
  facts: Facts;
  updates: {
    count: number;
    /** What the cadence counts from: the last update, or the initial notification. */
    anchorAt: Instant;
    lastSeq: number;
    /** How many of them Muster posted by itself. */
    automatic?: number;
    posted?: {
      number: number;
      text: string;
      at: Instant;
      by?: string;
      nextDueAt: Instant;
      to: ('channel' | 'stakeholders')[];
    };
  };
  /** Changes of the severity or status that have not been told yet: since when, and whose they are. */
  changes?: { since: Instant; by: string };
  /** That somebody confirmed the severity, by the number of the change. */
  confirmed?: { number: number; at: Instant };
  calls: Call[];
  /** The newest pages of each person, way by way, in the order in which they went out; absent where ways are not told. */
  deliveries?: Delivery[];
  /** How often things happened, as numbers for keys. */
  counts: {
    acts: number;
    severities: number;
    escalations: number;
    relapses: number;
    clears: number;
    unticks: number;
    logFailures: number;
    /** Decisions that were asked for. */
    decisions: number;
    /** Stability watches that began. */
    watches: number;
    /** Changes of the status. */
    statuses: number;
  };
  /** Where the call is, and who said so if that was a person; the number grows when it moves. */
  bridge?: { url: string; at: Instant; by?: PersonId; number: number };
  /** Asked for by a person, where the severity opens it on demand only. */
  bridgeWanted: boolean;
  ticket?: { reference: string; url?: string };
  /** What the status page shows; absent until a person, or the policy, publishes it. */
  statusPage?: PublicReport;
  findings: Record<string, Finding>;
  nextBusinessDayAt?: Instant;
  decision?: Decision;
  briefedAt?: Instant;
  rollback?: Rollback;
  checklist: Record<string, ChecklistMark>;
  probes: Record<string, ProbeState>;
  /** Probes that can't be read now, and why. */
  unread: Record<string, string>;
  watch?: StabilityWatch;
  stableAt?: Instant;
  /** Who verified what the watch could not. */
  stableBy?: PersonId;
  /** When the problem last came back in `monitoring`. */
  relapsedAt?: Instant;
  obligations: Record<string, Obligation>;
  /** Settled obligations that continue-as-new dropped from the list above, counted. */
  archived: { met: number; late: number; missed: number; waived: number };
  effects: Record<string, EffectRecord>;
  /** The highest member of each series that was started. */
  series: Record<string, number>;
  timeline: TimelineEntry[];
  nextSeq: number;
  /** Up to which entry the lasting record has the timeline. */
  recordedSeq: number;
  /** How often somebody acted at an alert's source whose acts don't count here, by person; beyond a limit, `others`. */
  unheeded?: Record<string, number>;
  /** Answers by the act's id: a repeated act gets its first answer. The newest ones only. */
  answered: Record<string, string>;
}

export const isOpen = (incident: Incident): boolean =>
  incident.status !== 'resolved' && incident.status !== 'cancelled' && incident.status !== 'merged';

/** Before `monitoring` the matrix, the reminders and the decision run; from then on they pause. */
export const isBeingFought = (incident: Incident): boolean => isOpen(incident) && incident.status !== 'monitoring';

export const nameOf = (incident: Incident, person: PersonId): string => incident.people[person]?.name ?? person;

export const firingCount = (incident: Incident): number =>
  Object.values(incident.alerts).filter((alert) => alert.firing).length;

/** What is known about an alert; a fingerprint may be any word, even the name of something that every object has. */
export const knownAlert = ({ alerts }: Incident, fingerprint: string): AlertState | undefined =>
  Object.hasOwn(alerts, fingerprint) ? alerts[fingerprint] : undefined;
