/** What is the same policy on a faster clock? */
import { Duration } from './duration';
import { Policy } from './schema';
import { mapLeaves } from './schema-walk';

/**
 * The same policy on a faster clock: every duration divided by `speed` (60 makes a minute a second), nothing else
 * touched. Whole milliseconds; a duration that is not zero stays at least one. What `MUSTER_SPEED` does.
 */
export function scalePolicy(policy: Policy, speed: number): Policy {
  if (!(speed > 0 && Number.isFinite(speed))) throw new RangeError(`A speed is a number above 0, not ${speed}`);
  const scaled = (ms: number): number => (ms === 0 ? 0 : Math.max(1, Math.round(ms / speed)));
  return mapLeaves(Policy, policy, (schema, value) =>
    schema === Duration && typeof value === 'number' ? scaled(value) : value,
  ) as Policy;
}
