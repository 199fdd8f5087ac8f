/** How long after a channel is back has everybody the page that is owed to them? */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Product } from '../e2e/product';
import { sendAll } from '../e2e/sender';
import { manyServices } from '../e2e/storms';
import { FakeNtfy } from '../fakes/ntfy/fake-ntfy';
import { until } from '../support/until';
import { json } from '../fakes/vendor';

/** One outage of the only channel. */
export interface ChannelOutage {
  /** Pages that waited when the channel came back, of each person and incident the newest. */
  owed: number;
  /** From the return to the last of them, in seconds. */
  lastAfter: number;
  /** Messages that reached people after the return, and how many of them an answer had made pointless. */
  messages: number;
  pointless: number;
}

/** So many incidents page their people while the channel is away, half of them are answered meanwhile. */
const INCIDENTS = 10;

const GIVE_UP_MS = 120_000;

/** A line of `pages.jsonl`. */
interface PageLine {
  event: 'begun' | 'out' | 'not-out';
  at: number;
  pages: { incidentId: string; key: string }[];
}

/** The channel answers 503 for so long while ten P1s page through it; two of these are ended before it is back. */
export async function channelOutage(lastsMs: number): Promise<ChannelOutage> {
  const ntfy = await FakeNtfy.start();
  const muster = await Product.start({
    env: { MUSTER_NTFY_URL: ntfy.vendor.url, MUSTER_NTFY_TOKEN: ntfy.token },
    contactPointsOf: (person) => [{ channel: 'push', address: `topic-of-${person}` }],
  });
  try {
    ntfy.vendor.goesDown(json(503, { code: 50301, http: 503, error: 'away' }));
    const deliveries = await sendAll(manyServices(INCIDENTS, 'P1'), { url: muster.intake });
    const begunAt = Math.max(...deliveries.map(({ acceptedAt }) => acceptedAt));
    await pause(Math.max(0, begunAt + lastsMs - 5_000 - Date.now()));
    const ended = [
      ...new Set(pageLines(muster).flatMap(({ pages }) => pages.map(({ incidentId }) => incidentId))),
    ].slice(0, 2);
    for (const id of ended) await muster.muster('cancel', id, '--as', 'vera', '--reason', 'a false alarm');
    await pause(Math.max(0, begunAt + lastsMs - Date.now()));
    const backAt = Date.now();
    const owed = waiting(pageLines(muster)).filter((name) => !ended.some((id) => name.startsWith(`${id} `)));
    ntfy.vendor.comesBack();
    const out = await until(
      'everybody who is owed a page',
      () => {
        const since = outSince(pageLines(muster), backAt);
        return owed.every((name) => since.has(name)) ? since : undefined;
      },
      { withinMs: GIVE_UP_MS, everyMs: 100 },
    );
    const rings = ntfy.messages.filter(({ priority }) => priority === 5);
    return {
      owed: owed.length,
      lastAfter: (Math.max(...owed.map((name) => out.get(name) ?? NaN)) - backAt) / 1_000,
      messages: rings.length,
      pointless: rings.filter(({ message = '' }) => ended.some((id) => message.includes(id))).length,
    };
  } finally {
    await muster.stop();
    await ntfy.stop();
  }
}

const pageLines = (muster: Product): PageLine[] =>
  readFileSync(join(muster.home, 'pages.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as PageLine);

/** An incident's page to one person, whichever of its repeats it is. */
const nameOf = ({ incidentId, key }: PageLine['pages'][number]): string =>
  `${incidentId} ${key.slice(0, key.lastIndexOf(':'))}`;

function waiting(lines: PageLine[]): string[] {
  const isOut = new Map<string, boolean>();
  for (const { event, pages } of lines) for (const page of pages) isOut.set(nameOf(page), event === 'out');
  return [...isOut].flatMap(([name, out]) => (out ? [] : [name]));
}

function outSince(lines: PageLine[], since: number): Map<string, number> {
  const out = new Map<string, number>();
  for (const { event, at, pages } of lines)
    if (event === 'out' && at >= since) for (const page of pages) out.set(nameOf(page), out.get(nameOf(page)) ?? at);
  return out;
}
