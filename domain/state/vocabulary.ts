/** Which words do all parts of the core share? */
export interface PersonRef {
  id: PersonId;
  name: string;
  roles: Role[];
}

/** Another incident, as far as one has to know of it. */
export interface IncidentRef {
  id: string;
  address: string;
  title: string;
}

/** Why somebody is paged; the text says it. */
export type PageReason =
  | 'contact'
  | 'unanswered'
  | 'not-joined'
  | 'idle'
  | 'decision-missed'
  | 'relapse'
  | 'escalated'
  | 'assigned'
  | 'withdrawn'
  | 'shift-over'
  | 'handed-over'
  | 'severity-changed'
  | 'wanted-again'
  | 'break-glass'
  | 'proposed';

export type PageKind = 'page' | 'notice' | 'withdrawal' | 'brief';

/** Milliseconds since the epoch. Every instant's name ends in `At` or `Since`. */
export type Instant = number;

export const OPEN_STATUSES = ['investigating', 'identified', 'mitigating', 'monitoring'] as const;

export type OpenStatus = (typeof OPEN_STATUSES)[number];

export type Status = OpenStatus | 'resolved' | 'cancelled' | 'merged';

export type Choice = 'roll-back' | 'fix-forward';

export type PersonId = string;

export type Role = string;
