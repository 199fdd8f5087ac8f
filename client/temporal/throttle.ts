/** How many calls to Temporal run at once, and what happens to those that wait? */
import { Unreachable } from '../errors';

export interface TurnsOptions {
  /** How many calls run at a time. */
  atOnce: number;
  /** How long a call may wait for its turn. */
  waitMs: number;
  /** Whether a call that failed like this shows that the waiting ones would fail too. */
  isAway: (error: unknown) => boolean;
  now?: () => number;
}

/** Runs a call when it is its turn; rejects with `Unreachable` when its turn does not come. */
export type InTurn = <Got>(call: () => Promise<Got>) => Promise<Got>;

interface Waiting {
  since: number;
  go: () => void;
  refuse: (reason: unknown) => void;
}

/**
 * Lets only so many calls at a server at once; the others wait, first come, first served. So a busy server
 * gets no calls that would time out before it gets to them, and if it is away, a few calls find out for all that wait.
 */
export function createThrottle({ atOnce, waitMs, isAway, now = Date.now }: TurnsOptions): InTurn {
  const waiting: Waiting[] = [];
  let underWay = 0;

  const myTurn = (): Promise<void> => {
    if (underWay < atOnce) {
      underWay += 1;
      return Promise.resolve();
    }
    return new Promise((go, refuse) => waiting.push({ since: now(), go, refuse }));
  };

  /** Gives a finished call's turn to the next one that still wants it. */
  const passOn = (): void => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (now() - next.since <= waitMs) {
        next.go();
        return;
      }
      next.refuse(new Unreachable('Temporal is overloaded; try again.'));
    }
    underWay -= 1;
  };

  return async (call) => {
    await myTurn();
    try {
      return await call();
    } catch (error) {
      if (isAway(error)) for (const { refuse } of waiting.splice(0)) refuse(error);
      throw error;
    } finally {
      passOn();
    }
  };
}
