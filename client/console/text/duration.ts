/**
 * How is a length of time written where a person reads it at a glance? The browser loads this file as it is, so that
 * it stands alone instead of taking the core's words with the whole policy behind them.
 */

const UNITS: readonly [string, number][] = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];

/** `2 h 5 min`, `45 min`, `90 s`: the two biggest units; seconds only below ten minutes. */
export function shortDuration(ms: number): string {
  const all = Math.max(0, Math.round(ms / 1_000));
  const seconds = all >= 600 ? Math.round(all / 60) * 60 : all;
  const parts = UNITS.map(([unit, length], n): [number, string] => {
    const [, above = Infinity] = UNITS[n - 1] ?? [];
    return [Math.floor((seconds % above) / length), unit];
  });
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first < 0) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

/** How far an instant is away: `in 5 min`, `12 s late`. */
export const countdownText = (dueAt: number, now: number): string =>
  dueAt >= now ? `in ${shortDuration(dueAt - now)}` : `${shortDuration(now - dueAt)} late`;

/** How long an instant is past: `5 min ago`. */
export const agoText = (at: number, now: number): string => `${shortDuration(now - at)} ago`;
