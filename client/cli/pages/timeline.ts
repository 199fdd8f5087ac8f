/** What does `muster timeline` print for each entry? */
import type { TimelineView } from '../../../domain/view';
import { type Sheet, wrapped } from './layout';

/** Every entry of a timeline with its time in UTC, in the order in which things happened. */
export function timelinePage(timeline: readonly TimelineView[], sheet: Sheet): string {
  if (timeline.length === 0) return 'The timeline is empty.\n';
  return `${timeline.flatMap((entry) => lines(entry, sheet)).join('\n')}\n`;
}

function lines({ at, text, by, via, because }: TimelineView, sheet: Sheet): string[] {
  const label = `${at.slice(0, 10)} ${at.slice(11, 19)} UTC  `;
  const who = by === undefined ? '' : ` (${by}${via === undefined ? '' : `, ${via}`})`;
  const why = because === undefined || text.endsWith(`: ${because}`) ? '' : ` - because: ${because}`;
  return wrapped(sheet, label, `${text}${who}${why}`);
}
