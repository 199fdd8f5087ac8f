/**
 * A ticket's text as Markdown of GitHub. What comes from outside stands in a fenced code block: there nothing is made a
 * link, a mention, a reference, an image or a heading. The last line is a comment that readers don't see.
 */
import { cutText, visible } from '../shared/plain-words';

/** Under the 65,536 characters that an issue may have. */
const LONGEST_TEXT = 60_000;

/** `lines` are words of ours, made of `titleLine`s, and stand above the text. */
export function bodyOf(text: string, lines: readonly string[], marker: string): string {
  const inside = cutText(visible(text).trim(), LONGEST_TEXT);
  const longestRun = Math.max(0, ...[...inside.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longestRun + 1));
  return [
    ...lines.map((line) => `- ${escaped(line)}`),
    ...(lines.length > 0 ? [''] : []),
    ...(inside === '' ? [] : [`${fence}text`, inside, fence, '']),
    commentOf(marker),
  ].join('\n');
}

/** Whether the issue with this text is the one of the marker. Only the end counts: the text itself may quote others'. */
export const hasMarker = (body: string | null | undefined, marker: string): boolean =>
  (body ?? '').trimEnd().endsWith(commentOf(marker));

const commentOf = (marker: string): string => `<!-- ${marker} -->`;

/** What Markdown would take for more than a letter. */
const escaped = (line: string): string => line.replace(/[\\*_{}[\]<>()#+!|~&$]/g, '\\$&');
