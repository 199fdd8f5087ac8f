/** Where is kept what earlier checks found? Beside Muster's other downloads, so that a fresh clone finds it too. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'muster', 'checks');

export const hashOf = (...parts) =>
  parts.reduce((hash, part) => hash.update(part).update('\0'), createHash('sha256')).digest('hex');

/** What was kept under this name; nothing where there is none, or where it can't be read. */
export function recall(name) {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    return undefined;
  }
}

/** Keeps it as a whole or not at all. A cache that can't be written costs time only. */
export function keep(name, text) {
  const file = join(folder, name);
  const half = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(half, text);
    renameSync(half, file);
  } catch (error) {
    console.warn(`Not kept for the next time: ${error.message}`);
  }
}
