/** Which lines of a log matter, how often does each message occur, and when were there most of them? */
import { counted } from '../shared/finding';

export interface LogLine {
  at: number;
  pod: string;
  text: string;
}

/** Lines as the API writes them when asked for timestamps: `2026-01-01T00:00:00.000000000Z the text`. */
export function logLines(pod: string, log: string): LogLine[] {
  return log.split('\n').flatMap((line) => {
    const space = line.indexOf(' ');
    const at = Date.parse(space < 0 ? line : line.slice(0, space));
    // A first line may be the end of one that the limit cut in two.
    return Number.isNaN(at) ? [] : [{ at, pod, text: space < 0 ? '' : line.slice(space + 1) }];
  });
}

/** The lines in which at least one of the literal texts occurs; all of them where there are none to look for. */
export const matchingLines = (lines: LogLine[], texts: readonly string[]): LogLine[] =>
  texts.length === 0 ? lines : lines.filter(({ text }) => texts.some((wanted) => text.includes(wanted)));

/** Lines by their last word, as the guide's `awk '{print $NF}' | sort | uniq -c | sort -rn` counts them. */
export const byLastWord = (lines: LogLine[]): [word: string, count: number][] =>
  tally(lines.map(({ text }) => text.trim().split(/\s+/).at(-1) ?? ''));

/** The messages that occur most, those that differ only in numbers and ids being one: how often, and the newest of each. */
export function mostFrequent(lines: LogLine[]): { count: number; newest: LogLine }[] {
  const groups = new Map<string, { count: number; newest: LogLine }>();
  for (const line of lines) {
    const kind = line.text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|0x[0-9a-f]+|\d+/gi, '0');
    const group = groups.get(kind);
    groups.set(kind, {
      count: (group?.count ?? 0) + 1,
      newest: group === undefined || line.at >= group.newest.at ? line : group.newest,
    });
  }
  return [...groups.values()].sort((one, other) => other.count - one.count);
}

const SLICES = 12;

/** How lines spread over a stretch of time: the busiest twelfth, and the count of each. Empty where there are none. */
export function timeline(lines: LogLine[], from: number, until: number): string[] {
  if (lines.length === 0 || until <= from) return [];
  const width = (until - from) / SLICES;
  const counts = Array.from({ length: SLICES }, () => 0);
  for (const { at } of lines) {
    const slice = Math.min(SLICES - 1, Math.max(0, Math.floor((at - from) / width)));
    counts[slice] = (counts[slice] ?? 0) + 1;
  }
  const most = Math.max(...counts);
  const start = from + counts.indexOf(most) * width;
  return [
    `busiest: ${counted(most, 'line')} from ${clock(start)} to ${clock(start + width)}`,
    `per ${Math.round(width / 60_000)} min, oldest first: ${counts.join(' ')}`,
  ];
}

const clock = (at: number): string => `${new Date(at).toISOString().slice(11, 16)} UTC`;

const tally = (words: string[]): [word: string, count: number][] => {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([one, few], [other, many]) => many - few || (one < other ? -1 : 1));
};
