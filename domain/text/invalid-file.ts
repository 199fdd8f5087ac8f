/** How do people learn that a file is invalid, and what is in use meanwhile? */
import type { Instant } from '../state/vocabulary';
import { utcDateTime } from './format';
import { clean } from './inert';

/**
 * The first line of what is wrong with a file. `validSince`: it was invalid when this process started, which uses the
 * copy of the last valid version.
 */
export const invalidFileText = (what: string, validSince?: Instant): string =>
  validSince === undefined
    ? `The ${what} file is invalid; still using the last valid version`
    : `The ${what} file is invalid; starting with the last valid version, which was read at ${utcDateTime(validSince)}`;

/** A file that was invalid when Muster started. */
export interface InvalidFile {
  what: 'policy' | 'directory';
  file: string;
  /** Everything that is wrong with it, one line each. */
  problem: string;
  validSince: Instant;
}

/** Longer lists are cut: the command shows all of it. */
const LONGEST_PROBLEM = 2_000;

/** What the people responsible read: which file, what is in use meanwhile, what is wrong, and how to check it. */
export const composeInvalidFile = ({ what, file, problem, validSince }: InvalidFile) => ({
  subject: `The ${what} file of Muster is invalid`,
  text: [
    `Please correct ${file}. There is no incident.`,
    `Muster started with the last valid version of the ${what}, which was read at ${utcDateTime(validSince)}. Later changes are not in use.`,
    'What is wrong:',
    clean(problem, LONGEST_PROBLEM),
    `To check it: muster ${what} check ${file}`,
  ].join('\n'),
});
