/** What was found at the last look at Muster itself, without a page that waits for the next look? */
import type { Check } from '../health/check';

/** A look takes up to three seconds; what is older than this is looked at again, behind the page. */
const FRESH_MS = 15_000;

/** Answers what is known; only the very first page waits. `look` never rejects. */
export function createLastChecks(look: () => Promise<Check[]>, now: () => number): () => Promise<readonly Check[]> {
  let known: { checks: readonly Check[]; at: number } | undefined;
  let underWay: Promise<readonly Check[]> | undefined;
  const lookAgain = (): Promise<readonly Check[]> =>
    (underWay ??= look()
      .then((checks) => {
        known = { checks, at: now() };
        return checks;
      })
      .finally(() => (underWay = undefined)));
  return async () => {
    if (known === undefined) return lookAgain();
    if (now() - known.at > FRESH_MS) void lookAgain();
    return known.checks;
  };
}
