/** How bad is a severity among those of its policy? Its look follows its place in the list, whatever it is called. */
import type { Policy } from '../../policy/schema';

/** So many looks there are; what comes after shares the last one. */
const RANKS = 5;

/** 1 is the most severe. */
export function rankOf({ severities }: Pick<Policy, 'severities'>, severity: string): number {
  const place = Object.keys(severities).indexOf(severity);
  return place < 0 ? RANKS : Math.min(place + 1, RANKS);
}
