/**
 * What Muster can do in the world, named by capability. Adapters implement these; activities call them.
 *
 * Promises of every port that reaches people or changes something: `key` is the idempotency key, the same key twice is
 * one effect; a temporary failure throws `ProviderUnavailable`, a permanent one `ProviderRejected`.
 */
import type { Parameters } from '../policy/parameters';
import type {
  Calendar,
  InvestigationCommand,
  Probe,
  PublicComponent,
  PublicImpact,
  PublicStatus,
} from '../policy/schema';
import type { IntegrationCheck } from './integration-check';

/** How a person can be reached, in the order in which they want to be tried. */
export interface ContactPoint {
  channel: string; // 'phone' | 'sms' | 'slack' | 'email' | ...
  address: string;
}

export interface Recipient {
  id: string;
  name: string;
  contactPoints: ContactPoint[];
}

/** What kind of message this is; ends up as `kind` in the outbox. */
export type MessageKind =
  | 'page'
  | 'notice'
  | 'initial'
  | 'update'
  | 'nudge'
  | 'brief'
  | 'ask'
  | 'resolved'
  | 'reminder'
  | 'withdrawal'
  | 'warning'
  | 'invitation';

export interface Outgoing {
  incidentId: string;
  key: string;
  kind: MessageKind;
  subject?: string;
  text: string;
}

export interface Receipt {
  /** What the provider calls it; the outbox answers with the key. */
  reference: string;
  /** A page a person can open, where there is one. */
  url?: string;
  /** What was done otherwise than asked, for the record: a refused priority, another call than the usual one. */
  note?: string;
  /** Whom of several it did not reach although it reached others, each with the reason. */
  notReached?: string[];
  /** Which ways to a person were tried, in order; the last one worked. */
  tries?: ChannelTry[];
}

/** What became of one way to reach a person. */
export interface ChannelTry {
  /** For people: "SMS", "PagerDuty". */
  channel: string;
  outcome: 'sent' | 'failed for now' | 'refused' | 'not configured' | 'not tried';
  reason?: string;
}

export interface Pager {
  /** Reaches one person now, trying their contact points in order. */
  page(message: Outgoing & { to: Recipient; roles: string[] }, signal?: AbortSignal): Promise<Receipt>;
}

/** Where pages open something of its own that stays open, such as an incident of PagerDuty. */
export interface PageFollower {
  /**
   * Gives what the pages of these people for this incident have opened the state that it has here. Knows nothing of what
   * was opened: of a person for whom nothing was, nothing is changed. A state that is there already is success.
   */
  follow(request: PageFollowing, signal?: AbortSignal): Promise<Receipt>;
}

export interface PageFollowing {
  incidentId: string;
  key: string;
  people: string[];
  state: 'acknowledged' | 'resolved';
}

export interface Chat {
  /** Posts to a channel (`#incidents`) or to people. */
  post(message: Outgoing & { to: string[] }, signal?: AbortSignal): Promise<Receipt>;
}

export interface Mailer {
  send(message: Outgoing & { to: string[] }, signal?: AbortSignal): Promise<Receipt>;
}

export interface Bridge {
  /** Opens the call for an incident; the same incident gets the same bridge. `url` is where people join. */
  open(request: { incidentId: string; key: string; title: string }, signal?: AbortSignal): Promise<Receipt>;
}

export interface TicketToCreate extends Outgoing {
  title: string;
  /** The policy's word; `none` is no priority. */
  priority: string;
  labels: string[];
  release: string | null;
  /** The owner's mail address. Whom the tracker does not know is named in the text. */
  assignee?: string;
  dueAt?: number;
}

/** What became of a ticket. */
export interface TicketReading {
  state: 'open' | 'done';
  /** Whom the tracker names, in its own words. */
  assignee?: string;
  url: string;
}

export interface Tickets {
  create(request: TicketToCreate, signal?: AbortSignal): Promise<Receipt>;
  /** How the ticket stands that `create` answered with this `reference`. Absent where nothing can be read. */
  read?(reference: string, signal?: AbortSignal): Promise<TicketReading>;
}

/** What the public status page says of one incident at one time. Public: everything in it may be read by anybody. */
export type PublicStatement = Outgoing & {
  /** The report that this is a statement of; an incident may be reported anew after a withdrawal. */
  report: string;
  /** The how-manieth of its report; a page never goes back to an older one. */
  number: number;
  title: string;
  status: PublicStatus;
  impact: PublicImpact;
  /** The service by its name in the policy, for a page that shows components. */
  service: string;
  /** How its component is shown; absent: it is left alone. */
  component?: PublicComponent | 'operational';
  /** What the page called the report before, where it has told. */
  reference?: string;
};

export interface StatusPage {
  /**
   * Makes the page say this: opens the report with its first statement that gets through, updates it, or closes it.
   * A last word about a report that never appeared opens none.
   */
  show(statement: PublicStatement, signal?: AbortSignal): Promise<Receipt>;
}

export interface CalendarPort {
  /** Who invites: answers go there. Absent where invitations leave nobody's mailbox. */
  readonly organizer?: { name: string; address: string };
  /** Invites people to a meeting; the same `uid` with a higher `sequence` moves it. */
  invite(
    request: Outgoing & {
      to: { name: string; address: string }[];
      uid: string;
      sequence: number;
      startsAt: number;
      lastsMs: number;
      /** The invitation as an iCalendar file. */
      ics: string;
    },
    signal?: AbortSignal,
  ): Promise<Receipt>;
}

/** What an instant query gave, with what a person has to know about it. */
export interface Measurement {
  /** The highest of the series; absent where there is no number, and then `lacking` says why. Never `NaN` or endless. */
  value?: number;
  lacking?: string;
  /** What tells the series with that value from the others. */
  labels: Record<string, string>;
  series: number;
  /** When it was measured. */
  at: number;
  /** What was remarked about the answer, e.g. that a part of the storage did not take part. */
  warnings: string[];
}

/** A value over time: the highest of the series at each point that has one. */
export interface Course {
  points: { at: number; value: number }[];
  /** How many points have no value. */
  missing: number;
}

/** Queries against Prometheus. Of several series the highest counts, as the limits of a guide are upper ones. */
export interface Metrics {
  /** The value alone; `undefined` where the series is absent, `NaN` never. */
  query(expression: string, at?: number, signal?: AbortSignal): Promise<number | undefined>;
  /** The same, and in words why there is none. */
  measure(expression: string, at?: number, signal?: AbortSignal): Promise<Measurement>;
  /** About sixty points between two instants. */
  follow(expression: string, span: { from: number; to: number }, signal?: AbortSignal): Promise<Course>;
}

/** A plain GET of a health endpoint. */
export interface Health {
  check(
    url: string,
    withinMs: number,
    signal?: AbortSignal,
  ): Promise<{ healthy: boolean; status?: number; text: string }>;
}

type ToolOf<Use extends string> = Extract<InvestigationCommand['tool'], { use: Use }>;
type ProbeOf<Use extends string> = Extract<Probe, { use: Use }>;

/**
 * Read-only looks into the cluster. Text for people: its first line is the most telling thing, the others are particulars
 * and begin with two spaces. "none" is a finding.
 */
export interface Cluster {
  read(tool: ToolOf<'cluster'>, parameters: Record<string, string>, signal?: AbortSignal): Promise<string>;
  check(probe: ProbeOf<'cluster'>, parameters: Record<string, string>, signal?: AbortSignal): Promise<ProbeReading>;
}

/** Read-only looks into the database. Text for people, as of the cluster. A database that takes nobody in is a finding. */
export interface Database {
  read(tool: ToolOf<'database'>, parameters: Record<string, string>, signal?: AbortSignal): Promise<string>;
  check(probe: ProbeOf<'database'>, parameters: Record<string, string>, signal?: AbortSignal): Promise<ProbeReading>;
}

/** What changed between two versions. Text for people, as of the cluster. */
export interface Changes {
  compare(from: string, to: string, signal?: AbortSignal): Promise<string>;
}

export interface ProbeReading {
  passed: boolean;
  /** What was read, for people: "error rate 0.02 % (limit 0.1 %)". */
  evidence: string;
}

export interface Revision {
  id: string; // what the platform calls it: a version, a revision number
  healthy?: boolean;
  /** Why it will not become healthy by itself, where the platform has given it up. */
  failure?: string;
}

/** The one port a rollback runs through: Kubernetes, a webhook, or a fixed command. */
export interface Deployments {
  /** Whether this carries a rollback out; where it does not, the order goes to a person, who carries it out and says so. */
  readonly automatic: boolean;
  /** What runs now and what could be returned to. */
  read(signal?: AbortSignal): Promise<{ current: Revision; previous?: Revision }>;
  /** The revision that a person means by a tag or a number, where what people say is not the platform's own id. */
  find?(wanted: string, signal?: AbortSignal): Promise<Revision>;
  /** Says what would happen, and refuses what could not work; changes nothing. */
  rehearse(request: { incidentId: string; key: string; to: string }, signal?: AbortSignal): Promise<string>;
  /** Starts the rollback. Never repeated by Muster after an unclear answer: `read` tells what happened. */
  rollBack(
    request: { incidentId: string; key: string; from: string; to: string },
    signal?: AbortSignal,
  ): Promise<Receipt>;
}

/** A suite of tests that runs elsewhere. */
export interface Suite {
  /** `owner/name`; empty: the one that is configured. */
  repository: string;
  workflow: string;
  ref: string;
  inputs: Record<string, string>;
}

export interface SuiteResult {
  /** `undecided`: it ended, and says nothing about the tests (cancelled, cut off, never begun). */
  verdict: 'passed' | 'failed' | 'undecided';
  /** What was read, for people: how many jobs passed, in what time, which failed. */
  text: string;
}

export interface SuiteRun {
  /** Where a person can look at it. */
  url: string;
  /** How it ended; `undefined` while it goes on. */
  result(signal?: AbortSignal): Promise<SuiteResult | undefined>;
}

export interface Suites {
  /**
   * The run of this key: the one that was started under it, else a new one. `since`: nothing of this key is older.
   * `mayHaveBegun`: another process may have started it a moment ago, so that it is looked for before one is started.
   */
  start(
    request: { incidentId: string; key: string; suite: Suite; since: number; mayHaveBegun: boolean },
    signal?: AbortSignal,
  ): Promise<SuiteRun>;
  /** Says what is known of a suite; starts nothing. */
  find(suite: Suite, signal?: AbortSignal): Promise<string>;
}

/** The lasting record of an incident, outside of Temporal's retention. */
export interface Records {
  /** Adds entries; an entry whose `seq` is already there is left as it is. */
  append(incidentId: string, entries: { seq: number }[]): Promise<void>;
  read(incidentId: string): Promise<unknown[]>;
  /** Keeps a document (post-mortem draft, invitation, brief) and answers where it is. */
  keep(incidentId: string, name: string, text: string): Promise<string>;
}

/** Who is who and who is on call, at an instant. */
export interface Directory {
  /** The people who hold a role at `at`; `problem` where it finds nobody or somebody can't be reached. */
  whoIs(role: string, at: number): Promise<{ people: Recipient[]; problem?: string }>;
  person(id: string): Promise<Recipient | undefined>;
}

/** The policy's business calendar. */
export interface BusinessCalendar {
  /** The end of the next business day after `at`. */
  nextBusinessDay(at: number): Promise<number>;
  /** A start for a meeting: in business hours by `soonBy`, else in business hours by `latestBy`, else just before it. */
  meetingSlot(request: { after: number; soonBy: number; latestBy: number; lastsMs: number }): Promise<{
    startsAt: number;
    inBusinessHours: boolean;
  }>;
}

/** The incident that had this address before. */
export interface History {
  previousIncident(incidentId: string, address: string, startedBefore: number): Promise<string | undefined>;
}

/** All of them. A capability that nothing is configured for is absent, and activities say so in the record. */
export interface Ports {
  pager: Pager;
  /** Absent where no page opens anything. */
  follower?: PageFollower;
  chat: Chat;
  mailer: Mailer;
  bridge: Bridge;
  tickets: Tickets;
  statusPage: StatusPage;
  calendar: CalendarPort;
  health: Health;
  /** By the incident's own parameters: a policy says which Prometheus is asked; absent where it names none. */
  metrics: (parameters: Parameters) => Metrics | undefined;
  cluster?: Cluster;
  database?: Database;
  changes?: Changes;
  /** By the incident's own parameters too: what one policy rolls back is never reached through another's webhook. */
  deployments: (parameters: Parameters) => Deployments;
  suites?: Suites;
  records: Records;
  directory: Directory;
  businessCalendar: (calendar: Calendar) => BusinessCalendar;
  history: History;
  /** How each integration is tried, for `muster doctor`. */
  checks?: readonly IntegrationCheck[];
}
