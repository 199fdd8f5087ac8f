/** How is Muster's own Temporal server started, and when is it ready? */
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type ChildHandle, describeExit, forOwnerOnly, tailOf, takeCharge, withLog } from './child';
import type { Say } from './say';
import { SEARCH_ATTRIBUTE_ARGUMENTS } from './search-attributes';

/** Which program to run, where its database and log are, and on which ports of the loopback address. */
export interface TemporalOptions {
  readonly binary: string;
  readonly home: string;
  readonly port: number;
  /** None: the server runs without its UI. */
  readonly uiPort?: number;
  readonly say?: Say;
  /** Called as soon as the process exists, long before it answers. */
  readonly onSpawn?: (pid: number) => void;
  readonly signal?: AbortSignal;
  readonly readyWithinMs?: number;
}

/** A Temporal server that answers. */
export interface TemporalHandle extends ChildHandle {
  readonly address: string;
  readonly uiUrl: string | undefined;
}

/**
 * Starts a Temporal server on loopback whose database is `<home>/temporal.db`, and resolves when it answers for its
 * namespace. What was acknowledged before a crash, even by SIGKILL, is there after the next start. Rejects with the
 * end of `<home>/temporal.log` if it does not come up.
 */
export async function startTemporal(options: TemporalOptions): Promise<TemporalHandle> {
  const { home, port, uiPort, signal, readyWithinMs = 60_000 } = options;
  const log = join(home, 'temporal.log');
  closeDatabase(databaseIn(home));
  const child = withLog(log, (fd) =>
    // A group of its own: Ctrl-C in the terminal is for us, and we stop the server last.
    // Its database has everything that people wrote in incidents.
    forOwnerOnly(() => spawn(options.binary, serverArguments(options), { detached: true, stdio: ['ignore', fd, fd] })),
  );
  const handle = await takeCharge(child);
  options.onSpawn?.(handle.pid);
  const address = `127.0.0.1:${port}`;
  const ended = handle.exited.then((exit) => {
    throw new Error(`Temporal did not start (${describeExit(exit)}). Last lines of ${log}:\n${tailOf(log)}`);
  });
  ended.catch(() => undefined); // later exits are reported by `exited`
  const givingUp = new AbortController();
  const limit = AbortSignal.any([AbortSignal.timeout(readyWithinMs), givingUp.signal, ...(signal ? [signal] : [])]);
  try {
    await Promise.race([ended, untilAnswers(port, address, limit).then(() => keepEndedRuns(address))]);
  } catch (error) {
    await handle.stop();
    signal?.throwIfAborted();
    throw error;
  } finally {
    givingUp.abort();
  }
  return { ...handle, address, uiUrl: uiPort === undefined ? undefined : `http://127.0.0.1:${uiPort}` };
}

/**
 * The server's HTTP API can't be turned off, and any web page that a browser on this machine shows may send it requests that
 * change incidents. Now it answers only under a name that nothing has; we use gRPC, which web pages can't speak.
 */
const CLOSED_HTTP_API = ['--dynamic-config-value', 'frontend.httpAllowedHosts=["nobody.invalid"]'];

const databaseIn = (home: string): string => join(home, 'temporal.db');

/** A database that an earlier version created may be readable by others. */
function closeDatabase(file: string): void {
  for (const each of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(each)) chmodSync(each, 0o600);
}

function serverArguments({ home, port, uiPort }: TemporalOptions): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port)],
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
    ...['--db-filename', databaseIn(home)],
    // Twice the pages a second of the default journal, and still on disk before anything is acknowledged.
    ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=full'],
    // The default of 20 polls a second puts every task on a 50 ms grid: alert to first activity 79 instead of 30 ms.
    ...['--dynamic-config-value', 'history.transferProcessorMaxPollRPS=1000'],
    ...['--dynamic-config-value', 'history.timerProcessorMaxPollRPS=1000'],
    // Timers of less than a second would take a whole one; a policy that runs 60 times faster has such.
    ...['--dynamic-config-value', 'history.timerProcessorMaxTimeShift="20ms"'],
    // By these, what has a priority is given to the worker before what has a lesser one.
    ...['--dynamic-config-value', 'matching.useNewMatcher=true'],
    ...['--dynamic-config-value', 'matching.numTaskqueueReadPartitions=1'],
    ...['--dynamic-config-value', 'matching.numTaskqueueWritePartitions=1'],
    ...CLOSED_HTTP_API,
    ...SEARCH_ATTRIBUTE_ARGUMENTS,
    ...['--log-level', 'warn', '--color', 'never'],
  ];
}

async function untilAnswers(port: number, address: string, limit: AbortSignal): Promise<void> {
  // First by plain TCP, which says no at once; a gRPC channel that was refused waits a whole second before it retries.
  while (!(await accepts(port))) await pause(25, undefined, { signal: limit });
  for (;;) {
    try {
      await describeDefault(address);
      return;
    } catch (error) {
      if (limit.aborted) throw new Error(`Temporal does not answer at ${address}.`, { cause: error });
    }
    await pause(50, undefined, { signal: limit });
  }
}

async function describeDefault(address: string): Promise<void> {
  // Connecting asks for the server's capabilities; the namespace is created a little later than the port opens.
  const connection = await Connection.connect({ address, connectTimeout: '5s' });
  try {
    await connection.withDeadline(Date.now() + 5_000, () =>
      connection.workflowService.describeNamespace({ namespace: 'default' }),
    );
  } finally {
    await connection.close();
  }
}

/** Its default is a day: after that nobody could ask an incident of last week anything, or see why it ended. */
const RETENTION_MS = 30 * 86_400_000;

async function keepEndedRuns(address: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: '5s' });
  try {
    await connection.withDeadline(Date.now() + 5_000, () =>
      connection.workflowService.updateNamespace({
        namespace: 'default',
        config: { workflowExecutionRetentionTtl: msToTs(RETENTION_MS) },
      }),
    );
  } finally {
    await connection.close();
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
