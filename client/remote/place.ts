/** Which Muster does a command talk to, if not to the Temporal of this machine, and as whom? */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { isSafeAddress } from '../../launcher/vendor-settings';
import { ConfigInvalid } from '../config';

/** A Muster that is reached over HTTP. */
export interface ServerPlace {
  /** Without a slash at the end. */
  url: string;
  /** Absent only for a Muster on this machine that has no tokens. */
  token?: string;
}

const Kept = z.object({ url: z.string(), token: z.string().optional() });

/** Where this user's login is kept; nowhere for a user without a home. */
function fileOf({ XDG_CONFIG_HOME, HOME }: NodeJS.ProcessEnv): string | undefined {
  const folder = set(XDG_CONFIG_HOME) ?? (set(HOME) === undefined ? undefined : join(HOME ?? '', '.config'));
  return folder === undefined ? undefined : join(folder, 'muster', 'login.json');
}

const set = (text: string | undefined): string | undefined => (text === undefined || text === '' ? undefined : text);

/**
 * The address of a Muster as it is used. Throws `ConfigInvalid` for one over which a token could be read on its way.
 */
export function readAddress(text: string): string {
  const url = text.replace(/\/+$/, '');
  if (!isSafeAddress(url))
    throw new ConfigInvalid(`"${text}" must be an address with https, such as https://muster.example.com.`);
  return url;
}

/**
 * Where the commands go: `--url`, else `MUSTER_URL`, else the Muster that this person logged in to. With `--address` or
 * `TEMPORAL_ADDRESS` they go to Temporal. The token of a login is used only at the address that it was made for.
 */
export function serverPlace(env: NodeJS.ProcessEnv, said: { url?: string; address?: string }): ServerPlace | undefined {
  const named = said.url ?? (said.address === undefined ? set(env.MUSTER_URL) : undefined);
  const kept = readLogin(env);
  if (named === undefined)
    return said.address === undefined && set(env.TEMPORAL_ADDRESS) === undefined ? kept : undefined;
  const url = readAddress(named);
  const token = set(env.MUSTER_TOKEN) ?? (kept?.url === url ? kept.token : undefined);
  return token === undefined ? { url } : { url, token };
}

/** What `muster login` kept; nothing where there was no login, or it was ended. */
function readLogin(env: NodeJS.ProcessEnv): ServerPlace | undefined {
  const file = fileOf(env);
  if (file === undefined) return undefined;
  try {
    const { url, token } = Kept.parse(JSON.parse(readFileSync(file, 'utf8')));
    return token === undefined ? { url } : { url, token };
  } catch {
    return undefined;
  }
}

/** Keeps a login for this user only. */
export function keepLogin(env: NodeJS.ProcessEnv, place: ServerPlace): void {
  const file = fileOf(env);
  if (file === undefined) throw new ConfigInvalid('Nowhere to keep the login: HOME is not set.');
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify(place)}\n`, { mode: 0o600 });
}

/** Forgets it. Says whether there was one. */
export function endLogin(env: NodeJS.ProcessEnv): boolean {
  const was = readLogin(env) !== undefined;
  const file = fileOf(env);
  if (file !== undefined) rmSync(file, { force: true });
  return was;
}
