/** What is a scene: what it waits for, what the narrator says and who does what? */
import type { IsMeant } from './calls';
import { policyMinutes } from './clock';
import { isSent, isTold, type Sight, startedAt } from './sight';
import type { Cast } from './outcome';
import type { RoomDeed } from './room';
import type { Press } from './vendors/vendor';

/** What a person does, by role: at the keyboard, or with a button if a vendor sent one. */
export interface PersonsDeed {
  readonly by: string;
  readonly types: (incidentId: string) => readonly string[];
  readonly presses?: Press['button'];
}

/** What a person does in the incident room, unless a vendor sent them a button for it. */
export interface DeedInRoom {
  readonly by: string;
  readonly inRoom: RoomDeed;
  readonly presses?: Press['button'];
}

/** What somebody does: a person, or the stage itself. */
export type SceneDeed = PersonsDeed | DeedInRoom | { readonly stage: 'break' | 'alert' | 'kill' | 'all-clear' };

/** One step of the play: it waits until something can be seen, says so, and lets somebody act. */
export interface Scene {
  /** Without this vendor there is nothing to tell here, and the scene is left out. */
  readonly onlyWith?: string;
  /** With this vendor nobody has to do this. */
  readonly onlyWithout?: string;
  /** What is waited for, in words; named when it does not come. */
  readonly until: string;
  readonly when: (sight: Sight) => boolean;
  readonly say: string;
  readonly does?: SceneDeed;
}

/** The scenes that can be played with these vendors. */
export function playable(scenes: readonly Scene[], cast: readonly Cast[]): Scene[] {
  const isIn = (vendor: string): boolean => cast.some(({ name }) => name === vendor);
  return scenes.filter(
    ({ onlyWith, onlyWithout }) =>
      (onlyWith === undefined || isIn(onlyWith)) && (onlyWithout === undefined || !isIn(onlyWithout)),
  );
}

/** Whether the incident is that old, in minutes of the policy. */
export const atMinute =
  (minute: number) =>
  (sight: Sight): boolean => {
    const start = startedAt(sight);
    return start !== undefined && policyMinutes(start, sight.now) >= minute;
  };

export const sent =
  (isIt: IsMeant) =>
  (sight: Sight): boolean =>
    isSent(sight, isIt);

export const told =
  (kind: string, text?: RegExp) =>
  (sight: Sight): boolean =>
    isTold(sight, kind, text);

/** Whether nothing was entered on the timeline for so long. */
export const quietFor =
  (ms: number) =>
  ({ incident, now }: Sight): boolean =>
    now - Date.parse(incident?.timeline.at(-1)?.at ?? '') >= ms;

export const whenReady = (): boolean => true;

export const all =
  (...conditions: readonly Scene['when'][]) =>
  (sight: Sight): boolean =>
    conditions.every((holds) => holds(sight));

/** Several acts of one person in a row. */
export const oneAfterTheOther = (
  by: string,
  say: string,
  lines: readonly ((incidentId: string) => readonly string[])[],
): Scene[] => lines.map((types) => ({ until: 'the next step', when: whenReady, say, does: { by, types } }));
