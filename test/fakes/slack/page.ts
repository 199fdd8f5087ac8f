import type { FakeBlock } from './limits';
import type { FakeMessage, FakeWorkspace } from './workspace';

const html = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Slack shows its three entities as the characters that they stand for. */
export const shownText = (text: string): string =>
  text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

/** A block as a person reads it. */
export function blockText(block: FakeBlock): string {
  switch (block.type) {
    case 'header':
      return shownText(block.text.text);
    case 'section':
      return [block.text, ...(block.fields ?? [])].map((text) => shownText(text?.text ?? '')).join('\n');
    case 'context':
      return block.elements.map(({ text }) => shownText(text)).join(' ');
    case 'actions':
      return block.elements.map(({ text }) => `[${shownText(text.text)}]`).join(' ');
    case 'divider':
      return '---';
    case 'input':
      return shownText(block.label.text);
  }
}

const messageHtml = (message: FakeMessage): string =>
  `<article><time>${html(message.ts)}</time>${message.blocks
    .map((block) => `<p class="${block.type}">${html(blockText(block))}</p>`)
    .join('')}</article>`;

/** The workspace as a page: channels, and under each message its thread. Shows text; nothing in it can act. */
export function pageOf(workspace: FakeWorkspace): string {
  const channels = [...workspace.channels.values()].map((channel) => {
    const messages = workspace.shown(channel.id).map((message) => {
      if (message.threadTs !== undefined) return messageHtml(message);
      const replies = workspace.shown(channel.id, message.ts).filter(({ ts }) => ts !== message.ts);
      return `${messageHtml(message)}<section class="thread">${replies.map(messageHtml).join('')}</section>`;
    });
    return `<section><h2>#${html(channel.name)}</h2><p>${html(shownText(channel.topic))}</p>${messages.join('')}</section>`;
  });
  const style =
    'body{font:15px/1.4 system-ui;margin:2rem;max-width:50rem}article{border:1px solid #ccc;border-radius:6px;padding:.6rem;' +
    'margin:.5rem 0}p{white-space:pre-wrap;margin:.3rem 0}.header{font-weight:700;font-size:1.1em}.thread{margin-left:2rem}' +
    'time{color:#666;font-size:.8em}';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Slack, as a fake</title><style>${style}</style>${channels.join('')}</html>`;
}
