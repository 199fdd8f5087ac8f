/** How is an effect recognized at an integration that has no idempotency keys? */
import { createHash } from 'node:crypto';

/**
 * A word that names one effect where a vendor has no idempotency keys: it stands in what was made, and is looked for
 * before anything is made again. Letters, digits and a dash, 27 characters: a label everywhere. Tells nothing about the
 * incident, and can't be guessed from outside.
 */
export const markerOf = (...effect: string[]): string =>
  `muster-${createHash('sha256').update(JSON.stringify(effect)).digest('hex').slice(0, 20)}`;
