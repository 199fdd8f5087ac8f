/** Which alerts belong together? */
import type { Correlation, Policy } from '../../policy/schema';

/** For policies that don't say. */
const UNSAID: Pick<Correlation, 'groupBy' | 'flapping' | 'lateWithin' | 'storm'> = {
  groupBy: ['service'],
  flapping: { changes: 4, within: 15 * 60_000, quietFor: 10 * 60_000 },
  lateWithin: 2 * 60_000,
  storm: { tellAtMost: 200, rememberAtMost: 2_000 },
};

/** Which alerts belong together, what flapping is, and how many alerts of a storm are listed. */
export const correlationOf = (policy: Policy): typeof UNSAID => policy.correlation ?? UNSAID;
