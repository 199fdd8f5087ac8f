/** A small page for people who run a fake: what somebody would have received. Shows text; nothing in it can act. */
import type { VendorAnswer } from './vendor';

export const html = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

export interface Card {
  title: string;
  /** Lines under the title; line breaks in them are kept. */
  lines: string[];
}

const STYLE =
  'body{font:15px/1.4 system-ui;margin:2rem;max-width:50rem}article{border:1px solid #ccc;border-radius:6px;' +
  'padding:.6rem;margin:.5rem 0}p{white-space:pre-wrap;margin:.3rem 0}h2{font-size:1em;margin:0}';

export function pageOf(title: string, cards: Card[]): VendorAnswer {
  const articles = cards.map(
    (card) =>
      `<article><h2>${html(card.title)}</h2>${card.lines.map((line) => `<p>${html(line)}</p>`).join('')}</article>`,
  );
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${html(title)}</title><style>${STYLE}</style><h1>${html(title)}</h1>${articles.join('')}</html>`;
  return { status: 200, body, headers: { 'content-type': 'text/html; charset=utf-8' } };
}
