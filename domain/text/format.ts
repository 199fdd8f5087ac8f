/** How are times, durations and roles written? */
import type { Policy } from '../../policy/schema';
import type { Instant } from '../state/vocabulary';

export const iso = (at: Instant): string => new Date(at).toISOString();

export const titleOf = (policy: Policy, role: string): string => policy.roles[role]?.title ?? role;

const CLOCK = /T(\d\d:\d\d)/;

/** `14:30 UTC`. */
export const utcTime = (at: Instant): string => `${CLOCK.exec(new Date(at).toISOString())?.[1] ?? ''} UTC`;

/** With a full stop at its end, where it has no end of its own. */
export const sentence = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);

const PLACEHOLDER = /\{\{([A-Za-z][A-Za-z0-9]*)\}\}/g;

/** Fills a template in one pass: a value with braces in it stays as it is. An unknown placeholder shows itself. */
export const fill = (template: string, values: Record<string, string>): string =>
  template.replace(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );

/** `2 h 5 min`, `45 min`, `90 s`; whole seconds, the two biggest units. */
export function spokenDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor((seconds % 86_400) / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first < 0) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

/** `2024-01-15 14:30 UTC`. */
export const utcDateTime = (at: Instant): string => `${new Date(at).toISOString().slice(0, 10)} ${utcTime(at)}`;

/** Times of one story: the date stands wherever the day is another one than before, and nowhere if all is one day. */
export function utcTimes(instants: readonly Instant[]): string[] {
  const days = instants.map((at) => new Date(at).toISOString().slice(0, 10));
  const isOneDay = new Set(days).size <= 1;
  return instants.map((at, n) => (isOneDay || days[n] === days[n - 1] ? utcTime(at) : utcDateTime(at)));
}

/** `45 min (14:30 UTC - 15:15 UTC)`, with both dates if they differ. */
export function utcSpan(from: Instant, to: Instant): string {
  const [begun, ended] = utcTimes([from, to]);
  return `${spokenDuration(to - from)} (${begun ?? ''} - ${ended ?? ''})`;
}
