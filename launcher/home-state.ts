/** Can Muster still write to its home, and is there room? */
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diskWords } from '../domain/text/disk-words';
import { messageOf } from '../domain/text/message-of';

/** Temporal's database and the records of a busy day. */
const ENOUGH_BYTES = 200 * 1024 * 1024;

/** What keeps Muster from writing to its home, in a sentence; nothing where it can. Tries it with a small file. */
export function homeProblem(home: string, enough = ENOUGH_BYTES): string | undefined {
  const probe = join(home, `.write-${randomUUID()}`);
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    writeFileSync(probe, 'x'.repeat(4_096), { mode: 0o600, flush: true });
    const { bavail, bsize } = statfsSync(home);
    const free = bavail * bsize;
    return free >= enough
      ? undefined
      : `Only ${Math.floor(free / 1024 / 1024)} MB are free in Muster's home ${home}. Make room: a full disk stops pages and refuses alerts.`;
  } catch (error) {
    return `Muster can't write to its home ${home}: ${diskWords(error) ?? messageOf(error)}.`;
  } finally {
    removeIfThere(probe);
  }
}

function removeIfThere(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // What could not be written need not be removed.
  }
}
