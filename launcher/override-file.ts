/** How are the shifts that people took over kept in a file of the home? */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { OverrideBook, TakenShift } from '../directory/override-book';
import { messageOf } from '../domain/text/message-of';
import { replacePrivately, whileLocked } from './private-file';

const Shift = z.strictObject({
  id: z.string(),
  rotation: z.string(),
  layer: z.string(),
  person: z.string(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  by: z.string(),
  at: z.number(),
});

const Shifts = z.strictObject({ shifts: z.array(Shift) });

type Read = { shifts: readonly TakenShift[] } | { trouble: string };

/**
 * `overrides.json` of the home, which worker and HTTP server both follow. While it can't be read, the shifts that this process
 * read last count, and none can be taken or ended: what the file holds must not be lost.
 */
export function createOverrideFile(home: string): OverrideBook {
  const file = join(home, 'overrides.json');
  let known: { version: string; shifts: readonly TakenShift[]; trouble?: string } = { version: '', shifts: [] };
  const look = () => {
    const version = versionOf(file);
    if (version !== known.version) known = { version, shifts: known.shifts, ...shiftsIn(file) };
    return known;
  };
  return {
    all: () => look().shifts,
    trouble: () => look().trouble,
    change: (next) =>
      whileLocked(file, () => {
        const read = shiftsIn(file);
        if ('trouble' in read) throw new Error(read.trouble);
        replacePrivately(file, `${JSON.stringify({ shifts: next(read.shifts) }, null, 2)}\n`);
      }),
  };
}

/** What changes with each change of the file, which is always replaced as a whole. */
function versionOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 'none' : `${stat.ino} ${stat.mtimeMs} ${stat.size}`;
}

function shiftsIn(file: string): Read {
  try {
    return Shifts.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { shifts: [] };
    const why = error instanceof SyntaxError || error instanceof z.ZodError ? 'it is damaged' : messageOf(error);
    return {
      trouble: `Can't read the shifts that people took over, in ${file}: ${why}. Restore the file from a backup, or move it away: then only the directory says who is on call.`,
    };
  }
}
