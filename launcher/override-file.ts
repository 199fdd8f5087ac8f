/** How are the shifts that people took over kept in a file of the home? */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { OverrideBook, TakenShift } from '../directory/override-book';
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

/** `overrides.json` of the home, which worker and HTTP server both follow. One that can't be read holds none. */
export function createOverrideFile(home: string): OverrideBook {
  const file = join(home, 'overrides.json');
  let known: { version: string; shifts: readonly TakenShift[] } = { version: '', shifts: [] };
  return {
    all() {
      const version = versionOf(file);
      if (version !== known.version) known = { version, shifts: shiftsIn(file) };
      return known.shifts;
    },
    change: (next) =>
      whileLocked(file, () => replacePrivately(file, `${JSON.stringify({ shifts: next(shiftsIn(file)) }, null, 2)}\n`)),
  };
}

/** What changes with each change of the file, which is always replaced as a whole. */
function versionOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 'none' : `${stat.ino} ${stat.mtimeMs} ${stat.size}`;
}

function shiftsIn(file: string): readonly TakenShift[] {
  try {
    return Shifts.parse(JSON.parse(readFileSync(file, 'utf8'))).shifts;
  } catch {
    return [];
  }
}
