/** How is a finding written so that it is short, readable and free of secrets? */
import { redact } from '../../../domain/text/redact';

/** How much of one finding goes into an incident. */
const MOST_BYTES = 1_100;

const LONGEST_SUMMARY = 300;

const LONGEST_LINE = 160;

/** Where everything is kept, a line may be longer. */
const LONGEST_WHOLE_LINE = 240;

/**
 * A finding: one line that a person reads in ten seconds, then details as far as there is room, and how many are left
 * out. Without secrets; each foreign text stays on its line.
 */
export function finding(summary: string, details: readonly string[] = []): string {
  const lines = [oneLine(summary, LONGEST_SUMMARY)];
  let room = MOST_BYTES - Buffer.byteLength(lines[0] ?? '');
  for (const [index, detail] of details.entries()) {
    const line = `  ${oneLine(detail, LONGEST_LINE)}`;
    const left = details.length - index;
    const last = `  … and ${left} more`;
    room -= Buffer.byteLength(line) + 1;
    if (room < (left > 1 ? Buffer.byteLength(last) + 1 : 0)) return [...lines, last].join('\n');
    lines.push(line);
  }
  return lines.join('\n');
}

/** The same with all of its details: the investigation keeps what does not fit into an incident in a document beside it. */
export const wholeFinding = (summary: string, details: readonly string[] = []): string =>
  [oneLine(summary, LONGEST_SUMMARY), ...details.map((detail) => `  ${oneLine(detail, LONGEST_WHOLE_LINE)}`)].join(
    '\n',
  );

/** A foreign text on one line, without secrets. They are taken out before it is cut: half a secret is one, too. */
export function oneLine(text: string, longest: number): string {
  const line = redact(text.slice(0, 4_000))
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** `1 pod`, `3 pods`, `2 queries`. */
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

/** How long ago, in whole seconds at least. */
export const ageText = (ms: number): string => lasting(Math.round(ms / 1000));
