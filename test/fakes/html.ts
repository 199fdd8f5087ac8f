/** How do the fakes show pages to people, so that text from outside can't act in the browser? */
import { createHash } from 'node:crypto';

/** Text from outside in a page: characters that mean something in HTML are escaped. */
export const html = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Words, links and forms that are readable at night and on a phone. */
const STYLE =
  ':root{color-scheme:dark}*{box-sizing:border-box}body{font:16px/1.45 system-ui,sans-serif;background:#15181d;color:#dfe3e8;' +
  'margin:0 auto;max-width:60rem;padding:1rem}h1{font-size:1.2rem}h2{font-size:1rem;color:#9fb3c8;margin:1.4rem 0 .4rem}' +
  'a{color:#7cc4ff}nav{display:flex;flex-wrap:wrap;gap:.5rem;margin:.6rem 0}nav a{border:1px solid #39424e;border-radius:1rem;' +
  'padding:.2rem .7rem;text-decoration:none}nav a[aria-current]{background:#24476b;color:#fff}article{border:1px solid #2c333c;' +
  'border-radius:.5rem;padding:.6rem .8rem;margin:.5rem 0;background:#1b2027}p,pre{white-space:pre-wrap;overflow-wrap:anywhere;' +
  'margin:.3rem 0;font:inherit}time,small{color:#8b97a5}.header,b{font-weight:700}.thread{margin-left:1rem;border-left:2px solid ' +
  '#39424e;padding-left:.6rem}form{margin:.3rem 0}button{font:inherit;background:#24476b;color:#fff;border:0;border-radius:.4rem;' +
  'padding:.35rem .8rem;margin:.2rem .3rem .2rem 0}button.primary{background:#1c6b46}button.danger{background:#8c2f2f}input,' +
  'textarea,select{font:inherit;width:100%;background:#101317;color:inherit;border:1px solid #39424e;border-radius:.4rem;' +
  'padding:.4rem}input[type=radio]{width:auto}label{display:block;margin:.4rem 0}.only-you{border-color:#806515}.wrong{color:' +
  '#ff9d8a}';

export interface Page {
  title: string;
  /** Escaped already. */
  body: string;
  /** Ours, inline; nothing else runs. */
  script?: string;
}

/** A whole page, and the headers with which nothing that others wrote can load or run anything. */
export function pageWith({ title, body, script }: Page): { body: string; headers: Record<string, string> } {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = [
    "default-src 'none'",
    `style-src ${hash(STYLE)}`,
    ...(script === undefined ? [] : [`script-src ${hash(script)}`, "connect-src 'self'"]),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    body:
      '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">' +
      `<title>${html(title)}</title><style>${STYLE}</style></head><body><h1>${html(title)}</h1>${body}` +
      `${script === undefined ? '' : `<script>${script}</script>`}</body></html>`,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    },
  };
}

/** Whether a request was made to a page on this machine by that page itself, and not by another site in the browser. */
export function isOwnRequest({ host, origin }: { host?: string | undefined; origin?: string | undefined }): boolean {
  const isHere = /^(127\.0\.0\.1|localhost):\d+$/.test(host ?? '');
  return isHere && (origin === undefined || origin === `http://${host ?? ''}`);
}
