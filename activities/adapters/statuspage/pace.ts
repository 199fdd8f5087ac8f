/** May a request go to Statuspage now, or must it wait because of the limit per minute? */
import { ProviderUnavailable } from '../../errors';

/** What one key may ask for in a minute. Statuspage allows 60; a few are left for people with the same key. */
const MOST_A_MINUTE = 50;
const MINUTE_MS = 60_000;
/** A wait that an activity can't sit out is better told at once, so that it comes back in time. */
const LONGEST_WAIT_MS = 5_000;

export type Pace = (signal?: AbortSignal) => Promise<void>;

/**
 * Lets requests through as fast as the page allows: one a second on average, counted over the last 60 seconds. Waits for
 * a turn that is near; one that is far is `ProviderUnavailable` with the time after which to ask again.
 */
export function createPace({
  now = Date.now,
  wait = waiting,
}: { now?: () => number; wait?: (ms: number, signal?: AbortSignal) => Promise<void> } = {}): Pace {
  let asked: number[] = [];
  return async (signal) => {
    signal?.throwIfAborted();
    const at = now();
    asked = asked.filter((earlier) => earlier > at - MINUTE_MS);
    const first = asked[asked.length - MOST_A_MINUTE];
    const turnAt = first === undefined ? at : first + MINUTE_MS;
    if (turnAt - at > LONGEST_WAIT_MS)
      throw new ProviderUnavailable('Statuspage', `more than ${MOST_A_MINUTE} requests in the last minute`, {
        retryAfterMs: turnAt - at,
      });
    // Taken before the wait, so that a request that comes meanwhile waits for the turn after this one.
    asked.push(turnAt);
    if (turnAt > at) await wait(turnAt - at, signal);
  };
}

const waiting = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const over = (): void => {
      clearTimeout(timer);
      reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', over);
      resolve();
    }, ms);
    signal?.addEventListener('abort', over, { once: true });
  });
