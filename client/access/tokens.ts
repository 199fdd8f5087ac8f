/** Is a token one of ours and still valid, and do people or a source have any? */
import { follow } from '../../policy/follow';
import type { Source } from './gate';
import { isSecretOf, readToken } from './token';
import { lastValidTokens, readingOf, readTokens, type StoredToken, TokensBroken } from './token-file';

/** The tokens that are valid. */
export interface Tokens {
  /** The token that was shown, if it is one of ours and has not expired. */
  find(shown: string): StoredToken | undefined;
  /** Whether the token of this id has not been revoked and has not expired: whoever signed in with it stays. */
  isLive(id: string): boolean;
  /** Whether people have tokens at all, expired or not. */
  anyForPeople(): boolean;
  /** Whether anyone could come in with a token just now. */
  liveForPeople(): boolean;
  liveFor(source: Source): boolean;
}

export interface TokensOptions {
  file: string;
  /** Is told once about each change that makes the file unreadable; the tokens from before stay valid. */
  onProblem: (problem: TokensBroken, validSince?: number) => void;
  /** Hears what is wrong with the copy of the last valid tokens. Without it no copy is stored. */
  onTrouble?: ((text: string) => void) | undefined;
  now?: () => number;
}

/**
 * The tokens of a file, which is read again when it changes. Throws `TokensBroken` if it can't be read to begin with and
 * there is no copy of the last valid tokens.
 */
export function createTokens({ file, onProblem, onTrouble, now = Date.now }: TokensOptions): Tokens {
  const read = readerOfTokens();
  const current = follow({
    read: () => readingOf(file, read(file)),
    isProblem: (error) => error instanceof TokensBroken,
    onProblem: (problem, validSince) => onProblem(problem as TokensBroken, validSince),
    lastValid: lastValidTokens(file, onTrouble),
  });
  const live = (): StoredToken[] => current().filter((token) => isTokenLive(token, now()));
  return {
    find: (shown) => {
      const read = readToken(shown);
      if (read === undefined) return undefined;
      return live().find(({ id, hash }) => id === read.id && isSecretOf(hash, read.secret));
    },
    isLive: (id) => live().some((token) => token.id === id),
    anyForPeople: () => current().some(isForPerson),
    liveForPeople: () => live().some(isForPerson),
    liveFor: (source) => live().some((token) => isForSource(token, source)),
  };
}

export const isTokenLive = ({ expiresAt }: StoredToken, at: number): boolean => expiresAt > at;
export const isForSource = (token: StoredToken, source: Source): boolean =>
  'source' in token.for && token.for.source === source;
const isForPerson = (token: StoredToken): boolean => 'person' in token.for;

/** Without a file there are no tokens; but if a file disappears, that is an accident, and it must not open the door. */
function readerOfTokens(): (file: string) => StoredToken[] {
  let wasThere = false;
  return (file) => {
    const tokens = readTokens(file);
    if (tokens === undefined && wasThere)
      throw new TokensBroken(
        `${file} was deleted; its tokens stay valid until the next start. Revoke a token with: muster token revoke ID`,
      );
    wasThere ||= tokens !== undefined;
    return tokens ?? [];
  };
}
