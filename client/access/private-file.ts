/** How is a file of secrets changed safely while other processes use it, and read by its owner only? */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { takeLock } from '../../launcher/lock';
import { Refused } from '../errors';

const WAIT_MS = 10_000;

/** Does the work while no other process on this machine changes the file. */
export async function whileLocked<Result>(file: string, work: () => Result): Promise<Result> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const release = await lockFor(file);
  try {
    return work();
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
      throw new Refused(
        `Process ${lock.heldBy.pid} is changing ${file} and has not finished. Check that process, then try again.`,
      );
    await pause(20);
  }
}

/** Puts the text into the file, as a whole or not at all. Only its owner can read it. */
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
