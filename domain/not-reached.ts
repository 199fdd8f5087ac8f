import type { Policy } from '../policy/schema';
import type { Instant } from './incident';
import { inertLine } from './inert';
import { noted, type Storied } from './timeline';

/** Enough for some people and what the mail server said of each. */
const LONGEST = 500;

/**
 * Puts on the timeline whom a message did not reach although it reached others, and why, in one sentence. The same people
 * for the same reasons are told once, however many messages follow. A policy without `tellNotReached` asks for none of it.
 */
export function tellNotReached<Story extends Storied>(
  policy: Policy,
  story: Story,
  key: string,
  notReached: readonly string[] | undefined,
  at: Instant,
): Story {
  if (policy.delivery.tellNotReached !== true || notReached === undefined || notReached.length === 0) return story;
  const text = inertLine(`A message did not reach everybody: ${notReached.join('; ')}`, LONGEST);
  const isKnown = story.timeline.some((entry) => entry.kind === 'not-delivered' && entry.text === text);
  return isKnown ? story : noted(story, at, { kind: 'not-delivered', text, key });
}
