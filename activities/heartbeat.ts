/** How does a long activity tell Temporal that it is still running? */
import { Context } from '@temporalio/activity';

/** How often a long activity says that it lives; a worker that dies is noticed after the heartbeat timeout. */
const BEAT_EVERY_MS = 2_000;

/**
 * Runs a long activity that heartbeats until it is done. `pause` waits, and throws when the activity is cancelled. `progress` is
 * what the next attempt finds, should this one not come to its end.
 */
export async function beating<T>(
  work: (pause: (ms: number) => Promise<void>) => Promise<T>,
  progress?: object,
): Promise<T> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(progress), BEAT_EVERY_MS);
  try {
    return await work((ms) => context.sleep(ms));
  } finally {
    clearInterval(timer);
  }
}
