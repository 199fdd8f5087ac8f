/** Where are the programs that Muster needs, and how is a downloaded one put in place safely? */
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { takeLock } from './lock';
import type { Say } from './say';

const run = promisify(execFile);

/** Where we keep programs that we had to fetch or build: one place per person, shared by all checkouts. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const root = env.XDG_CACHE_HOME;
  return join(root !== undefined && root !== '' ? root : join(homedir(), '.cache'), 'muster');
}

/** The full path of a program on the PATH, if there is one. */
export function onPath(program: string, env: NodeJS.ProcessEnv): string | undefined {
  return (env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, program))
    .find(isExecutable);
}

/** Runs a program to its end; rejects, with what it wrote, if it fails or takes too long. */
export async function runToEnd(
  program: string,
  args: string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string; timeoutMs: number; signal?: AbortSignal },
): Promise<string> {
  const { timeoutMs, ...rest } = options;
  const { stdout } = await run(program, args, { ...rest, timeout: timeoutMs, maxBuffer: 64 << 20, encoding: 'utf8' });
  return stdout;
}

/** A folder that is to be got ready: how to fill it, and how to tell whether what is there already will do. */
export interface Placement {
  readonly folder: string;
  readonly say: Say;
  readonly isGood: () => Promise<boolean>;
  readonly fill: (fresh: string) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Puts a folder in its place whole or not at all: `fill` works in a fresh folder beside it, which is renamed when it
 * is done. Of several processes that want the same folder one fills it and the others wait for it.
 */
export async function placeOnce({ folder, say, isGood, fill, signal }: Placement): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const name = basename(folder);
  const release = await waitForLock(
    `${folder}.lock`,
    `Waiting for another process that is downloading or building ${name}`,
    say,
    signal,
  );
  try {
    if (existsSync(folder)) {
      if (await isGood()) return;
      rmSync(folder, { recursive: true, force: true });
    }
    const fresh = mkdtempSync(join(dirname(folder), `.${name}-`));
    try {
      await fill(fresh);
      renameSync(fresh, folder);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  } finally {
    release();
  }
}

async function waitForLock(folder: string, what: string, say: Say, signal?: AbortSignal): Promise<() => void> {
  for (let round = 0; ; round += 1) {
    const lock = await takeLock(folder);
    if ('release' in lock) return lock.release;
    // Nothing tells us when another process releases its lock, so we have to look.
    if (round % 10 === 0) say(`${what} (pid ${lock.heldBy.pid}) ...`, true);
    await pause(500, undefined, signal ? { signal } : {});
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
