/** How do people learn that a file is invalid, and what is in use meanwhile? */
import type { Instant } from '../state/vocabulary';
import { utcDateTime } from './format';

/**
 * The first line of what is wrong with a file. `validSince`: it was invalid when this process started, which uses the
 * copy of the last valid version.
 */
export const invalidFileText = (what: string, validSince?: Instant): string =>
  validSince === undefined
    ? `The ${what} file is invalid; still using the last valid version`
    : `The ${what} file is invalid; starting with the last valid version, which was read at ${utcDateTime(validSince)}`;
