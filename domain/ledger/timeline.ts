/** How does something get on the timeline? */
import type { Policy } from '../../policy/schema';
import type { Act } from '../state/acts';
import type { TimelineEntry } from '../state/incident';
import type { Instant } from '../state/vocabulary';
import { spokenDuration } from '../text/format';
import { inert, inertLine } from '../text/inert';

type Entry = Omit<TimelineEntry, 'seq' | 'at'>;

/** Whatever has a timeline: an incident, a post-mortem. */
export interface Storied {
  timeline: TimelineEntry[];
  nextSeq: number;
}

/** Adds what happened to the timeline; entries are never changed afterwards. */
export function noted<T extends Storied>(story: T, at: Instant, entry: Entry): T {
  const { because } = entry;
  const bounded = { text: inert(entry.text), ...(because !== undefined && { because: inert(because) }) };
  const written: TimelineEntry = { seq: story.nextSeq, at, ...entry, ...bounded };
  return { ...story, timeline: [...story.timeline, written], nextSeq: story.nextSeq + 1 };
}

/** What follows where a page failed whose channels are watched. */
export const WAITS_FOR_CHANNEL = 'Retrying until a channel works again.';

/** What follows where something failed that is tried again. */
export const retryText = ({ delivery }: Policy): string => `Retrying in ${spokenDuration(delivery.retryEvery)}.`;

const ABOUT_MESSAGES = new Set(['not-delivered', 'paged', 'delivery', 'overtaken']);

/** Whether an entry is about the delivery of a message rather than about the incident. */
export const isAboutMessages = ({ kind }: TimelineEntry): boolean => ABOUT_MESSAGES.has(kind);

/** Every entry that an act made says where the act came from. */
export function withSource<T extends Storied>(story: T, fromSeq: number, { by, via }: Pick<Act, 'by' | 'via'>): T {
  const timeline = story.timeline.map((entry) => (entry.seq >= fromSeq && entry.by === by ? { ...entry, via } : entry));
  return { ...story, timeline };
}

/** Enough for a few people and what the mail server said about each. */
const LONGEST = 500;

/**
 * Puts on the timeline which people a message did not reach although it reached others, and why. The same people with the same
 * reasons are listed once, however many messages follow. A policy can leave it out: `tellNotReached`.
 */
export function tellNotReached<Story extends Storied>(
  policy: Policy,
  story: Story,
  key: string,
  notReached: readonly string[] | undefined,
  at: Instant,
): Story {
  if (!policy.delivery.tellNotReached || notReached === undefined || notReached.length === 0) return story;
  const text = inertLine(`A message didn't reach everyone: ${notReached.join('; ')}`, LONGEST);
  const isKnown = story.timeline.some((entry) => entry.kind === 'not-delivered' && entry.text === text);
  return isKnown ? story : noted(story, at, { kind: 'not-delivered', text, key });
}
