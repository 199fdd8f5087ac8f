/** What does the board show of the messages that each person received? */
import type { Person } from '../../directory/schema';
import { html, pageWith } from '../../test/fakes/html';
import { policyAge } from '../clock';
import type { SentMessage } from '../messages';
import { portsWithoutVendor, type RunningVendors } from './start';
import type { Device } from '../messages';

/** Everything that the board shows. */
export interface BoardLook {
  readonly messages: readonly SentMessage[];
  readonly people: readonly Pick<Person, 'id' | 'name'>[];
  readonly vendors: Pick<RunningVendors, 'cast' | 'pages'>;
  /** If given, only this person's messages are shown. */
  readonly person?: string | undefined;
  /** The demo is over and nothing responds any more. */
  readonly isOver: boolean;
}

const DEVICES: readonly Device[] = ['phone', 'Slack', 'mailbox', 'browser'];
/** Where it would have arrived if there had been a vendor. */
const WOULD_BE: Readonly<Record<string, Device>> = {
  page: 'phone',
  chat: 'Slack',
  mail: 'mailbox',
  calendar: 'mailbox',
};
const deviceOf = ({ device, port }: SentMessage): Device => device ?? WOULD_BE[port] ?? 'browser';

/** Keeps details open that a person has opened. `EventSource` reconnects by itself. */
const SCRIPT =
  'const main=document.querySelector("main");new EventSource("/events"+location.search).onmessage=e=>{' +
  'const open=new Set([...main.querySelectorAll("details[open]")].map(d=>d.id));main.innerHTML=JSON.parse(e.data);' +
  'for(const d of main.querySelectorAll("details"))d.open=open.has(d.id)}';

/** The whole page. The part that changes is in `main`, and `/events` sends it again. */
export const boardPage = (look: BoardLook): { body: string; headers: Record<string, string> } =>
  pageWith({ title: 'What people received', body: `<main>${boardContent(look)}</main>`, script: SCRIPT });

/** The part that changes. Text from outside is always shown as plain text. */
export function boardContent(look: BoardLook): string {
  const { messages, person } = look;
  const start = Math.min(...messages.map(({ at }) => Date.parse(at)));
  const shown = [...messages].sort((a, b) => b.at.localeCompare(a.at));
  const entries = (some: readonly SentMessage[]): string => some.map((message) => entry(message, start, look)).join('');
  const body =
    person === undefined
      ? entries(shown)
      : DEVICES.map((device) => {
          const theirs = shown.filter((message) => message.to.includes(person) && deviceOf(message) === device);
          return theirs.length === 0 ? '' : `<h2>${device} (${theirs.length})</h2>${entries(theirs)}`;
        }).join('');
  return `${head(look)}${people(look)}${body === '' ? '<p>Nothing yet.</p>' : body}`;
}

function head({ vendors: { cast, pages }, isOver }: BoardLook): string {
  const links = pages.map(({ name, url }) => `<a href="${html(url)}">${html(name)}</a>`);
  const left = portsWithoutVendor(cast);
  const outbox = left.length === 0 ? '' : `<p><small>In the outbox (no integration): ${left.join(', ')}.</small></p>`;
  const over = isOver ? '<p><b>The demo is over.</b> Buttons no longer work; you can still read the messages.</p>' : '';
  const times = '<p><small>Times: minutes of the guide since the first message, and the clock.</small></p>';
  return `<nav>${links.join('')}</nav>${over}${outbox}${times}`;
}

function people({ messages, people: all, person }: BoardLook): string {
  const link = (href: string, text: string, isHere: boolean): string =>
    `<a href="${html(href)}"${isHere ? ' aria-current="page"' : ''}>${html(text)}</a>`;
  const each = all.map(({ id, name }) => {
    const count = messages.filter(({ to }) => to.includes(id)).length;
    return link(`/?${new URLSearchParams({ person: id }).toString()}`, `${name} ${count}`, id === person);
  });
  return `<nav>${link('/', `everyone ${messages.length}`, person === undefined)}${each.join('')}</nav>`;
}

function entry(message: SentMessage, start: number, look: BoardLook): string {
  const { at, key, incidentId, port, to, subject, text, vendor } = message;
  const names = to.map((id) => look.people.find((one) => one.id === id)?.name ?? id);
  const where = vendor === undefined ? `${port}, in the outbox` : `${port} at ${vendor}`;
  const headline = subject ?? text.split('\n')[0] ?? key;
  const id = html(`${incidentId} ${key} ${to.join(' ')} ${at}`);
  return (
    `<article><time>${policyAge(start, Date.parse(at))} · ${at.slice(11, 19)} UTC</time> <small>${html(where)}</small> → ` +
    `<b>${html(names.join(', '))}</b><details id="${id}"><summary>${html(headline)}</summary><pre>${html(text)}</pre>` +
    `<small>${html(key)}</small></details></article>`
  );
}
