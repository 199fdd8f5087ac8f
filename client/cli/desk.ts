/** What can the commands of an incident do, whichever way they reach Muster? */
import type { Action } from '../actions/action';
import type { TakenShift } from '../../directory/override-book';
import type { IncidentClient } from '../incidents/api';
import type { Answer } from '../incidents/send-act';
import type { Held } from '../people/on-call';

export type Declared = Awaited<ReturnType<IncidentClient['declare']>>;

/** What only looks at incidents. */
export type Looks = Pick<IncidentClient, 'show' | 'list' | 'postMortem'>;

/** Who Muster takes the person at the keyboard for, and what they may do at most. */
export interface Me {
  person: string;
  name: string;
  access: string;
}

/** Everything rejects with the errors of the incident client. */
export interface Desk {
  looking<T>(use: (incidents: Looks) => Promise<T>): Promise<T>;
  /** Now, or at a moment in the words of the command line. */
  onCall(moment: string | undefined): Promise<Held[]>;
  /** The draft of a post-mortem as Markdown. */
  draft(ref: string): Promise<string>;
  whoAmI(): Promise<Me>;
  declare(body: object): Promise<Declared>;
  /** The shifts on call that people took over. */
  shifts(): Promise<readonly TakenShift[]>;
  takeShift(body: object): Promise<TakenShift>;
  endShift(id: string): Promise<TakenShift>;
  /** Does what a row of the table of actions says. `param`: what its path names, such as the item of the checklist. */
  act(ref: string, action: Action, body: object, param: string): Promise<Answer>;
}
