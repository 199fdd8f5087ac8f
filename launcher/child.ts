/** How is a child process started, stopped and waited for? */
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running process that we started. */
export interface ChildHandle {
  readonly pid: number;
  /** Resolves when it is gone, never rejects. */
  readonly exited: Promise<Exit>;
  /** Asks it to end, makes it after `STOP_GRACE_MS`, and resolves when it is gone. */
  readonly stop: () => Promise<void>;
}

/** Time that a child has to finish what it is doing. A worker drains its activities in it. */
export const STOP_GRACE_MS = 15_000;

/** Takes charge of a process that was just spawned. Rejects if the program doesn't exist. */
export async function takeCharge(child: ChildProcess, graceMs = STOP_GRACE_MS): Promise<ChildHandle> {
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`Could not start ${child.spawnfile}.`);
  // Later errors are signals that could not be sent because the process is gone, which `exited` reports.
  child.on('error', () => undefined);

  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await exited;
    clearTimeout(kill);
  };
  return { pid, exited, stop };
}

/** Opens a log for a child to append to, hands it over, and closes our side of it. */
export function withLog<T>(file: string, use: (descriptor: number) => T): T {
  const descriptor = openSync(file, 'a', 0o600);
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Runs `make`; what it, or a process that it starts, creates on disk is for its owner only. */
export function forOwnerOnly<T>(make: () => T): T {
  const before = process.umask(0o077);
  try {
    return make();
  } finally {
    process.umask(before);
  }
}

/** The last lines of a child's log, for the message that says why it did not come up. */
export function tailOf(file: string, lines = 5): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

/** An exit in words. */
export function describeExit({ code, signal }: Exit): string {
  return signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
}
