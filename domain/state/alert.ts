/** What does an alert, a declaration or a merge bring in? */
import type { Severity } from '../../policy/schema';
import type { Access } from './access';
import type { AlertState } from './alert-state';
import type { IncidentRef, Instant, PersonId, Role } from './vocabulary';

/** One alert of a monitoring system, in our words. Its text is data: it is never executed, linked or used as markup. */
export interface Alert {
  source: string;
  /** The source's own identity of this alert: the same fingerprint again is the same alert. */
  fingerprint: string;
  firing: boolean;
  title: string;
  description: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: number;
  /** When it ended, as the source says; only of one that is clear. */
  endsAt?: number;
  /** When its source sent this report, where the source says so: only then are reports ordered by it. */
  toldAt?: number;
  /** Of one that is clear: why its source did not measure that it is over (paused, deleted, no data). */
  unheard?: string;
  /** Its group at the source, and how many more alerts that group has than were listed. */
  listing?: { group: string; unlisted: number };
  /** It looks older than an end that was heard before: it counts from then on. */
  late?: number;
  /** It says that monitoring works: it is its silence that counts, from then on, unless it is heard again. By which policy that was said. */
  silence?: { at: number; policy: string };
  /** It comes in a time of planned work: recorded, and only an incident if it still fires when the window ends. */
  maintenance?: { window: string; untilAt: number };
}

/** What one webhook call brought: the alerts that belong together and the service they are about. */
export interface AlertGroup {
  groupKey: string;
  service: string;
  serviceTitle: string;
  /** The service is in no policy: the catch-all took it. */
  serviceUnknown: boolean;
  alerts: Alert[];
  /** When our door took it (wall clock); what the time to the first page is measured from. */
  acceptedAt?: number;
}

/**
 * What a person did at a provider: to an alert of theirs, which is for whichever incident has the alert, or to a page of
 * ours (acknowledged it in PagerDuty).
 */
export interface ProviderAct {
  /** The provider's id of this event: the same one again is one act. */
  eventId: string;
  /** The alert that it was done to. */
  fingerprint?: string;
  /** Instead of an alert: the incident whose page to this person it was done to. */
  pageOf?: string;
  by: string;
  byName: string;
  roles: string[];
  via: string;
  /** What the person may do; `DEFAULT_ACCESS` where nothing is said. */
  access?: Access;
  /** The directory has nobody of that name: `by` is a name from outside, and nobody's answer. */
  unknown?: true;
  /** People have to prove who they are, and what brought this proved nothing. */
  unproven?: true;
  deed: { do: 'acknowledge' };
}

/** What a person says when declaring an incident by hand. */
export interface Declaration {
  eventId: string;
  by: string;
  byName: string;
  /** The service that it is about, by the policy's name for it. */
  service: string;
  serviceTitle: string;
  serviceUnknown: boolean;
  title: string;
  severity?: Severity;
  impact?: string;
  /** It is a drill for these people. */
  drill?: PersonId[];
  /** Measured facts by the policy's fact names. */
  facts: Record<string, number | boolean>;
  /** When our door took it, as with `AlertGroup`. */
  acceptedAt?: number;
}

/** What an incident that stands down hands over to the one that goes on. */
export interface Joining {
  eventId: string;
  from: IncidentRef;
  service: string;
  serviceTitle: string;
  serviceUnknown: boolean;
  severity: Severity;
  /** Nobody said how bad it is: its severity is assumed. */
  unclassified: boolean;
  by: PersonId;
  byName: string;
  reason: string;
  /** What its age counts from. */
  since: Instant;
  /** Who has answered it: they belong to the incident that goes on. */
  there: { id: PersonId; name: string; roles: Role[] }[];
  alerts: Record<string, AlertState>;
}
