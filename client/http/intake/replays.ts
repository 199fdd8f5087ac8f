/** Has this signed delivery been accepted before? */

/** Signed deliveries that were taken lately, by what was signed. */
export interface Replays {
  isKnown(signed: string, nowAt: number): boolean;
  /** Only once Temporal has it: what failed must be taken when it is sent again. */
  remember(signed: string, nowAt: number): void;
}

/** PagerDuty's signatures are good for ever. What is older than this opens nothing: see `pastFor`. */
const REMEMBERED_MS = 24 * 60 * 60_000;
const MOST = 10_000;

/**
 * Remembers what was delivered, so that a request that someone recorded and sends again does nothing. Bounded, and gone with
 * the process: what is forgotten too early is a repeated report to an open incident, and is compared with the end of the last
 * one before it opens a new one.
 */
export function createReplays(): Replays {
  const seen = new Map<string, number>();
  return {
    isKnown: (signed, nowAt) => {
      const at = seen.get(signed);
      return at !== undefined && nowAt - at < REMEMBERED_MS;
    },
    remember: (signed, nowAt) => {
      seen.delete(signed);
      seen.set(signed, nowAt);
      for (const [oldest, at] of seen) {
        if (seen.size <= MOST && nowAt - at < REMEMBERED_MS) break;
        seen.delete(oldest);
      }
    },
  };
}
