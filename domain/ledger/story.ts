/** Which entries of a timeline tell what happened: detection, first page, first answer, changes, decisions, rollbacks, the end? */
import type { TimelineEntry } from '../state/incident';
import { readKey } from '../state/keys';

const TOLD = new Set([
  'opened',
  'severity',
  'status',
  'relapse',
  'decided',
  'decision-extended',
  'rollback',
  'rollback-failed',
  'stable',
  'joined-by',
  'resolved',
  'cancelled',
  'merged',
]);

/** What is told once, however often it happened: the first page, the first answer. */
const FIRSTS: readonly (readonly string[])[] = [['contacted'], ['acknowledged', 'joined']];

const STEPS: readonly string[] = ['rollback-rehearsal', 'rollback-read-back'];

/** A step on the way to a rollback: what became of it is told, not that it was tried out or checked. */
export const isStepOfRollback = ({ key = '' }: Pick<TimelineEntry, 'key'>): boolean => STEPS.includes(readKey(key).of);

/** The entries that make the story, in their order. */
export function storyOf(timeline: readonly TimelineEntry[]): TimelineEntry[] {
  const firsts = FIRSTS.map((kinds) => timeline.find(({ kind }) => kinds.includes(kind)));
  return timeline.filter((entry) => firsts.includes(entry) || (TOLD.has(entry.kind) && !isStepOfRollback(entry)));
}

/** How it began, and how it ended: of a long story the middle is left out. */
export function shortStory<Entry>(entries: readonly Entry[], first: number, last: number): Entry[] {
  return entries.length <= first + last ? [...entries] : [...entries.slice(0, first), ...entries.slice(-last)];
}
