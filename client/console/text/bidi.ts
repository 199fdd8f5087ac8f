/** Which invisible characters would let a foreign text show something else than it says? */

/** The overrides, embeddings and isolates of the bidirectional algorithm, and its marks without a letter. */
const CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The text without characters that turn the direction of what stands around them. */
export const withoutBidi = (text: string): string => text.replace(CONTROLS, '');
