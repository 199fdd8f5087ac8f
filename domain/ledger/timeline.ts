import type { Policy } from '../../policy/schema';
import type { Act } from '../state/acts';
import type { TimelineEntry } from '../state/incident';
import type { Instant } from '../state/vocabulary';
import { spokenDuration } from '../text/format';
import { inert, inertLine } from '../text/inert';

type Entry = Omit<TimelineEntry, 'seq' | 'at'>;

/** Whatever keeps a story: an incident, a post-mortem. */
export interface Storied {
  timeline: TimelineEntry[];
  nextSeq: number;
}

/** Writes down what happened; entries are never changed afterwards. */
export function noted<T extends Storied>(story: T, at: Instant, entry: Entry): T {
  const written: TimelineEntry = { seq: story.nextSeq, at, ...entry, text: inert(entry.text) };
  return { ...story, timeline: [...story.timeline, written], nextSeq: story.nextSeq + 1 };
}

/** What follows where something failed that is tried again. */
export const retryText = ({ delivery }: Policy): string => `Retrying in ${spokenDuration(delivery.retryEvery)}.`;

const ABOUT_MESSAGES = new Set(['not-delivered', 'paged', 'delivery', 'overtaken']);

/** Whether an entry says what became of a message rather than something about the incident: of use to who looks for it only. */
export const isAboutMessages = ({ kind }: TimelineEntry): boolean => ABOUT_MESSAGES.has(kind);

/** Every entry that an act made says on which way it came. */
export function withSource<T extends Storied>(story: T, fromSeq: number, { by, via }: Pick<Act, 'by' | 'via'>): T {
  const timeline = story.timeline.map((entry) => (entry.seq >= fromSeq && entry.by === by ? { ...entry, via } : entry));
  return { ...story, timeline };
}

/** Enough for some people and what the mail server said of each. */
const LONGEST = 500;

/**
 * Puts on the timeline whom a message did not reach although it reached others, and why, in one sentence. The same people
 * for the same reasons are told once, however many messages follow. A policy can leave it out: `tellNotReached`.
 */
export function tellNotReached<Story extends Storied>(
  policy: Policy,
  story: Story,
  key: string,
  notReached: readonly string[] | undefined,
  at: Instant,
): Story {
  if (!policy.delivery.tellNotReached || notReached === undefined || notReached.length === 0) return story;
  const text = inertLine(`A message did not reach everybody: ${notReached.join('; ')}`, LONGEST);
  const isKnown = story.timeline.some((entry) => entry.kind === 'not-delivered' && entry.text === text);
  return isKnown ? story : noted(story, at, { kind: 'not-delivered', text, key });
}
