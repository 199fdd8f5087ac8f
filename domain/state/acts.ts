/** What can a person do to an incident? */
import type { Severity } from '../../policy/schema';
import type { Access } from './access';
import type { Choice, IncidentRef, OpenStatus, PersonId, PersonRef, Role } from './vocabulary';

/** Who acts, from where, and the id that makes a repeated request one act. */
export interface Actor {
  /** Made by the client; the same id again gets the first answer. */
  actId: string;
  /** The incident that the person meant; an act meant for another one is refused. */
  incidentId: string;
  by: PersonId;
  byName: string;
  /** The roles the person holds now, as the directory says. */
  roles: Role[];
  /** The way on which the act came: `cli`, `api`, `slack`, `pagerduty`, `link`, `phone`, `sms`. */
  via: string;
  /** What this person may do; whoever says nothing counts as `DEFAULT_ACCESS`. */
  access?: Access;
  /** Nobody in the directory: can't be reached, so pages go on and nothing counts on this person. */
  guest?: true;
}

/** Everything a person can do to an incident. */
export type Deed =
  | { do: 'acknowledge' }
  | { do: 'join' }
  /** Can't: others are called at once. */
  | { do: 'decline'; reason?: string }
  | { do: 'assign'; to: PersonRef }
  | { do: 'update'; text: string; impact?: string }
  | { do: 'note'; text: string }
  /** `correction`: it never was as bad as it was called, so its end is not that of the worse severity either. */
  | { do: 'severity'; severity: Severity; reason: string; correction?: true }
  | { do: 'status'; status: OpenStatus; text?: string }
  | { do: 'task'; task: string; outcome: 'done' | 'skipped'; reason?: string }
  | { do: 'tick'; item: string; evidence?: string }
  | { do: 'untick'; item: string; reason: string }
  /** `breakGlass`: alone where the policy asks for two persons, after the deadline, by whom the policy lets. */
  | { do: 'decide'; choice: Choice | 'extend'; reason: string; to?: string; breakGlass?: true }
  /** `page`: rings, also in a severity that only notifies. */
  | { do: 'escalate'; role?: Role; reason: string; page?: true }
  | { do: 'bridge'; url?: string }
  /** This alert is over, although its source does not say so; `alert` is its name. */
  | { do: 'over'; alert: string; reason: string }
  /** The public is told on the status page; `impact` in words for the public. `first`: unless it is told already. */
  | { do: 'publish'; impact?: string; first?: true }
  | { do: 'unpublish'; reason: string }
  | { do: 'resolve'; rootCause?: string; resolution: string; override?: string }
  | { do: 'cancel'; reason: string }
  /** This incident stands down; `into` goes on with its alerts. */
  | { do: 'merge'; into: IncidentRef; reason: string };

export type Act = Actor & Deed;

export type DeedName = Deed['do'];

export const DEEDS: readonly DeedName[] = [
  'acknowledge',
  'join',
  'decline',
  'assign',
  'update',
  'note',
  'severity',
  'status',
  'task',
  'tick',
  'untick',
  'decide',
  'escalate',
  'bridge',
  'over',
  'publish',
  'unpublish',
  'resolve',
  'cancel',
  'merge',
];
