import type { Correlation, Policy } from '../../policy/schema';

/** What holds for policies that say nothing of it: those from before it could be said. */
const UNSAID: Pick<Correlation, 'groupBy' | 'flapping' | 'lateWithin' | 'storm'> = {
  groupBy: ['service'],
  flapping: { changes: 4, within: 15 * 60_000, quietFor: 10 * 60_000 },
  lateWithin: 2 * 60_000,
  storm: { tellAtMost: 200, rememberAtMost: 2_000 },
};

/** Which alerts belong together, what flapping is, how much of a storm is told. */
export const correlationOf = (policy: Policy): typeof UNSAID => policy.correlation ?? UNSAID;
