/** Has this signed delivery been accepted before? */
import { createHash } from 'node:crypto';

/** Signed deliveries that were taken lately. */
export interface Replays {
  isKnown(proof: string, nowAt: number): boolean;
  /** Only once Temporal has it: what failed must be taken when it is sent again. */
  remember(proof: string, nowAt: number): void;
}

/** Twice the window in which a signature is good: after that it is refused as old. */
const REMEMBERED_MS = 10 * 60_000;
const MOST = 10_000;

/**
 * Remembers what was delivered, so that a request that someone recorded and sends again does nothing. Bounded; an
 * incident takes a repeated report for the same one anyway, so that forgetting too early does no harm.
 */
export function createReplays(): Replays {
  const seen = new Map<string, number>();
  const nameOf = (proof: string): string => createHash('sha256').update(proof).digest('base64url');
  return {
    isKnown: (proof, nowAt) => {
      const at = seen.get(nameOf(proof));
      return at !== undefined && nowAt - at < REMEMBERED_MS;
    },
    remember: (proof, nowAt) => {
      const name = nameOf(proof);
      seen.delete(name);
      seen.set(name, nowAt);
      for (const [oldest, at] of seen) {
        if (seen.size <= MOST && nowAt - at < REMEMBERED_MS) break;
        seen.delete(oldest);
      }
    },
  };
}
