/** Which entries of a timeline go on record next, which are kept in memory, and what is left out if the record is away? */
import type { TimelineEntry } from '../state/incident';
import { clean } from '../text/inert';
import { shortStory, storyOf } from './story';
import { howManyFit, type Room, sizeOf } from '../state/size';
import type { Storied } from './timeline';

/** A timeline of which the lasting record has everything up to `recordedSeq`. */
export interface Recorded extends Storied {
  recordedSeq: number;
}

/** The newest entries are kept in memory for texts and for whoever looks, also once they are on record. */
const KEPT: Room = { count: 400, bytes: 300_000 };

/** What is not on record yet is kept too, as far as a message has room for it. */
const WAITING: Room = { count: 2_000, bytes: 500_000 };

/** What goes on record in one call. */
const PIECE: Room = { count: 200, bytes: 250_000 };

/** So many entries, or bytes, are put on record although nothing else asks for it. */
const PILE: Room = { count: 100, bytes: 100_000 };

/** What goes on record next; nothing where the record has everything up to `upToSeq`. */
export function nextPiece({ timeline, recordedSeq }: Recorded, upToSeq: number): TimelineEntry[] {
  const waiting = timeline.filter(({ seq }) => seq > recordedSeq && seq <= upToSeq);
  return waiting.slice(0, howManyFit(waiting, PIECE));
}

/** Whether enough has piled up since this entry, or since the last one on record, to put it on record. */
export function isPiledUp({ timeline, recordedSeq }: Recorded, sinceSeq: number): boolean {
  const from = Math.max(recordedSeq, sinceSeq);
  let bytes = 0;
  for (let n = timeline.length - 1; n >= 0; n -= 1) {
    const entry = timeline[n];
    if (entry === undefined || entry.seq <= from) return false;
    bytes += sizeOf(entry);
    if (timeline.length - n >= PILE.count || bytes >= PILE.bytes) return true;
  }
  return false;
}

/** The place of the oldest of the newest entries that fit. */
function newestFrom(timeline: readonly TimelineEntry[], { count, bytes }: Room): number {
  let left = bytes;
  let from = timeline.length;
  for (; from > 0 && timeline.length - from < count; from -= 1) {
    const entry = timeline[from - 1];
    left -= entry === undefined ? 0 : sizeOf(entry);
    if (left < 0) break;
  }
  return from;
}

/** Of what is on record and old, the story stays in memory, in short: the last words tell it. */
const STORY = { first: 20, last: 60, textLength: 300 };

const keptStory = (old: readonly TimelineEntry[]): TimelineEntry[] =>
  shortStory(storyOf(old), STORY.first, STORY.last).map((entry) => ({
    ...entry,
    text: clean(entry.text, STORY.textLength),
    ...(entry.because !== undefined && { because: clean(entry.because, STORY.textLength) }),
  }));

/**
 * Forgets old entries that are on record, but for the story that they tell. If the record is away for so long that not even what is missing there can be
 * kept, the oldest of that is left out, and one entry in its place says how much.
 */
export function withoutOld<Story extends Recorded>(story: Story, kept = KEPT, waiting = WAITING): Story {
  const { timeline, recordedSeq } = story;
  const keptFrom = newestFrom(timeline, kept);
  if (keptFrom === 0) return story;
  const firstWaiting = timeline.findIndex(({ seq }) => seq > recordedSeq);
  if (firstWaiting < 0 || firstWaiting >= keptFrom)
    return { ...story, timeline: [...keptStory(timeline.slice(0, keptFrom)), ...timeline.slice(keptFrom)] };
  const waitingFrom = Math.min(keptFrom, newestFrom(timeline, waiting));
  const last = timeline[waitingFrom];
  if (last === undefined || waitingFrom <= firstWaiting)
    return firstWaiting === 0
      ? story
      : { ...story, timeline: [...keptStory(timeline.slice(0, firstWaiting)), ...timeline.slice(firstWaiting)] };
  const told = keptStory(timeline.slice(0, firstWaiting));
  return { ...story, timeline: [...told, gap(recordedSeq, last), ...timeline.slice(waitingFrom + 1)] };
}

/** Stands for all entries from the last one on record to this one; it has this one's place, so that no number is skipped. */
const gap = (recordedSeq: number, { seq, at }: TimelineEntry): TimelineEntry => ({
  seq,
  at,
  kind: 'left-out',
  text: `Entries left out here: ${seq - recordedSeq}. They could not be put on record in time`,
});
