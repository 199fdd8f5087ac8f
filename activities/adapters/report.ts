import { redact } from '../../domain/redact';

const LONGEST_SUMMARY = 300;
const LONGEST_DETAIL = 240;

/**
 * What a look found: one line that a person reads in ten seconds, then the particulars, one to a line. Without secrets; a
 * foreign text stays on its line.
 */
export const report = (summary: string, details: readonly string[] = []): string =>
  [oneLine(summary, LONGEST_SUMMARY), ...details.map((detail) => `  ${oneLine(detail, LONGEST_DETAIL)}`)].join('\n');

/** The beginning of a foreign text on one line. Secrets go before it is cut: half a secret is one, too. */
export function oneLine(text: string, longest: number): string {
  const line = redact(text.slice(0, 4_000))
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** `1 session`, `3 sessions`. */
export const counted = (count: number, thing: string): string =>
  count === 1 ? `1 ${thing}` : `${count} ${thing.endsWith('y') ? `${thing.slice(0, -1)}ie` : thing}s`;

/** How long something lasts, in the largest unit that says enough: `0.4 s`, `40 s`, `12 min`, `3 h`, `9 d`. */
export function lasting(seconds: number): string {
  const known = Math.max(0, seconds);
  if (known < 10) return `${Number(known.toFixed(1))} s`;
  if (known < 120) return `${Math.round(known)} s`;
  if (known < 7_200) return `${Math.round(known / 60)} min`;
  return known < 172_800 ? `${Math.round(known / 3_600)} h` : `${Math.round(known / 86_400)} d`;
}
