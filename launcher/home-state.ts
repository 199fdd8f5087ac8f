/** Can Muster still write to its home, and is there room? */
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Temporal's database and the records of a busy day. */
const ENOUGH_BYTES = 200 * 1024 * 1024;

const WORDS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is mounted read-only',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EMFILE: 'too many files are open',
  EIO: 'the disk reports an error',
};

/** What the system's code of a file error means; the code itself where we have no words for it. */
export const diskWords = (code: string | undefined): string | undefined =>
  code === undefined ? undefined : (WORDS[code] ?? code);

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
    const { code, message } = error as NodeJS.ErrnoException;
    return `Muster can't write to its home ${home}: ${diskWords(code) ?? message}.`;
  } finally {
    rmSync(probe, { force: true });
  }
}
