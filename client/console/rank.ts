/** How does a severity look? Its look follows its place in the policy's list, whatever it is called. */
import { rankOf } from '../../domain/severity/scale';
import type { Policy } from '../../policy/schema';

/** So many looks there are; what comes after shares the last one. */
const LOOKS = 5;

/** 1 is the most severe. */
export const lookOf = (policy: Pick<Policy, 'severities'>, severity: string): number =>
  Math.min(rankOf(policy, severity) + 1, LOOKS);
