/** Where does the demo keep its files, and is that folder free to be emptied? */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { takeLock } from '../launcher/lock';
import { StartRefused } from '../launcher/refusal';

const LOCK = 'lock';

/** Where everything of the play lies. It stays after the end, to be looked at, until the next play begins. */
export const HOME = '.muster-demo';

/** Empties the folder, unless a play is going on in it, which is refused. Answers its absolute path. */
export async function emptyHome(folder: string = HOME): Promise<string> {
  const home = resolve(folder);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const lock = await takeLock(join(home, LOCK));
  if ('heldBy' in lock)
    throw new StartRefused(`Another demo is running in ${home} (pid ${lock.heldBy.pid}). Wait for it or stop it.`);
  try {
    for (const name of readdirSync(home)) if (name !== LOCK) rmSync(join(home, name), { recursive: true, force: true });
  } finally {
    lock.release();
  }
  return home;
}
