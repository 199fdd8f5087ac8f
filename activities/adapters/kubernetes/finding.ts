import { redact } from '../../../domain/redact';

/** How much of one finding goes into an incident. */
const MOST_BYTES = 1_100;
const LONGEST_LINE = 160;

/**
 * A finding: one line that a person reads in ten seconds, then details as far as there is room, and how many are left
 * out. Without secrets; each foreign text stays on its line.
 */
export function finding(summary: string, details: readonly string[] = []): string {
  const lines = [oneLine(summary, 300)];
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

/** A foreign text on one line, without secrets. They are taken out before it is cut: half a secret is one, too. */
function oneLine(text: string, longest: number): string {
  const line = redact(text.slice(0, 4_000))
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** `1 pod`, `3 pods`. */
export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

/** How long ago, in the largest unit that says enough: `40 s`, `12 min`, `3 h`, `9 d`. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}
