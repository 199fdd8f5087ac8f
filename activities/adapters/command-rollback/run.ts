/** Runs one program: no shell, few variables, a time limit, and no more of its output than is needed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../shared/system-error';

export interface Program {
  path: string;
  args: readonly string[];
  environment: Readonly<Record<string, string>>;
  workingDirectory: string;
  withinMs: number;
  /** Ends it early. Its reason is not thrown: what became of the program is answered. */
  signal?: AbortSignal | undefined;
}

/** Why a program was stopped: its time was up, nobody asked any more, or it said too much. */
type Stopped = 'time' | 'signal' | 'output';

export interface Ran {
  /** How it ended: its exit code, or that it never started, was stopped by us, or was killed by somebody else. */
  end: { code: number } | { notStarted: string } | { stopped: Stopped } | { killedBy: string };
  stdout: string;
  stderr: string;
  /** There was more on standard output than is kept. */
  isCut: boolean;
}

const KEPT_BYTES = 64 * 1024;
const MOST_BYTES = 16 * 1024 * 1024;
const LOOK_EVERY_MS = 250;
/** Between asking it to end and ending it. */
const GRACE_MS = 2_000;

/** Rejects only where its output has no place to go. The program has a process group of its own, which is stopped as a whole when its time is up. */
export async function runCommand(program: Program): Promise<Ran> {
  const { path, args, environment, workingDirectory, withinMs, signal } = program;
  const output = createOutput();
  return new Promise((resolve) => {
    const child = spawn(path, args, {
      shell: false,
      detached: true,
      cwd: workingDirectory,
      env: environment,
      stdio: ['ignore', output.stdout, output.stderr],
    });
    let stopped: Stopped | undefined;
    let forced: NodeJS.Timeout | undefined;
    const stop = (why: Stopped): void => {
      if (stopped !== undefined) return;
      stopped = why;
      killGroup(child, 'SIGTERM');
      forced = setTimeout(() => killGroup(child, 'SIGKILL'), GRACE_MS);
    };
    const limit = setTimeout(() => stop('time'), withinMs);
    const watch = setInterval(() => {
      if (output.size() > MOST_BYTES) stop('output');
    }, LOOK_EVERY_MS);
    const abort = (): void => stop('signal');
    signal?.addEventListener('abort', abort, { once: true });

    const settle = (end: Ran['end']): void => {
      clearTimeout(limit);
      clearTimeout(forced);
      clearInterval(watch);
      signal?.removeEventListener('abort', abort);
      resolve({ end, ...output.taken() });
    };
    child.once('error', (error) => {
      if (child.pid === undefined) settle({ notStarted: codeOf(error) ?? error.message });
    });
    child.once('exit', (code, killedBy) => {
      if (stopped !== undefined) settle({ stopped });
      else settle(code === null ? { killedBy: killedBy ?? 'a signal' } : { code });
    });
  });
}

/**
 * Where a program writes to: files without a name, which are gone with the last one who has them open. Not pipes: a
 * program whose worker has died would be killed by the next line that it writes, in the middle of a rollback.
 */
function createOutput() {
  const folder = mkdtempSync(join(tmpdir(), 'muster-command-'));
  const [stdout, stderr] = [openSync(join(folder, 'out'), 'w+', 0o600), openSync(join(folder, 'err'), 'w+', 0o600)];
  rmSync(folder, { recursive: true });
  return {
    stdout,
    stderr,
    size: () => fstatSync(stdout).size + fstatSync(stderr).size,
    /** What was written so far; ends the reading. */
    taken(): Omit<Ran, 'end'> {
      const isCut = fstatSync(stdout).size > KEPT_BYTES;
      const said = { stdout: beginningOf(stdout), stderr: beginningOf(stderr), isCut };
      closeSync(stdout);
      closeSync(stderr);
      return said;
    },
  };
}

function beginningOf(file: number): string {
  const buffer = Buffer.alloc(KEPT_BYTES);
  return buffer.toString('utf8', 0, readSync(file, buffer, 0, KEPT_BYTES, 0));
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It ended in this very moment.
  }
}
