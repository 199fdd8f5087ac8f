/** What happened, as the lines that the resolved notification and the post-mortem show? */
import { shortStory, storyOf } from '../ledger/story';
import type { Incident, TimelineEntry } from '../state/incident';
import type { Instant } from '../state/vocabulary';
import { utcTimes } from '../text/format';
import { inertLine } from '../text/inert';

export interface StoryLine {
  /** Absent where it happened again and again. */
  time?: string;
  text: string;
}

/** Of a longer story the middle is counted. */
const FIRST = 10;
const LAST = 30;

/** Kinds of which the reason says more than the change. */
const REASONED = new Set(['severity', 'decided', 'decision-extended']);

/** The story of an incident, from its own timeline or from the whole record. */
export function storyLines(incident: Incident, timeline: readonly TimelineEntry[] = incident.timeline): StoryLine[] {
  const told = [...beginning(incident), ...storyOf(timeline).map(({ at, ...entry }) => ({ at, text: words(entry) }))];
  const shown = shortStory(told, FIRST, LAST);
  const times = utcTimes(shown.map(({ at }) => at));
  const lines = shown.map(({ text }, n): StoryLine => ({ time: times[n] ?? '', text }));
  const left = told.length - shown.length;
  const gap = left === 0 ? [] : [{ text: `${left} further changes, which are on the timeline` }];
  return [...lines.slice(0, FIRST), ...gap, ...lines.slice(FIRST), ...automaticPosts(incident)];
}

/** A problem that its alerts date back began before anybody was told. */
const beginning = ({ beganAt, startedAt }: Incident): { at: Instant; text: string }[] =>
  beganAt < startedAt ? [{ at: beganAt, text: 'The problem began, as its alerts say' }] : [];

function words({ kind, text, because }: Omit<TimelineEntry, 'at'>): string {
  const reason = REASONED.has(kind) && because !== undefined && because !== '' ? `: ${because}` : '';
  return inertLine(`${text}${reason}`, 300);
}

function automaticPosts({ updates: { automatic = 0 } }: Incident): StoryLine[] {
  if (automatic === 0) return [];
  return [{ text: automatic === 1 ? '1 update went out by itself' : `${automatic} updates went out by themselves` }];
}
