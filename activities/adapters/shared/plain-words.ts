/** Foreign text for vendors' plain fields: titles, topics, lines of our own that quote somebody. */

// Control and format characters hide text or turn it around. Line breaks and tabs stay.
const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Cf}]/gu;

/** Takes out what can't be seen. Line breaks stay. */
export const visible = (text: string): string => text.replace(/\r\n?/g, '\n').replace(INVISIBLE, '');

/**
 * One line that is only read: no address that a program would make a link of, no mention, no reference to an issue, no
 * code. At most `limit` characters.
 */
export function titleLine(text: string, limit: number): string {
  const line = visible(text)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/:\/\//g, ': //')
    .replace(/\bwww\./gi, 'www .')
    .replace(/@(?=[\p{L}\p{N}[])/gu, '＠')
    .replace(/#(?=\d)/g, '＃')
    .replace(/`/g, "'");
  return cutText(line, limit);
}

/** The beginning of a text that is too long, without half a character at its end. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${kept.trimEnd()}…`;
}

/** An instant for people: `2026-11-24 17:00 UTC`. */
export const utcMinute = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
