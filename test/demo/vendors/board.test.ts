import { request } from 'node:http';
import { openBoard, type Board } from '../../../demo/vendors/board';
import { slack } from '../../../demo/vendors/slack';
import type { SentMessage } from '../../../demo/messages';
import { inOutbox, message, PEOPLE } from './setup';

const vendors = { cast: [slack], pages: [{ name: 'Slack', url: 'http://127.0.0.1:1/' }] };

let board: Board;
let messages: SentMessage[];
let isOver: boolean;
beforeEach(async () => {
  [messages, isOver] = [[message()], false];
  board = await openBoard(() => ({ messages, people: PEOPLE, vendors, isOver }));
});
afterEach(() => board.close());

const read = async (path = ''): Promise<string> => (await fetch(`${board.url}${path}`)).text();

it('shows who received what on what, with a link to the vendor and what has none', async () => {
  messages.push(inOutbox({ key: 'initial:mail', port: 'mail', to: ['all@company.com'] }));
  const text = await read();
  expect(text).toContain('page at Slack');
  expect(text).toContain('<b>Kwame Mensah</b>');
  expect(text).toContain('mail, in the outbox');
  expect(text).toContain('href="http://127.0.0.1:1/"');
  expect(text).toContain('In the outbox (no integration): mail, bridge, ticket, calendar');
  expect(text).not.toContain('The demo is over');
  isOver = true;
  expect(await read()).toContain('The demo is over');
});

it('shows what is one person’s, by where they find it', async () => {
  messages.push(message({ to: ['priya-raman'], key: 'other', text: 'for Priya' }));
  messages.push(message({ key: 'invite:0', port: 'calendar', device: 'mailbox', vendor: 'Mailbox', text: 'come' }));
  const text = await read('?person=kwame-mensah');
  expect(text).toMatch(/<h2>Slack \(1\)<\/h2>.*<h2>mailbox \(1\)<\/h2>/s);
  expect(text).not.toContain('for Priya');
  expect(await read('?person=%3Cscript%3E')).toContain('Nothing yet');
});

it('lets nothing of what others wrote do anything', async () => {
  const evil = '<img src=x onerror="alert(1)">\'</pre><script>';
  messages.push(
    message({ subject: evil, text: evil, to: [evil], key: evil, incidentId: evil, port: evil, vendor: evil }),
  );
  const answer = await fetch(board.url);
  const text = await answer.text();
  const ours = text.replace(/<script>const main=.*?<\/script>/, '');
  expect(ours).not.toMatch(/<img|<script|<\/pre><script/);
  expect(ours).toContain('&#60;img src=x');
  expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'sha256-[^']+'/);
});

it('tells what comes as it comes', async () => {
  const stream = await fetch(`${board.url}events`);
  if (stream.body === null) throw new Error('there is no stream');
  const reader = stream.body.pipeThrough(new TextDecoderStream()).getReader();
  const next = async (): Promise<string> => {
    let event = '';
    while (!event.endsWith('\n\n')) event += (await reader.read()).value ?? '';
    return JSON.parse(event.slice('data: '.length)) as string;
  };
  expect(await next()).not.toContain('second of all');
  messages.push(message({ key: 'second', text: 'second of all' }));
  expect(await next()).toContain('second of all');
  await reader.cancel();
});

it.each([
  ['a name that leads here from elsewhere', { host: 'rebound.example' }],
  ['another site', { origin: 'https://elsewhere.example' }],
])('answers nothing to %s', async (_what, headers) => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request(board.url, { headers }, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
});
