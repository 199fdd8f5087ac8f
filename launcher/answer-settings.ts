/** Can pages be answered from outside: under which address do people reach us, and what are their links signed with? */
import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allSettings } from './all-settings';
import { StartRefused } from './refusal';
import { secretSetting } from './secret-setting';
import { isSafeAddress } from './vendor-settings';

export interface AnswerSettings {
  /** Where people reach the HTTP server, without a slash at the end. */
  publicUrl: string;
  secret: string;
}

/** As long as nobody can try all of them. */
const SHORTEST_SECRET = 32;

/**
 * How pages are answered from outside, or nothing without `MUSTER_PUBLIC_URL`. Refuses what can't be used. The secret is kept
 * in the home unless it is set: the worker signs with it, and the HTTP server checks.
 */
export function readAnswerSettings(env: NodeJS.ProcessEnv, home: string): AnswerSettings | undefined {
  if ((env.MUSTER_PUBLIC_URL?.trim() ?? '') === '') return undefined;
  return allSettings({ publicUrl: () => publicUrlIn(env), secret: () => answerSecret(env, home) });
}

function publicUrlIn(env: NodeJS.ProcessEnv): string {
  const value = env.MUSTER_PUBLIC_URL?.trim() ?? '';
  if (isSafeAddress(value)) {
    const { origin, pathname, search, hash, username } = new URL(value);
    if (pathname === '/' && search === '' && hash === '' && username === '') return origin;
  }
  throw new StartRefused(
    `MUSTER_PUBLIC_URL is "${value}"; it must be an address with https and nothing after the host, such as https://muster.example.com (http on this machine only).`,
  );
}

function answerSecret(env: NodeJS.ProcessEnv, home: string): string {
  const set = secretSetting(env, 'MUSTER_ANSWER_SECRET');
  if (set === undefined) return keptSecret(home);
  if (set.length >= SHORTEST_SECRET) return set;
  throw new StartRefused(`MUSTER_ANSWER_SECRET must have at least ${SHORTEST_SECRET} characters.`);
}

/** The secret in the home; whoever needs it first makes it, and of two at once one. */
function keptSecret(home: string): string {
  const file = join(home, 'answer-secret');
  try {
    const kept = readIfThere(file);
    if (kept !== undefined) return kept;
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const draft = `${file}.${randomUUID()}`;
    writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
    try {
      linkSync(draft, file);
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    } finally {
      rmSync(draft, { force: true });
    }
    return readIfThere(file) ?? '';
  } catch (cause) {
    throw new StartRefused(`Can't keep the secret of answer links in ${file}. Set MUSTER_ANSWER_SECRET.`, { cause });
  }
}

function readIfThere(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    if (text.length >= SHORTEST_SECRET) return text;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  throw new Error(`${file} has no secret`);
}

const isCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;
