/** What would a person see in the mailbox? */
import type { ParsedMail } from 'mailparser';
import { html } from '../html';

export interface Received {
  /** Instant in milliseconds. */
  at: number;
  to: string[];
  raw: string;
  mail: ParsedMail;
}

/** The mailbox as a page. Each mail's HTML is in a frame that may do nothing. */
export function mailboxPage(received: readonly Received[]): string {
  const mails = [...received].reverse().map(({ to, mail }) => {
    const files = mail.attachments.map(({ filename = 'unnamed' }) => filename).join(', ');
    const frame = typeof mail.html === 'string' ? `<iframe sandbox="" srcdoc="${html(mail.html)}"></iframe>` : '';
    return `<article><h2>${html(mail.subject ?? '')}</h2><p>To ${html(to.join(', '))}${files === '' ? '' : `, with ${html(files)}`}</p>${frame}<details><summary>Text</summary><pre>${html(mail.text ?? '')}</pre></details></article>`;
  });
  const style =
    'body{font:15px/1.4 system-ui;margin:2rem;max-width:50rem}article{border:1px solid #ccc;border-radius:6px;padding:.6rem;' +
    'margin:.5rem 0}pre{white-space:pre-wrap}iframe{width:100%;height:24rem;border:1px solid #ddd}';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Mailbox, as a fake</title><style>${style}</style><h1>${received.length} mails</h1>${mails.join('')}</html>`;
}
