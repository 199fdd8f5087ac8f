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
}

/** What one webhook call brought: the alerts that belong together and the service they are about. */
export interface AlertGroup {
  groupKey: string;
  service: string;
  serviceTitle: string;
  /** The service is in no policy: the catch-all took it. */
  serviceUnknown: boolean;
  alerts: Alert[];
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
  severity?: 'P1' | 'P2' | 'P3' | 'P4';
  impact?: string;
  /** Measured facts by the policy's fact names, such as `usersAffectedPercent`. */
  facts: Record<string, number | boolean>;
}
