/** How are sessions kept in a file of the home? */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ACCESS_LEVELS } from '../../domain/state/access';
import { replacePrivately, whileLocked } from '../../launcher/private-file';
import type { SignInSession, SessionStore } from './sessions';

const StoredSession = z.strictObject({
  id: z.string(),
  hash: z.string(),
  person: z.string(),
  by: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('said') }),
    z.strictObject({ kind: z.literal('token'), token: z.string() }),
    z.strictObject({ kind: z.literal('oidc') }),
  ]),
  access: z.enum(ACCESS_LEVELS).exactOptional(),
  device: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
  seenAt: z.number(),
});

/**
 * Sessions in `sessions.json` of the home. A file that can't be read holds none: everybody signs in again, and nobody who
 * should not comes in.
 */
export function createSessionFile(home: string): SessionStore {
  const file = join(home, 'sessions.json');
  let known: { version: string; sessions: readonly SignInSession[] } = { version: '', sessions: [] };
  const all = (): readonly SignInSession[] => {
    const version = versionOf(file);
    if (version !== known.version) known = { version, sessions: sessionsIn(file) };
    return known.sessions;
  };
  return {
    all,
    change: (change) =>
      whileLocked(file, () => replacePrivately(file, `${JSON.stringify({ sessions: change(sessionsIn(file)) })}\n`)),
  };
}

/** What changes with each change of the file, which is always replaced as a whole. */
function versionOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 'none' : `${stat.ino} ${stat.mtimeMs} ${stat.size}`;
}

function sessionsIn(file: string): readonly SignInSession[] {
  try {
    return z.strictObject({ sessions: z.array(StoredSession) }).parse(JSON.parse(readFileSync(file, 'utf8'))).sessions;
  } catch {
    return [];
  }
}
