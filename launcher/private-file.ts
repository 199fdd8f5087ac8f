/** How is a small file changed safely that several processes on this machine use, and that only its owner may read? */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { takeLock } from './lock';
import { StartRefused } from './refusal';

const WAIT_MS = 10_000;

/** Runs a change of a file while no other process changes it; one that does already is waited for. */
export async function whileLocked<Result>(file: string, change: () => Result): Promise<Result> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const release = await lockFor(file);
  try {
    return change();
  } finally {
    release();
  }
}

async function lockFor(file: string): Promise<() => void> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const lock = await takeLock(`${file}.lock`);
    if ('release' in lock) return lock.release;
    if (Date.now() > deadline)
      throw new StartRefused(
        `Process ${lock.heldBy.pid} is changing ${file} and has not finished. Check that process, then try again.`,
      );
    await pause(20);
  }
}

/** Puts a text in place of a file's: whoever reads it sees all of the old one or all of the new one. */
export function replacePrivately(file: string, text: string): void {
  const next = `${file}.new`;
  // What a crash left there may be readable by others; a file that is there keeps its mode.
  rmSync(next, { force: true });
  withFile(next, 'wx', (open) => {
    writeSync(open, text);
    fsyncSync(open);
  });
  renameSync(next, file);
  withFile(dirname(file), 'r', fsyncSync);
}

function withFile(file: string, flags: string, use: (open: number) => void): void {
  const open = openSync(file, flags, 0o600);
  try {
    use(open);
  } finally {
    closeSync(open);
  }
}
