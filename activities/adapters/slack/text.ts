/** Text for Slack that can be read and can do nothing: no mention, no link, no markup, no emoji. */
import type { PlainTextElement } from '@slack/types';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

// Control and format characters hide text or turn it around. Line breaks and tabs stay.
const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Cf}]/gu;

/** Slack's three special characters as entities: `<!channel>`, `<@U1>` and `<url|text>` are only words then. */
export const escapeMrkdwn = (text: string): string =>
  text.replace(INVISIBLE, '').replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);

/**
 * Cuts a text into escaped pieces of at most `limit` characters each, at line breaks where there are any. Never cuts
 * inside an entity or a character.
 */
export function pieces(text: string, limit: number): string[] {
  const found: string[] = [];
  let piece = '';
  const add = (part: string): void => {
    if (piece.length + part.length > limit) {
      found.push(piece);
      piece = '';
    }
    piece += part;
  };
  for (const line of text.split(/(?<=\n)/)) {
    const escaped = escapeMrkdwn(line);
    if (escaped.length <= limit) add(escaped);
    else for (const character of line) add(escapeMrkdwn(character));
  }
  found.push(piece);
  return found.map((part) => part.replace(/^\n+|\s+$/g, '')).filter((part) => part !== '');
}

/** The beginning of a text on one line, escaped, at most `limit` characters. */
export function mrkdwnLine(text: string, limit: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const [whole = '', ...more] = pieces(line, limit);
  if (more.length === 0) return whole;
  const [cut = ''] = pieces(line, limit - 1);
  return `${cut}…`;
}

/** Text as an element of a block. `escaped` comes from `pieces` or `oneLine`. */
export const plainElement = (escaped: string): PlainTextElement => ({
  type: 'plain_text',
  text: escaped,
  emoji: false,
});
