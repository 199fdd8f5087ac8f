/** What Muster keeps, and what it knows of people, days and former incidents. */
import type { Incident } from '../../domain/state/incident';
import type { Recipient } from './messages';

/** The lasting record of an incident, outside of Temporal's retention. */
export interface Records {
  /** Adds entries; an entry whose `seq` is already there is left as it is. */
  append(incidentId: string, entries: { seq: number }[]): Promise<void>;
  read(incidentId: string): Promise<unknown[]>;
  /** Keeps a document (post-mortem draft, invitation, brief) and answers where it is. */
  keep(incidentId: string, name: string, text: string): Promise<string>;
  /** A document as it is now, also where people have edited it; `undefined` where there is none. */
  document(incidentId: string, name: string): Promise<string | undefined>;
}

/** An incident as it was in a run of its workflow when that had so many events. */
export interface Snapshot {
  incident: Incident;
  runId: string;
  events: number;
  at: number;
}

/** The newest state of each incident, outside of Temporal: an incident that Temporal ended is opened again from it. */
export interface Snapshots {
  /** Keeps it instead of an older one. */
  keep(snapshot: Snapshot): Promise<void>;
  read(incidentId: string): Promise<Snapshot | undefined>;
  /** Removes what was kept before an instant, except of these incidents. */
  forget(before: number, except: ReadonlySet<string>): Promise<void>;
}

/** Who is who and who is on call, at an instant. */
export interface Directory {
  /**
   * The people who hold a role at `at`; `problem` where it finds nobody or somebody can't be reached. `changesAt`: the first
   * change of shift after that, where it is known, so that nobody has to ask again before.
   */
  whoIs(role: string, at: number): Promise<{ people: Recipient[]; problem?: string; changesAt?: number }>;
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
