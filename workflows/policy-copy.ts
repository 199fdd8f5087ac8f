/** How do all incidents of a worker that were begun with the same policy share one copy of it? */
import type { PinnedPolicy } from './contract';

/** Policies that incidents in memory may have; a change of policy adds one. */
const MOST = 20;

/** By their text: the same text is the same policy, whichever run brought it first. It is frozen, so no run can change it for others. */
const copies = new Map<string, PinnedPolicy>();

/** The copy that all runs with this policy have. The one that came with a run is then nobody's, and its memory is free. */
export function sharedPolicy(pinned: PinnedPolicy): PinnedPolicy {
  const text = JSON.stringify(pinned);
  const known = copies.get(text) ?? frozen(pinned);
  copies.delete(text);
  copies.set(text, known);
  for (const oldest of [...copies.keys()].slice(0, -MOST)) copies.delete(oldest);
  return known;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part as unknown);
  }
  return value;
}
