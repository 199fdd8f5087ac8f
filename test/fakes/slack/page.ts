/** What does a person see of the Slack workspace in the browser? */
import { html, pageWith } from '../html';
import type { FakeBlock } from './limits';
import type { FakeChannel, FakeMessage, FakeView, FakeWorkspace } from './workspace';

/** Slack shows its three entities as the characters that they stand for. */
export const shownText = (text: string): string =>
  text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

/** A block as a person reads it. */
export function blockText(block: FakeBlock): string {
  switch (block.type) {
    case 'header':
      return shownText(block.text.text);
    case 'section':
      return [block.text, ...(block.fields ?? [])]
        .map((text) => shownText(text?.text ?? ''))
        .concat(block.accessory === undefined ? [] : [`[${shownText(block.accessory.text.text)}]`])
        .join('\n');
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

/** Who looks, and what is open before them. */
export interface Looking {
  /** The member in whose name buttons are pressed; without one everything is shown and nothing can be pressed. */
  as?: string | undefined;
  modal?: FakeView | undefined;
  /** What is wrong with a field of the modal. */
  errors?: Readonly<Record<string, string>> | undefined;
  /** What Slack itself says to them. */
  notice?: string | undefined;
}

const WHISPERS_SHOWN = 3;
/** Shows what is new, unless somebody is writing. */
const RELOAD =
  'setInterval(()=>{const f=[...document.querySelectorAll("input:not([type=hidden]),textarea")];' +
  'if(!document.querySelector("dialog")&&!f.some(e=>e===document.activeElement||e.value!==e.defaultValue))location.reload()},2000)';

/** The workspace as a page: channels, and under each message its thread. All text of others is only text. */
export function pageOf(
  workspace: FakeWorkspace,
  looking: Looking = {},
  canAct = false,
): { body: string; headers: Record<string, string> } {
  const { as, notice } = looking;
  const channels = [...workspace.channels.values()].filter(
    ({ kind, members }) => as === undefined || kind === 'public' || members.has(as),
  );
  const said = notice === undefined ? '' : `<p class="wrong">${html(notice)}</p>`;
  const own = as === undefined ? '' : `${privately(workspace, as)}${modalHtml(looking)}${commandLine(as)}`;
  const body = `${canAct ? membersHtml(workspace, as) : ''}${said}${own}${channels
    .map((channel) => channelHtml(workspace, channel, as))
    .join('')}`;
  return pageWith({ title: 'Slack, as a fake', body, ...(canAct && { script: RELOAD }) });
}

const hidden = (fields: Record<string, string>): string =>
  Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${html(name)}" value="${html(value)}">`)
    .join('');

function membersHtml(workspace: FakeWorkspace, as: string | undefined): string {
  const link = (href: string, name: string, isHere: boolean): string =>
    `<a href="${html(href)}"${isHere ? ' aria-current="page"' : ''}>${html(name)}</a>`;
  const members = [...workspace.users.values()].map(({ id, realName }) =>
    link(`/?${new URLSearchParams({ as: id }).toString()}`, realName, id === as),
  );
  return `<nav>${link('/', 'everything', as === undefined)}${members.join('')}</nav>${
    as === undefined ? '<p><small>Choose who you are to press buttons.</small></p>' : ''
  }`;
}

const privately = ({ whispers }: FakeWorkspace, as: string): string =>
  whispers
    .filter(({ user }) => user === as)
    .slice(-WHISPERS_SHOWN)
    .map(
      ({ text }) =>
        `<article class="only-you"><small>Only you see this</small><p>${html(shownText(text))}</p></article>`,
    )
    .join('');

const commandLine = (as: string): string =>
  `<form method="post" action="/type">${hidden({ as })}<label>/incident <input name="text" placeholder="help" autocomplete="off"></label></form>`;

function channelHtml(workspace: FakeWorkspace, channel: FakeChannel, as: string | undefined): string {
  const messages = workspace.shown(channel.id).map((message) => {
    if (message.threadTs !== undefined) return messageHtml(message, as);
    const replies = workspace.shown(channel.id, message.ts).filter(({ ts }) => ts !== message.ts);
    const thread = replies.map((reply) => messageHtml(reply, as)).join('');
    return `${messageHtml(message, as)}${thread === '' ? '' : `<section class="thread">${thread}</section>`}`;
  });
  const topic = channel.topic === '' ? '' : `<p>${html(shownText(channel.topic))}</p>`;
  return `<section><h2>${html(nameOf(workspace, channel))}</h2>${topic}${messages.join('')}</section>`;
}

function nameOf({ users, bot }: FakeWorkspace, { kind, name, members }: FakeChannel): string {
  if (kind !== 'direct') return `#${name}`;
  const with_ = [...members].filter((id) => id !== bot.userId).map((id) => users.get(id)?.realName ?? id);
  return `Muster to ${with_.join(', ')}`;
}

function messageHtml(message: FakeMessage, as: string | undefined): string {
  const blocks = message.blocks.map((block) =>
    block.type === 'actions' && as !== undefined
      ? buttonsHtml(message, block.elements, as)
      : `<p class="${block.type}">${html(blockText(block))}</p>`,
  );
  const at = new Date(Number(message.ts) * 1000).toISOString().slice(11, 19);
  return `<article><time>${at}${message.edits > 0 ? ' (edited)' : ''}</time>${blocks.join('')}</article>`;
}

type Buttons = Extract<FakeBlock, { type: 'actions' }>['elements'];

function buttonsHtml({ channel, ts }: FakeMessage, buttons: Buttons, as: string): string {
  const pressable = buttons.map(
    ({ action_id: action = '', text, style = '' }) =>
      `<button name="action" value="${html(action)}" class="${style}">${html(shownText(text.text))}</button>`,
  );
  return `<form method="post" action="/press">${hidden({ as, channel, ts })}${pressable.join('')}</form>`;
}

function modalHtml({ as = '', modal, errors = {} }: Looking): string {
  if (modal === undefined) return '';
  const words = {
    title: modal.title.text,
    submit: modal.submit?.text ?? 'Submit',
    close: modal.close?.text ?? 'Cancel',
  };
  const fields = modal.blocks.map((block) =>
    block.type === 'input' ? fieldHtml(block, errors) : `<p>${html(blockText(block))}</p>`,
  );
  return (
    `<dialog open><form method="post" action="/submit">${hidden({ as, view: modal.id })}<h2>${html(shownText(words.title))}</h2>` +
    `${fields.join('')}<button class="primary">${html(shownText(words.submit))}</button>` +
    `<button formaction="/close" formnovalidate>${html(shownText(words.close))}</button></form></dialog>`
  );
}

function fieldHtml(block: Extract<FakeBlock, { type: 'input' }>, errors: Readonly<Record<string, string>>): string {
  const { block_id: id = '', element, label, hint, optional = false } = block;
  const name = html(`field:${id}`);
  const required = optional ? '' : ' required';
  const wrong = errors[id] === undefined ? '' : `<p class="wrong">${html(errors[id])}</p>`;
  const help = hint === undefined ? '' : `<small>${html(shownText(hint.text))}</small>`;
  const title = html(shownText(label.text));
  if (element.type === 'radio_buttons') {
    const choices = element.options.map(
      ({ text, value }) =>
        `<label><input type="radio" name="${name}" value="${html(value)}"${required}> ${html(shownText(text.text))}</label>`,
    );
    return `<p>${title}</p>${choices.join('')}${help}${wrong}`;
  }
  if (element.type === 'static_select') {
    const choices = element.options.map(
      ({ text, value }) => `<option value="${html(value)}">${html(shownText(text.text))}</option>`,
    );
    return `<label>${title}<select name="${name}"${required}><option value=""></option>${choices.join('')}</select></label>${help}${wrong}`;
  }
  const initial = html(shownText(element.initial_value ?? ''));
  return `<label>${title}<textarea name="${name}" rows="${element.multiline === true ? 4 : 1}"${required}>${initial}</textarea></label>${help}${wrong}`;
}
