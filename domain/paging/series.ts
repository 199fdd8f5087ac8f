/** Which members of an endless series matter now? */
import type { Instant } from '../state/vocabulary';

/**
 * The members of an endless series that matter at `now`: the one that is due and the next. Earlier ones are superseded: after
 * an outage there is one catch-up, not one per missed period.
 */
export function currentMembers(firstAt: Instant, everyMs: number, now: Instant): { n: number; at: Instant }[] {
  if (now < firstAt) return [{ n: 1, at: firstAt }];
  const n = Math.floor((now - firstAt) / everyMs) + 1;
  return [n, n + 1].map((member) => ({ n: member, at: firstAt + (member - 1) * everyMs }));
}
