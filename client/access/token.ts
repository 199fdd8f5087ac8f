/** What does a token look like, how is one made, and how is its secret checked? */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { ID_ALPHABET } from '../../workflows/contract';

/** How a token looks: `muster_<id>_<secret>`. The id may be seen by everybody; the secret is shown once, at the creation. */
const SHAPE = new RegExp(`^muster_([${ID_ALPHABET}]{4,6})_([A-Za-z0-9_-]{43})$`);
const SECRET_BYTES = 32;
const SHORTEST_ID = 4;
const LONGEST_ID = 6;
const TRIES_PER_LENGTH = 100;

/** A token as it is made: its text is nowhere else. */
export interface MadeToken {
  id: string;
  text: string;
  hash: string;
}

/** A new token, with an id that is not in `taken`. */
export const makeToken = (taken: readonly string[]): MadeToken => withNewSecret(freeId(taken));

/** The token of that id with another secret. */
export function withNewSecret(id: string): MadeToken {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return { id, text: `muster_${id}_${secret}`, hash: hashOf(secret).toString('hex') };
}

/** The parts of a text that looks like a token. */
export function readToken(text: string): { id: string; secret: string } | undefined {
  const [, id, secret] = SHAPE.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** Whether a secret is the one of a hash. Takes as long for a wrong secret as for the right one. */
export const isSecretOf = (hash: string, secret: string): boolean =>
  timingSafeEqual(Buffer.from(hash, 'hex'), hashOf(secret));

/** A plain hash is enough: nobody can guess 32 random bytes, however fast a guess is checked. */
const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

function freeId(taken: readonly string[]): string {
  for (let length = SHORTEST_ID; length <= LONGEST_ID; length += 1)
    for (let attempt = 0; attempt < TRIES_PER_LENGTH; attempt += 1) {
      const id = [...randomBytes(length)].map((byte) => ID_ALPHABET[byte % ID_ALPHABET.length] ?? '0').join('');
      if (!taken.includes(id)) return id;
    }
  throw new Error('Could not find an unused id for a new token. Try again.');
}
