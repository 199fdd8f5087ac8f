import type { Instant, TimelineEntry } from './incident';
import { inert } from './inert';

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

const ABOUT_MESSAGES = new Set(['not-delivered', 'paged', 'delivery', 'overtaken']);

/** Whether an entry says what became of a message rather than something about the incident: of use to who looks for it only. */
export const isAboutMessages = ({ kind }: TimelineEntry): boolean => ABOUT_MESSAGES.has(kind);
