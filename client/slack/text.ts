/** How does text become safe to show on Slack, so that nothing in it mentions or links? */
import type { PlainTextElement } from '@slack/types';
import { clean } from '../../domain/text/inert';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Slack's three special characters as entities, so that nothing in a text mentions or links. */
export const escapeText = (text: string): string =>
  clean(text).replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);

/** Text as an element of a form or a message, cut to what fits there. */
export function plainText(text: string, longest: number): PlainTextElement {
  const whole = escapeText(text);
  // Before an entity that would be cut in two.
  const cut = whole.length <= longest ? whole : `${whole.slice(0, longest - 1).replace(/&[a-z]*$/, '')}…`;
  return { type: 'plain_text', text: cut === '' ? '-' : cut, emoji: false };
}
