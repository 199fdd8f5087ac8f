/** What does Muster keep in its home folder, and what did a killed start leave running there? */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { diskWords } from '../domain/text/disk-words';
import { type Lock, takeLock } from './lock';
import { identityOf, isRunning, type ProcessIdentity, runningProcesses } from './process-identity';
import { StartRefused } from './refusal';
import type { Say } from './say';

/** A home folder that is ours until we release it. */
export interface Home {
  /** Absolute, as are all the files. */
  readonly path: string;
  readonly temporalDb: string;
  readonly temporalLog: string;
  readonly workerLog: string;
  readonly httpLog: string;
  readonly outbox: string;
  /** Notes in `run.json` which process does what for us, so that the next start can end it should we be killed. */
  readonly record: (name: string, pid: number) => void;
  /** Ends what a former start, killed without a chance to clean up, has left running. */
  readonly reapOrphans: (say: Say) => Promise<void>;
  readonly release: () => void;
}

/** Creates the home folder if needed and takes it; refuses if another process has it. */
export async function openHome(folder: string): Promise<Home> {
  const path = resolve(folder);
  const lock = await lockOf(path);
  if ('heldBy' in lock) {
    throw new StartRefused(
      `Muster is already running in ${path} (pid ${lock.heldBy.pid}). Stop it, or choose another folder with MUSTER_HOME.`,
    );
  }
  const runFile = join(path, 'run.json');
  const temporalDb = join(path, 'temporal.db');
  const left = readRun(runFile);
  const children = new Map<string, ProcessIdentity>();
  return {
    path,
    temporalDb,
    temporalLog: join(path, 'temporal.log'),
    workerLog: join(path, 'worker.log'),
    httpLog: join(path, 'http.log'),
    outbox: join(path, 'outbox.jsonl'),
    record: (name, pid) => {
      const identity = identityOf(pid);
      if (!identity) return;
      children.set(name, identity);
      // A full disk must not cost the process that was just started: without the note, the next start finds Temporal by its
      // database, and a worker ends with the process that started it.
      unlessTheDiskIsFull(() => writeRun(runFile, children));
    },
    reapOrphans: async (say) => {
      const orphans = [...left, ...serversOn(temporalDb)].filter(isRunning);
      const distinct = [...new Map(orphans.map((orphan) => [orphan.pid, orphan])).values()];
      await Promise.all(distinct.map((orphan) => end(orphan, say)));
    },
    release: () => {
      unlessTheDiskIsFull(() => writeRun(runFile, new Map()));
      lock.release();
    },
  };
}

/** The folder holds everything that people wrote in incidents, and sessions of the console. */
async function lockOf(path: string): Promise<Lock> {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return await takeLock(join(path, 'lock'));
  } catch (error) {
    const problem = diskWords(error);
    if (problem === undefined) throw error;
    throw new StartRefused(
      `Muster can't write to its home ${path}: ${problem}. Mend that, or choose another folder with MUSTER_HOME.`,
      { cause: error },
    );
  }
}

/**
 * Servers on our database. Since the folder is locked by us they can only be orphans, even one whose start was killed
 * before it could note the pid.
 */
function serversOn(database: string): ProcessIdentity[] {
  return runningProcesses().flatMap(({ pid, args }) => {
    const line = args.join(' ');
    const found =
      line.includes('start-dev') && (args.includes(database) || line.includes(`--db-filename ${database} `));
    const identity = found && pid !== process.pid ? identityOf(pid) : undefined;
    return identity ? [identity] : [];
  });
}

async function end(orphan: ProcessIdentity, say: Say): Promise<void> {
  say(`Ending process ${orphan.pid}, left over from an earlier start.`);
  signal(orphan, 'SIGTERM');
  const deadline = Date.now() + 5_000;
  // It isn't our child, so nothing tells us when it ends, and we have to look.
  while (isRunning(orphan)) {
    if (Date.now() > deadline) signal(orphan, 'SIGKILL');
    if (Date.now() > deadline + 5_000) {
      throw new StartRefused(
        `Process ${orphan.pid}, left over from an earlier start, won't exit. Kill it (kill -9 ${orphan.pid}), then start again.`,
      );
    }
    await pause(50);
  }
}

function signal(orphan: ProcessIdentity, name: 'SIGTERM' | 'SIGKILL'): void {
  if (!isRunning(orphan)) return;
  try {
    process.kill(orphan.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function writeRun(file: string, children: ReadonlyMap<string, ProcessIdentity>): void {
  const content = { start: identityOf(process.pid), children: Object.fromEntries(children) };
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** What can't be written now is left out; notes about processes that are gone are ignored. */
function unlessTheDiskIsFull(write: () => void): void {
  try {
    write();
  } catch {
    // The folder may be gone as well.
  }
}

/** The children that are noted there; none if the file is missing or half a file, since then nothing can be trusted. */
function readRun(file: string): ProcessIdentity[] {
  try {
    const content = JSON.parse(readFileSync(file, 'utf8')) as { children?: Record<string, unknown> };
    return Object.values(content.children ?? {}).filter(isIdentity);
  } catch {
    return [];
  }
}

function isIdentity(value: unknown): value is ProcessIdentity {
  const { pid, startedAt } = (typeof value === 'object' && value !== null ? value : {}) as Partial<ProcessIdentity>;
  return typeof pid === 'number' && pid > 1 && typeof startedAt === 'string';
}
