/** How fast is the room with many open and very many past incidents, and what does it cost while nobody touches it? */
import axios, { type AxiosInstance } from 'axios';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { Product } from '../e2e/product';
import { freePort } from '../support/servers/free-port';
import { until } from '../support/until';
import { quantile } from './figures';

const OPEN = 200;
const PAST = 10_000;
const LOOKS = 31;
const EVENTS = 11;
const IDLE_MS = 20_000;
const QUIET_MS = 6_000;

export interface RoomFigures {
  /** Median and worst, in ms, by the page's path. */
  pages: [path: string, p50: number, max: number][];
  /** From an act to its place on an open page, in ms. */
  event: { p50: number; max: number };
  /** Of an incident's first view, in bytes as they come, and packed. */
  firstView: { html: number; styles: number; script: number; htmlPacked: number; scriptPacked: number };
  /** What incidents were asked in `IDLE_MS` while a board and an incident were open. */
  idleQueries: number;
}

/** A Muster with many incidents; every page is looked at by somebody who is signed in. */
export async function roomFigures(): Promise<RoomFigures> {
  const metrics = `127.0.0.1:${await freePort()}`;
  const muster = await Product.start({ env: { MUSTER_WORKER_METRICS: metrics } });
  try {
    writePast(join(muster.home, 'records'));
    const browser = await signedIn(muster.url);
    const ids = await openMany(browser);
    const [first = ''] = ids;
    await untilQuiet(muster);
    const paths = ['/', `/incidents/${first}`, '/past', '/past?text=pool', '/on-call', '/policy', '/declare'];
    const pages: RoomFigures['pages'] = [];
    for (const path of paths) {
      // The first look reads what the next ones remember.
      await browser.get(path);
      const waits: number[] = [];
      for (let n = 0; n < LOOKS; n++) waits.push(await timed(() => browser.get(path)));
      pages.push([path.replace(first, 'ID'), quantile(waits, 0.5), Math.max(...waits)]);
    }
    const event = await eventWaits(browser, first);
    const firstView = await sizesOf(browser, `/incidents/${first}`);
    const idleQueries = await queriesWhileIdle(browser, first, metrics);
    return { pages, event, firstView, idleQueries };
  } finally {
    await muster.stop();
  }
}

/** What 200 incidents begin with is over; what is measured is the room. */
async function untilQuiet(muster: Product): Promise<void> {
  for (let before = -1, now = muster.lines().length; now !== before; now = muster.lines().length) {
    before = now;
    await pause(QUIET_MS);
  }
}

const timed = async (job: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await job();
  return performance.now() - from;
};

function writePast(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const letters = (n: number, length: number): string => n.toString(32).padStart(length, '2').replace(/[01]/g, '7');
  for (let n = 0; n < PAST; n++) {
    const at = Date.now() - n * 3_600_000;
    const lines = [
      { seq: 1, at, kind: 'opened', text: `Opened as P${(n % 3) + 1} by alertmanager: Connection pool ${n} is empty` },
      ...Array.from({ length: 8 }, (_, m) => ({ seq: m + 2, at: at + m, kind: 'note', text: `Note ${m} of ${n}` })),
    ];
    const id = `release-manager-${letters(n, 8)}-${letters(n, 4)}`;
    writeFileSync(join(folder, `${id}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
}

/** As a browser: with the cookie of its sign-in. */
async function signedIn(url: string): Promise<AxiosInstance> {
  const answer = await axios.post(`${url}/sign-in`, new URLSearchParams({ person: 'otto' }), {
    ...{ maxRedirects: 0, proxy: false, validateStatus: () => true, headers: { origin: url } },
  });
  const [cookie = ''] = String(answer.headers['set-cookie']).split(';');
  return axios.create({ baseURL: url, proxy: false, headers: { cookie, accept: 'text/html' } });
}

async function openMany(browser: AxiosInstance): Promise<string[]> {
  const headers = { 'muster-as': 'otto' };
  const ids: string[] = [];
  for (let n = 0; n < OPEN; n++) {
    const body = { title: `Something is slow ${n}`, severity: n === 0 ? 'P1' : 'P3' };
    const { data } = await browser.post<{ incidentId: string }>('/v1/incidents', body, { headers });
    ids.push(data.incidentId);
  }
  await until(
    'all incidents on the board',
    async () => {
      const { data } = await browser.get<string>('/');
      return data.includes(`${OPEN} open incidents`) ? true : undefined;
    },
    { withinMs: 300_000 },
  );
  return ids;
}

/** From an act until the page that follows the events shows it. */
async function eventWaits(browser: AxiosInstance, id: string): Promise<RoomFigures['event']> {
  const over = new AbortController();
  const path = `/v1/events?incident=${id}`;
  const { data } = await browser.get<NodeJS.ReadableStream>(path, { responseType: 'stream', signal: over.signal });
  data.on('error', () => undefined);
  let heard = '';
  data.on('data', (piece: Buffer) => (heard += piece.toString()));
  const waits: number[] = [];
  for (let n = 0; n < EVENTS; n++) {
    const text = `event number ${n}.`;
    waits.push(
      await timed(async () => {
        await browser.post(`/v1/incidents/${id}/notes`, { text }, { headers: { 'muster-as': 'otto' } });
        await until('the event', () => (heard.includes(text) ? true : undefined), { everyMs: 5 });
        await until('the page', async () =>
          (await browser.get<string>(`/incidents/${id}`)).data.includes(text) ? true : undefined,
        );
      }),
    );
  }
  over.abort();
  return { p50: quantile(waits, 0.5), max: Math.max(...waits) };
}

async function sizesOf(browser: AxiosInstance, path: string): Promise<RoomFigures['firstView']> {
  const { data: html } = await browser.get<string>(path);
  const addresses = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, address = '']) => address);
  const of = async (ending: string): Promise<string> => {
    const wanted = addresses.filter((address) => address.endsWith(ending) && !address.endsWith('print.css'));
    return (await Promise.all(wanted.map(async (address) => (await browser.get<string>(address)).data))).join('');
  };
  const [styles, entry] = [await of('.css'), await of('.js')];
  const modules = await modulesOf(browser, addresses.find((address) => address.endsWith('live.js')) ?? '');
  const script = entry + modules;
  return {
    ...{ html: Buffer.byteLength(html), styles: Buffer.byteLength(styles), script: Buffer.byteLength(script) },
    ...{ htmlPacked: gzipSync(html).length, scriptPacked: gzipSync(script).length },
  };
}

/** What the page's module loads in turn. */
async function modulesOf(browser: AxiosInstance, from: string, seen = new Set<string>([from])): Promise<string> {
  const { data } = await browser.get<string>(from);
  let all = '';
  for (const [, name = ''] of data.matchAll(/from\s*'([^']+)'/g)) {
    const address = new URL(name, `http://muster${from}`).pathname;
    if (seen.has(address)) continue;
    seen.add(address);
    all += (await browser.get<string>(address)).data + (await modulesOf(browser, address, seen));
  }
  return all;
}

async function queriesWhileIdle(browser: AxiosInstance, id: string, metrics: string): Promise<number> {
  const asked = async (): Promise<number> => {
    const ask = () => axios.get<string>(`http://${metrics}/metrics`, { proxy: false }).catch(() => undefined);
    const { data } = await until('the metrics of the worker', ask);
    const counted = [...data.matchAll(/^temporal_request(?:_total)?\{.*"RespondQueryTaskCompleted".*\} (\d+)/gm)];
    return counted.reduce((sum, [, count = '0']) => sum + Number(count), 0);
  };
  const over = new AbortController();
  const streams = await Promise.all(
    ['/v1/events', `/v1/events?incident=${id}`].map((path) =>
      browser.get<NodeJS.ReadableStream>(path, { responseType: 'stream', signal: over.signal }),
    ),
  );
  for (const { data } of streams) data.on('data', () => undefined).on('error', () => undefined);
  // What a stream asks when it begins is over by then.
  await pause(3_000);
  const before = await asked();
  await pause(IDLE_MS);
  const during = (await asked()) - before;
  over.abort();
  return during;
}
