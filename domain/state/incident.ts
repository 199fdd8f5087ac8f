import type { Severity } from '../../policy/schema';
import type { Call, Contact, Delivery, IncidentPerson } from './people';
import type { PublicReport } from './public-report';
import type { Choice, IncidentRef, Instant, OpenStatus, PersonId, Status } from './vocabulary';

export type ObligationState = 'open' | 'met' | 'late' | 'missed' | 'waived';

/** One thing that the guide says must happen by a time. */
export interface Obligation {
  id: string;
  /** The id of the task that asks for the same thing in the guide's words: people are shown one of the two. */
  sameAs?: string;
  what: string;
  /** A role, a person, `lead`, or `muster` where the software owes it. */
  owner: string;
  /** Absent where the guide asks for it without naming a time. */
  dueAt?: Instant;
  state: ObligationState;
  doneAt?: Instant;
  by?: string;
  lateByMs?: number;
  because?: string;
}

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
  /** Of a page that is under way, and of a withdrawal: its round, where that is not the first. */
  round?: number;
}

export interface Finding {
  title: string;
  state: 'done' | 'cut-off' | 'failed';
  text: string;
  at: Instant;
}

export interface Decision {
  /** Counts up when a failed rollback reopens the decision. */
  number: number;
  dueAt: Instant;
  extensions: number;
  /** The first of two persons, where the policy asks for two. */
  proposed?: { choice: Choice; by: PersonId; to?: string };
  made?: { choice: Choice; by: PersonId; byName: string; reason: string; at: Instant; to?: string };
  missedAt?: Instant;
}

export interface Rollback {
  decision: number;
  /** `by-hand`: nothing is connected that could do it, so a person was asked to. */
  phase: 'rehearsing' | 'executing' | 'reading-back' | 'watching' | 'healthy' | 'failed' | 'by-hand';
  from?: string;
  to?: string;
  startedAt: Instant;
  text?: string;
}

export interface ChecklistMark {
  ticked: boolean;
  at: Instant;
  by?: string;
  evidence?: string;
}

export interface ProbeState {
  passed: boolean;
  evidence: string;
  at: Instant;
}

/** What is known of one alert of the incident. */
export interface AlertState {
  /** Empty where a storm brought more than is told. */
  title: string;
  severity: Severity;
  /** Whether it counts as firing. */
  firing: boolean;
  /** When it was heard that it is so. */
  at: Instant;
  /** When this firing began, as its source says. */
  startsAt?: Instant;
  /** When it changed lately, oldest first. */
  changes?: Instant[];
  /** Its changes are no news until it was quiet. */
  flapping?: boolean;
  /** It flaps and is clear at the moment; from then on it counts as clear. */
  quietAt?: Instant;
  /** It fires in a time of planned work: it counts from then on, if it still does. */
  held?: { window: string; untilAt: Instant };
}

export interface AlertReports {
  /** Every report, also of what was known already. */
  received: number;
  /** Older ones that came after newer ones. */
  late: number;
  /** Of alerts beyond those that are told apart. */
  beyond: number;
  /** How many alerts there are of a title, among those that the story does not tell of. */
  names: Record<string, number>;
}

/** Words for the templates, as people and alerts gave them. */
export interface Facts {
  summary: string;
  symptoms: string;
  impact?: string;
  usersAffected?: string;
  dataLost?: string;
  rootCause?: string;
  resolution?: string;
  /** Measured facts, by the policy's names. */
  measured: Record<string, number | boolean>;
}

/** Everything that is known of one incident. Only `evolve` makes a new one of it. */
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
  severity: Severity;
  severityReasons: string[];
  unclassified: boolean;
  /** When this severity began; the incident's start until somebody changed it. */
  severitySince: Instant;
  status: Status;
  statusSince: Instant;
  /** When a status was first reached, and by whom; a later one counts for those before it. */
  reached: Partial<Record<OpenStatus, { at: Instant; by: string }>>;
  startedAt: Instant;
  /** When our door took what opened it: earlier than the start by as long as no worker ran. */
  acceptedAt?: Instant;
  resolvedAt?: Instant;
  /** Where this one's alerts go on, and what it was before. `handedOver`: the other incident has them. */
  merge?: { into: IncidentRef; before: OpenStatus; by: PersonId; reason: string; handedOver: boolean };
  /** Incidents that stood down for this one. */
  joined?: IncidentRef[];
  lead?: PersonId;
  people: Record<PersonId, IncidentPerson>;
  contacts: Contact[];
  /** Calls for more people that somebody made and that nobody has been looked up for yet. */
  wanted: Contact[];
  firstAcknowledgedAt?: Instant;
  lastActAt?: Instant;
  alerts: Record<string, AlertState>;
  /** Reports of alerts in numbers. */
  reports: AlertReports;
  /** Which limits of a storm have been noted. */
  stormNoted?: Record<string, true>;
  facts: Facts;
  updates: {
    count: number;
    /** What the cadence counts from: the last update, or the initial notification. */
    anchorAt: Instant;
    lastSeq: number;
    posted?: { number: number; text: string; at: Instant; by?: string; nextDueAt: Instant };
  };
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
    /** Changes of the status. */
    statuses: number;
  };
  bridgeUrl?: string;
  /** Asked for by a person, where the severity opens it on demand only. */
  bridgeWanted: boolean;
  ticket?: { reference: string; url?: string };
  /** What the public is told; absent until somebody, or the policy, has decided that it is. */
  statusPage?: PublicReport;
  findings: Record<string, Finding>;
  nextBusinessDayAt?: Instant;
  decision?: Decision;
  briefedAt?: Instant;
  rollback?: Rollback;
  checklist: Record<string, ChecklistMark>;
  probes: Record<string, ProbeState>;
  stableAt?: Instant;
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
  /** Answers to acts already taken, by the id that the client gave: a repeated act gets its first answer. */
  answered: Record<string, string>;
}

export const isOpen = (incident: Incident): boolean =>
  incident.status !== 'resolved' && incident.status !== 'cancelled' && incident.status !== 'merged';

/** Before `monitoring` the matrix, the nudging and the decision run; from then on they rest. */
export const isBeingFought = (incident: Incident): boolean => isOpen(incident) && incident.status !== 'monitoring';

export const nameOf = (incident: Incident, person: PersonId): string => incident.people[person]?.name ?? person;

export const firingCount = (incident: Incident): number =>
  Object.values(incident.alerts).filter((alert) => alert.firing).length;

/** What is known of an alert; a fingerprint may be any word, such as the name of something that every object has. */
export const knownAlert = ({ alerts }: Incident, fingerprint: string): AlertState | undefined =>
  Object.hasOwn(alerts, fingerprint) ? alerts[fingerprint] : undefined;
