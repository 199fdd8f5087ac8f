/** How is a token created, rotated or revoked, how long does it last, and how many may an alert source have? */
import type { Access } from '../../domain/state/access';
import { Refused } from '../errors';
import type { Source } from './gate';
import { makeToken, withNewSecret } from './token';
import { changeTokens, type StoredToken } from './token-file';
import { isForSource, isTokenLive } from './tokens';

const DAY_MS = 86_400_000;

/** How long a token lasts where nothing is said, and the most that can be said. */
export const LIFETIME_MS = { person: 90 * DAY_MS, source: 365 * DAY_MS, longest: 400 * DAY_MS } as const;

/** Of each note: the note says whose they are where several teams send alerts from one kind of source. */
const LIVE_PER_SOURCE = 2;

export interface TokenWish {
  for: StoredToken['for'];
  access?: Access;
  lifetimeMs: number;
  note?: string;
}

/** A token that was just made. Its text is nowhere else. */
export interface IssuedToken {
  text: string;
  stored: StoredToken;
}

/** Makes a token and keeps what has to be kept of it. Refuses a third valid one for a source with the same note. */
export const issueToken = (file: string, wish: TokenWish, now: number): Promise<IssuedToken> =>
  changeTokens(file, (tokens) => {
    const { lifetimeMs, ...wished } = wish;
    if ('source' in wish.for) refuseThird(tokens, wish.for.source, wish.note, now);
    const { id, text, hash } = makeToken(tokens.map((token) => token.id));
    const stored: StoredToken = { id, ...wished, hash, createdAt: now, expiresAt: now + lifetimeMs };
    return { tokens: [...tokens, stored], result: { text, stored } };
  });

export interface RotationWish {
  id: string;
  /** How long the new secret lasts, and how long the one before it is still valid beside it. */
  lifetimeMs: number;
  keepMs: number;
}

/**
 * Gives a token a new secret. Its id stays, and with it what it is known for: alerts that came with the old secret can be ended
 * with the new one. Refuses an id that does not exist.
 */
export const rotateToken = (
  file: string,
  { id, lifetimeMs, keepMs }: RotationWish,
  now: number,
): Promise<IssuedToken> =>
  changeTokens(file, (tokens) => {
    const before = newestOf(tokens, id);
    const { text, hash } = withNewSecret(id);
    const stored: StoredToken = { ...before, hash, createdAt: now, expiresAt: now + lifetimeMs };
    const kept: StoredToken = { ...before, expiresAt: Math.min(before.expiresAt, now + keepMs) };
    return { tokens: [...tokens.filter((token) => token.id !== id), kept, stored], result: { text, stored } };
  });

/** Revokes a token with all its secrets: it is no longer valid from the next request on. Refuses an id that does not exist. */
export const revokeToken = (file: string, id: string): Promise<StoredToken> =>
  changeTokens(file, (tokens) => ({ tokens: tokens.filter((token) => token.id !== id), result: newestOf(tokens, id) }));

/** Revokes all tokens of a person; answers with their ids. */
export const revokeTokensOf = (file: string, person: string): Promise<string[]> =>
  changeTokens(file, (tokens) => {
    const isTheirs = (token: StoredToken): boolean => 'person' in token.for && token.for.person === person;
    const revoked = [...new Set(tokens.filter(isTheirs).map(({ id }) => id))];
    return { tokens: tokens.filter((token) => !isTheirs(token)), result: revoked };
  });

/** The token of that id, with the newest of its secrets. */
function newestOf(tokens: readonly StoredToken[], id: string): StoredToken {
  const [newest] = tokens.filter((token) => token.id === id).sort((one, other) => other.createdAt - one.createdAt);
  if (newest === undefined)
    throw new Refused(`Not found: no token has the id "${id}". \`muster token list\` shows the ids.`);
  return newest;
}

function refuseThird(tokens: readonly StoredToken[], source: Source, note: string | undefined, now: number): void {
  const current = new Map(
    tokens
      .filter((token) => isForSource(token, source) && token.note === note && isTokenLive(token, now))
      .map((token) => [token.id, token]),
  );
  const live = [...current.values()];
  const [oldest] = live.sort((one, other) => one.createdAt - other.createdAt);
  if (oldest === undefined || live.length < LIVE_PER_SOURCE) return;
  const others = live.map(({ id, createdAt }) => `${id} of ${new Date(createdAt).toISOString().slice(0, 10)}`);
  throw new Refused(
    `${source} already has ${live.length} tokens (${others.join(', ')}), enough to rotate from the old one to the new one. Revoke the oldest first: muster token revoke ${oldest.id}`,
  );
}
