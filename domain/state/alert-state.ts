/** What is known of the alerts of an incident, and of what they and people said about it? */
import type { Severity } from '../../policy/schema';
import type { Instant } from './vocabulary';

/** What is known about one alert of the incident. */
export interface AlertState {
  /** Empty if a storm brought more alerts than are listed. */
  title: string;
  severity: Severity;
  /** Nothing it ever said told its severity: that is the policy's default, and raises nothing. */
  unclassified?: true;
  /** Whether it counts as firing. */
  firing: boolean;
  /** When we learned its state. */
  at: Instant;
  /** When its last firing began and ended, as its source says. */
  startsAt?: Instant;
  endsAt?: Instant;
  /** When its source sent the newest report, where the source dates its reports. */
  toldAt?: Instant;
  /** When it changed lately, oldest first. */
  changes?: Instant[];
  /** It is flapping: its changes are not news until it was quiet. */
  flapping?: boolean;
  /** It is flapping and not firing right now; from then on it counts as cleared. */
  quietAt?: Instant;
  /** It fires in a maintenance window: it counts from the end of the window, if it still fires then. */
  held?: { window: string; untilAt: Instant };
  /**
   * A report says that it fires again, and looks older than its end: it counts from then on, unless it clears before. Or it is the
   * silence of a Watchdog, which counts from then on unless that is heard again.
   */
  late?: { untilAt: Instant; silent?: true };
  /** It no longer fires, but its source did not measure that it is over; why not. */
  unheard?: string;
}

export interface AlertReports {
  /** Every report, also of known alerts. */
  received: number;
  /** Those that came out of order: held for a while, or dropped. */
  late: number;
  /** Reports of alerts beyond those that are told apart. */
  beyond: number;
  /** How many alerts have a title, among those that the timeline doesn't list. */
  names: Record<string, number>;
}

/** Texts for the templates, from people and alerts. */
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
  /** Of the alert that speaks for the incident: labels that name a thing, and where to look. */
  things?: Record<string, string>;
  links?: Record<string, string>;
}
