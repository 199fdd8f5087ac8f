/** Whether the pages of the room come as a browser may have them, and whether hostile text does nothing on any of them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PostMortemView } from '../../../domain/post-mortem/view';
import { aSummary, aView, NOW } from '../../support/client';
import { temporaryFolder } from '../../support/temporary-folder';
import { aRoom, Browser } from './browser';

const ID = 'release-manager-7f3k2a9q-x4tm';

describe('a page', () => {
  test('allows only what comes from the same place, and is asked for again each time', async () => {
    const browser = await Browser.of(aRoom().server, 'grace');
    const page = await browser.get('/');
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
    });
    const again = await browser.get('/', { 'if-none-match': String(page.headers['etag']) });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  test('names its scripts and styles, which are there for good', async () => {
    const browser = await Browser.of(aRoom().server, 'grace');
    const { body } = await browser.get('/');
    const addresses = [...body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, address = '']) => address);
    expect(addresses.length).toBeGreaterThan(4);
    for (const address of addresses) {
      const { status, headers } = await browser.get(address);
      expect([address, status, headers['cache-control']]).toEqual([
        address,
        200,
        'public, max-age=31536000, immutable',
      ]);
    }
    expect((await browser.get('/assets/0123456789abcdef/style/base.css')).status).toBe(404);
    expect((await browser.get('/assets/0123456789abcdef/../../package.json')).status).toBe(404);
  });

  test('that is not there says so, as a page', async () => {
    const browser = await Browser.of(aRoom().server, 'grace');
    const { status, body } = await browser.get(`/incidents/${ID}/post-mortem`);
    expect([status, body.includes('<h1>Not Found</h1>')]).toEqual([404, true]);
  });

  test('tells nothing of a bug', async () => {
    const { server, bugs } = aRoom({ show: () => Promise.reject(new TypeError('secret')) });
    const { status, body } = await (await Browser.of(server, 'grace')).get(`/incidents/${ID}`);
    expect([status, body.includes('secret'), bugs.length]).toEqual([500, false, 1]);
  });
});

describe('the board', () => {
  test('has late things first, then the most severe, and says what would go wrong', async () => {
    const list = () =>
      Promise.resolve([
        aSummary({ id: `${ID.slice(0, -4)}aaaa`, title: 'in time and severe', severity: 'P1' }),
        aSummary({ id: `${ID.slice(0, -4)}bbbb`, title: 'late and mild', severity: 'P3', overdue: 1 }),
        aSummary({ id: `${ID.slice(0, -4)}cccc`, title: 'in time and mild', severity: 'P3' }),
      ]);
    const readiness = () => Promise.resolve([{ name: 'worker', ok: false, text: 'No worker asks for work.' }]);
    const { body } = await (await Browser.of(aRoom({ list }, { readiness }).server, 'vera')).get('/');
    const places = ['late and mild', 'in time and severe', 'in time and mild'].map((title) => body.indexOf(title));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(body).toContain('No worker asks for work.');
  });
});

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' autofocus onfocus='alert(1)",
  '[run me](javascript:alert(1)) ![see](https://evil.example/x.png)',
  '\u202egnp.exe\u2066',
  '</textarea></title></svg>',
  '{{constructor}}',
].join(' ');
const LONG = `${HOSTILE} ${'x'.repeat(10_000)}`;

const hostileView = () =>
  aView({
    ...{ title: LONG, severityReasons: [HOSTILE], leadName: HOSTILE, trouble: HOSTILE },
    bridge: 'javascript:alert(1)',
    ticket: 'data:text/html,<script>alert(1)</script>',
    links: { [HOSTILE]: 'javascript:alert(1)', Runbook: 'https://runbook.example' },
    things: { [HOSTILE]: HOSTILE },
    names: { lead: HOSTILE, grace: HOSTILE },
    failing: [{ key: 'k', what: HOSTILE, reason: HOSTILE }],
    findings: [{ step: 'logs', title: HOSTILE, state: 'done', text: LONG }],
    alerts: {
      ...{ firing: 1, names: [HOSTILE], total: 1, received: 1 },
      list: [{ title: LONG, severity: 'P1', state: 'firing', at: '2026-11-23T08:00:00.000Z' }],
    },
    nextUpdate: { number: 8, postsAt: '2026-11-23T08:45:00.000Z', draft: HOSTILE },
    decision: {
      number: 1,
      dueAt: '2026-11-23T08:50:00.000Z',
      missed: false,
      brief: LONG,
      versions: { target: HOSTILE, kept: [] },
    },
    timeline: [{ seq: 1, at: '2026-11-23T08:00:00.000Z', kind: 'note', text: LONG, by: 'grace', because: HOSTILE }],
    checklist: [{ id: 'a', stage: 'immediate', text: HOSTILE, state: 'open' }],
    mayPublish: { isPublic: false, title: HOSTILE, text: LONG, impact: '', status: 'x', shownAs: { impact: HOSTILE } },
  });

const hostilePostMortem = (): PostMortemView => ({
  ...{ id: `${ID}-post-mortem`, incidentId: ID, title: LONG, severity: 'P1', resolvedAt: '2026-11-23T08:00:00.000Z' },
  draft: `# ${HOSTILE}\n\n<script>alert(2)</script>\n\n[a](javascript:alert(3)) [b](//evil.example) ![c](https://evil.example/x.png)\n\n\`\`\`\n</pre><script>alert(4)</script>\n\`\`\``,
  signatures: [{ role: 'cto', by: 'x', name: HOSTILE, at: '2026-11-23T09:00:00.000Z' }],
  missingSignatures: [HOSTILE],
  actionItems: [
    {
      id: 'a1',
      text: LONG,
      owner: HOSTILE,
      priority: 'high',
      dueAt: '2026-11-24T08:00:00.000Z',
      ticket: 'javascript:alert(1)',
    },
  ],
  checklist: [{ id: 'r', stage: 'extended', text: HOSTILE, state: 'open' }],
  obligations: [{ id: 'post-mortem:held', what: HOSTILE, owner: HOSTILE, state: 'open' }],
  timeline: [],
});

describe('hostile text', () => {
  const home = temporaryFolder('room');
  mkdirSync(join(home, 'records'));
  writeFileSync(
    join(home, 'records', `${ID}.jsonl`),
    `${JSON.stringify({ seq: 1, at: NOW, kind: 'opened', text: `Opened as P1 by x: ${LONG}` })}\n`,
  );
  const room = aRoom(
    {
      show: () => Promise.resolve({ ...hostileView(), status: 'resolved' as const }),
      list: () => Promise.resolve([aSummary({ title: LONG, service: HOSTILE, leadName: HOSTILE, trouble: HOSTILE })]),
      postMortem: () => Promise.resolve(hostilePostMortem()),
    },
    { home, readiness: () => Promise.resolve([{ name: HOSTILE, ok: false, text: LONG }]) },
  );
  const open = aRoom({ show: () => Promise.resolve(hostileView()) });

  const PAGES = [
    ...['/', '/on-call', '/policy', '/you', '/declare', '/past', `/past?text=${encodeURIComponent('<script>')}`],
    ...[`/incidents/${ID}`, `/incidents/${ID}/record`, `/incidents/${ID}/post-mortem`],
    ...[`/incidents/${ID}/do/merge`, `/incidents/${ID}/do/note?text=${encodeURIComponent(HOSTILE)}`],
    ...[`/incidents/${ID}/do/statusPage?state=published`, `/incidents/${ID}/do/decide?choice=roll-back`],
  ];

  test.each(PAGES)('is inert on %s', async (url) => {
    for (const { server } of [room, open]) {
      const { status, body } = await (await Browser.of(server, 'grace')).get(url);
      if (status === 404) continue;
      expect(status).toBe(200);
      expectInert(body);
    }
  });

  test('is inert where it is sent back', async () => {
    const browser = await Browser.of(open.server, 'grace');
    const url = `/incidents/${ID}/do/severity`;
    expectInert((await browser.sendFrom(url, url, { severity: HOSTILE, reason: '' })).body);
    expectInert((await browser.get(`/sign-in?to=${encodeURIComponent(HOSTILE)}`)).body);
    expectInert((await browser.get(`/incidents/${encodeURIComponent(HOSTILE)}/do/x`)).body);
  });

  test('people are paged for what it says, and can follow the links that lead somewhere', async () => {
    const { body } = await (await Browser.of(open.server, 'grace')).get(`/incidents/${ID}`);
    expect(body).toContain('&lt;script>alert(1)&lt;/script>');
    expect(body).toContain('href="https://runbook.example"');
  });
});

/** Nothing that the text brought is an element, an attribute or an address. */
function expectInert(body: string): void {
  const scripts = [...body.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
  expect(scripts.filter((tag) => !/^<script src="\/assets\/[\w/.-]+"/.test(tag))).toEqual([]);
  const tags = [...body.matchAll(/<[a-z][^\s>]*(?:\s+[\w-]+(?:="[^"]*")?)*\s*\/?>/g)].map(([tag]) =>
    tag.replace(/"[^"]*"/g, '""'),
  );
  expect(tags.filter((tag) => /\son[a-z]+/.test(tag) || /^<(img|iframe|style|base|object)\b/.test(tag))).toEqual([]);
  const attributes = [...body.matchAll(/(href|src|action)="([^"]*)"/g)].map(([, name = '', to = '']) => ({ name, to }));
  const isOwn = (to: string): boolean => /^(\/(?!\/)|#)/.test(to);
  // A picture of a document is a link that somebody has to follow.
  const isFollowed = (to: string): boolean => /^https:\/\/(runbook|evil)\.example\/?(x\.png)?$/.test(to);
  expect(attributes.filter(({ name, to }) => !isOwn(to) && !(name === 'href' && isFollowed(to)))).toEqual([]);
  expect(body).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
}
