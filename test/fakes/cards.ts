/** How does a small page show people what somebody would have received, as plain text? */
import { html, pageWith } from './html';
import type { VendorAnswer } from './vendor';

export interface Card {
  title: string;
  /** Lines under the title; line breaks in them are kept. */
  lines: string[];
}

export function pageOf(title: string, cards: Card[]): VendorAnswer {
  const articles = cards.map(
    (card) =>
      `<article><h2>${html(card.title)}</h2>${card.lines.map((line) => `<p>${html(line)}</p>`).join('')}</article>`,
  );
  return { status: 200, ...pageWith({ title, body: articles.join('') }) };
}
