/** How is a token created or revoked, how long does it last, and how many may an alert source have? */
import type { Access } from '../../domain/state/access';
import { Refused } from '../errors';
import type { Source } from './gate';
import { makeToken } from './token';
import { changeTokens, type StoredToken } from './token-file';
import { isForSource, isTokenLive } from './tokens';

const DAY_MS = 86_400_000;

/** How long a token lasts where nothing is said, and the most that can be said. */
export const LIFETIME_MS = { person: 90 * DAY_MS, source: 365 * DAY_MS, longest: 400 * DAY_MS } as const;

/** The old and the new one while they are exchanged. */
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

/** Makes a token and keeps what has to be kept of it. Refuses a third valid one for a source. */
export const issueToken = (file: string, wish: TokenWish, now: number): Promise<IssuedToken> =>
  changeTokens(file, (tokens) => {
    const { lifetimeMs, ...wished } = wish;
    if ('source' in wish.for) refuseThird(tokens, wish.for.source, now);
    const { id, text, hash } = makeToken(tokens.map((token) => token.id));
    const stored: StoredToken = { id, ...wished, hash, createdAt: now, expiresAt: now + lifetimeMs };
    return { tokens: [...tokens, stored], result: { text, stored } };
  });

/** Revokes a token: it is no longer valid from the next request on. Refuses an id that does not exist. */
export const revokeToken = (file: string, id: string): Promise<StoredToken> =>
  changeTokens(file, (tokens) => {
    const revoked = tokens.find((token) => token.id === id);
    if (revoked === undefined)
      throw new Refused(`Not found: no token has the id "${id}". \`muster token list\` shows the ids.`);
    return { tokens: tokens.filter((token) => token !== revoked), result: revoked };
  });

function refuseThird(tokens: readonly StoredToken[], source: Source, now: number): void {
  const live = tokens.filter((token) => isForSource(token, source) && isTokenLive(token, now));
  const [oldest] = live.sort((one, other) => one.createdAt - other.createdAt);
  if (oldest === undefined || live.length < LIVE_PER_SOURCE) return;
  const others = live.map(({ id, createdAt }) => `${id} of ${new Date(createdAt).toISOString().slice(0, 10)}`);
  throw new Refused(
    `${source} already has ${live.length} tokens (${others.join(', ')}), enough to rotate from the old one to the new one. Revoke the oldest first: muster token revoke ${oldest.id}`,
  );
}
