/** How are tokens stored in a file, and how is it changed safely while others use it? */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ACCESS_LEVELS } from '../../domain/state/access';
import { SOURCES } from './gate';
import { replacePrivately, whileLocked } from './private-file';
import { messageOf } from '../../domain/text/message-of';
import { didYouMean } from '../../policy/suggest';
import { type LastValid, lastValidIn, type FileReading } from '../../policy/last-valid';

const instant = z.iso.datetime().transform((text) => Date.parse(text));

const SourceName = z.enum(SOURCES);

/** What whom a token is for must be, with the source that was probably meant. */
function forText(written: unknown): string {
  const source = typeof written === 'object' && written !== null && 'source' in written ? written.source : undefined;
  const meant = typeof source === 'string' ? didYouMean(source, SOURCES) : '';
  return `must be { person: ID } or { source: NAME }, of ${SOURCES.join(', ')}${meant}`;
}

const StoredToken = z.strictObject({
  id: z.string().min(1),
  for: z.union([z.strictObject({ person: z.string().min(1) }), z.strictObject({ source: SourceName })], {
    error: ({ input }) => forText(input),
  }),
  access: z.enum(ACCESS_LEVELS).optional(),
  /** SHA-256 of the secret. */
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 hash in hexadecimal'),
  createdAt: instant,
  expiresAt: instant,
  note: z.string().optional(),
});
/** What is kept of a token: everything but its secret. Instants are milliseconds. */
export type StoredToken = z.output<typeof StoredToken>;

const TokenFile = z.strictObject({ tokens: z.array(StoredToken) });

/** A file of tokens that can't be used. The message names it, and says what is wrong and what to do. */
export class TokensBroken extends Error {
  override name = 'TokensBroken';
}

/** The tokens in a file, or `undefined` where there is no file. Throws `TokensBroken`. */
export function readTokens(file: string): StoredToken[] | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw broken(file, messageOf(error));
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, and with it hashes.
    throw broken(file, 'it is not JSON');
  }
  const parsed = TokenFile.safeParse(json);
  if (parsed.success) return parsed.data.tokens;
  throw broken(file, wordsOf(parsed.error.issues));
}

/** Tokens as they are followed and kept. */
export const readingOf = (file: string, tokens: StoredToken[]): FileReading<StoredToken[]> => ({
  value: tokens,
  files: [file],
  written: { tokens: tokens.map(written) },
});

/**
 * The last valid tokens, beside the file: a process that starts while it is broken still lets in who may come in. Each
 * change is written there too, so that a token that was revoked stays revoked.
 */
export const lastValidTokens = (file: string, onTrouble?: (text: string) => void): LastValid<StoredToken[]> =>
  lastValidIn({
    copy: `${file}.last-valid`,
    restore: (content) => readingOf(file, TokenFile.parse(content).tokens),
    onTrouble,
  });

/** Of a file full of mistakes people read these, and how many more there are. */
const MOST_TOLD = 20;

function wordsOf(issues: readonly z.core.$ZodIssue[]): string {
  const told = issues.slice(0, MOST_TOLD).map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  const more = issues.length - told.length;
  return [...told, ...(more > 0 ? [`${more} more`] : [])].join('; ');
}

const broken = (file: string, reason: string): TokensBroken =>
  new TokensBroken(
    `Can't read the tokens in ${file}: ${reason}. Restore the file from a backup, or move it away and create new tokens.`,
  );

/**
 * Changes the tokens in a file: `change` gets those that are there and returns those that should be. Another process on
 * this machine that changes the file at the same moment waits; the file is whole at any time, and only its owner can
 * read it. Throws `TokensBroken` rather than write over a file that it can't read.
 */
export const changeTokens = <Result>(
  file: string,
  change: (tokens: StoredToken[]) => { tokens: StoredToken[]; result: Result },
): Promise<Result> =>
  whileLocked(file, () => {
    const { tokens, result } = change(readTokens(file) ?? []);
    const reading = readingOf(file, tokens);
    // First the copy: a token that is revoked must not become valid again there. A full disk fails below, in words.
    lastValidTokens(file, () => undefined).keep(reading);
    replacePrivately(file, `${JSON.stringify(reading.written, null, 2)}\n`);
    return result;
  });

const written = ({ createdAt, expiresAt, ...token }: StoredToken) => ({
  ...token,
  createdAt: new Date(createdAt).toISOString(),
  expiresAt: new Date(expiresAt).toISOString(),
});
