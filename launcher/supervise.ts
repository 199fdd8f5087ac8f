/** How is a child process kept running, and when does it give up? */
import { setTimeout as pause } from 'node:timers/promises';
import { type ChildHandle, describeExit } from './child';
import type { Say } from './say';
import { messageOf } from '../domain/text/message-of';

/** What to keep running. `start` resolves when the child does its work, and gives up when the signal is aborted. */
export interface Supervision {
  readonly name: string;
  readonly start: (signal: AbortSignal) => Promise<ChildHandle>;
  readonly say: Say;
  /** For tests: first and longest wait before a restart, and how long a child must run to count as healthy. */
  readonly backoff?: { readonly firstMs: number; readonly longestMs: number; readonly healthyMs: number };
}

/** A child that is kept running. */
export interface Supervised {
  /** The process that runs now; undefined while a new one is being started. */
  readonly current: () => ChildHandle | undefined;
  /** How often it had to be started again. */
  readonly restarts: () => number;
  /** Ends it for good; resolves when it is gone. */
  readonly stop: () => Promise<void>;
}

const BACKOFF = { firstMs: 200, longestMs: 5_000, healthyMs: 30_000 };

/**
 * Starts one child and keeps it running: when it ends without being asked to, it is started again, at once after a long
 * healthy run and ever more slowly while it keeps failing. Rejects if the very first start fails, because then it is
 * the setup that is wrong, not the moment.
 */
export async function supervise(options: Supervision): Promise<Supervised> {
  const { name, say, backoff = BACKOFF } = options;
  const stopping = new AbortController();
  let current: ChildHandle | undefined = await options.start(stopping.signal);
  let restarts = 0;

  const watch = async (): Promise<void> => {
    let wait = backoff.firstMs;
    let since = Date.now();
    while (!stopping.signal.aborted) {
      if (current) {
        const exit = await current.exited;
        current = undefined;
        if (isStopping(stopping.signal)) return;
        if (Date.now() - since >= backoff.healthyMs) wait = backoff.firstMs;
        say(`${name} ended unexpectedly (${describeExit(exit)}); restarting it.`);
      }
      await pause(wait, undefined, { signal: stopping.signal });
      wait = Math.min(wait * 2, backoff.longestMs);
      restarts += 1;
      since = Date.now();
      try {
        current = await options.start(stopping.signal);
        say(`${name} is running again (pid ${current.pid}).`);
      } catch (error) {
        if (isStopping(stopping.signal)) return;
        say(`${name} did not start: ${messageOf(error)}`);
      }
    }
  };
  const watching = watch().catch((error: unknown) => {
    if (!isStopping(stopping.signal)) say(`${name} is no longer supervised and won't be restarted: ${String(error)}`);
  });

  return {
    current: () => current,
    restarts: () => restarts,
    stop: async () => {
      stopping.abort();
      await current?.stop();
      await watching;
      // A start that was just succeeding when we were told to stop has left its child here.
      await current?.stop();
    },
  };
}

/** Behind a function, since the compiler would take the answer of the loop's condition for still true after an await. */
function isStopping(signal: AbortSignal): boolean {
  return signal.aborted;
}
