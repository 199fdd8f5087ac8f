/** What can a story of the judge tell, and how is it written so that it can be pasted as a kept one? */
import type { Deed } from '../../../domain/state/acts';
import type { PersonId, Role } from '../../../domain/state/vocabulary';
import type { Severity } from '../../../policy/schema';
import { clock, type Moment } from './log';

/** One thing that comes from outside. */
export type Happening = { at: Moment } & (
  | { by: PersonId; does: Deed }
  /** All alerts of one delivery. An alert without a severity says none. */
  | { alerts: { name: string; severity?: Severity; firing: boolean }[] }
  /** From now on probes read so; `null` can't be read. */
  | { world: Record<string, boolean | null> }
  /** What becomes of rollbacks that are watched from now on. */
  | { rollbacks: 'heal' | 'fail' | 'hang' }
  /** Who holds a role from now on. */
  | { role: Role; holders: PersonId[] }
  /** Whatever has such a key fails from now on; an empty text: nothing does. `unclear`: nobody knows whether it happened. */
  | { breaks: string; unclear?: boolean }
  /** Nothing of ours runs until then. */
  | { down: Moment }
  /** Another incident is merged into this one. */
  | { joins: Severity }
);

export interface Story {
  /** The severity that its first alert states; `none`: it states none. */
  opens: Severity;
  happenings: Happening[];
  until: Moment;
}

const inWords = (story: Happening): string => {
  const { at: _at, ...rest } = story;
  return JSON.stringify(rest);
};

/** The story as TypeScript, one line for each happening. */
export const pasted = ({ opens, happenings, until }: Story): string =>
  [
    `{ opens: '${opens}', until: ${until}, happenings: [`,
    ...happenings.map((one) => `  { at: ${one.at}, ${inWords(one).slice(1, -1)} }, // ${clock(one.at)}`),
    '] }',
  ].join('\n');
