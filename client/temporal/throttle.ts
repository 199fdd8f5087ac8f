import { Unreachable } from '../errors';

export interface TurnsOptions {
  /** How many calls run at a time. */
  atOnce: number;
  /** How long a call may wait for its turn. */
  waitMs: number;
  /** Whether a call that failed like this says that those who wait would fail too. */
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
 * Lets only so many calls at a server at once; the others wait, first come, first served. So a server that is busy gets no
 * calls whose time is over before it comes to them, and one that is away is noticed by few, for all who wait.
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

  /** Hands a turn that is over to the next one who still wants it. */
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
