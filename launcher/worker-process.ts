/** How is the worker started, and why did it refuse to start? */
import { fork } from 'node:child_process';
import { type ChildHandle, describeExit, tailOf, takeCharge, withLog } from './child';
import { isReady, refusalIn } from './parent';
import { StartRefused } from './refusal';

/** Which script to run and where its log goes. */
export interface WorkerOptions {
  readonly script: string;
  readonly log: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onSpawn?: (pid: number) => void;
  readonly signal?: AbortSignal;
  readonly readyWithinMs?: number;
}

/**
 * Starts a worker and resolves when it says `{type: 'ready'}` (see `reportReady`). Rejects with the end of its log if
 * it ends before or takes too long; with `StartRefused` and its own words if it says why (see `reportRefusal`).
 */
export async function startWorker(options: WorkerOptions): Promise<ChildHandle> {
  const { script, log, env, signal, readyWithinMs = 120_000 } = options;
  const child = withLog(log, (fd) =>
    // A group of its own, like Temporal's: Ctrl-C is for us, and we tell the worker to drain.
    fork(script, [], { env, detached: true, stdio: ['ignore', fd, fd, 'ipc'] }),
  );
  let refusal: string | undefined;
  const ready = new Promise<void>((resolve) => {
    child.on('message', (message) => {
      if (isReady(message)) resolve();
      refusal ??= refusalIn(message);
    });
  });
  const silent = new Promise<void>((resolve) => {
    child.once('disconnect', resolve);
  });
  const handle = await takeCharge(child);
  options.onSpawn?.(handle.pid);
  const ended = handle.exited.then(async (exit) => {
    // Its last message may arrive after its end.
    await silent;
    if (refusal !== undefined) throw new StartRefused(refusal);
    throw new Error(`The worker did not start (${describeExit(exit)}). Last lines of ${log}:\n${tailOf(log)}`);
  });
  ended.catch(() => undefined); // later exits are reported by `exited`
  const limit = AbortSignal.any([AbortSignal.timeout(readyWithinMs), ...(signal ? [signal] : [])]);
  const tooLate = new Promise<never>((_, reject) => {
    limit.addEventListener('abort', () => reject(new Error(`The worker is not ready yet. See its log: ${log}`)));
  });
  tooLate.catch(() => undefined);
  try {
    await Promise.race([ready, ended, tooLate]);
  } catch (error) {
    await handle.stop();
    signal?.throwIfAborted();
    throw error;
  }
  return handle;
}
