/**
 * Does anything that comes through a door or a route break the product, and is everything that it says it took in an incident?
 * More of it, and whether the memory stays: `MUSTER_RUNS=20000 npx jest --config jest.e2e.cjs fuzz`.
 */
import axios from 'axios';
import { readFileSync } from 'node:fs';
import { SOURCES } from '../../client/access/gate';
import { BODIES } from '../client/http/intake/deliveries';
import { mutated, pick, type Random } from '../support/mutation';
import { chanceOf } from '../support/seed';
import { until } from '../support/until';
import { Product } from './product';

const RUNS = Number(process.env['MUSTER_RUNS'] ?? 300);
/** From so many on, the memory says something. */
const MANY = 20_000;
const AT_ONCE = 8;
const SERVICES = Math.max(5, Math.ceil(RUNS / 400));
/** Nobody waits longer; the machine may be slow, so this is only a hang. */
const HANGS_AFTER_MS = 60_000;

/** What ends incidents, or answers for ever: these are asked for what is not there. */
const NOT_OF_REAL_ONES = /cancel|resolve|merge|status|severity/;
const STREAMS = '/v1/events';

let product: Product;
beforeAll(async () => {
  product = await Product.start({ policy: { correlation: { groupBy: ['service'], assumption: 'A test.' } } });
}, 120_000);
afterAll(() => product.stop(), 90_000);

interface Answered {
  status: number;
  data: unknown;
}

const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const { status, data } = await axios.request<unknown>({
    ...{ method, url: `${product.url}${path}`, timeout: HANGS_AFTER_MS, validateStatus: () => true },
    ...(body !== undefined && { data: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json', 'muster-as': 'otto', ...headers },
  });
  return { status, data } satisfies Answered;
};

interface Took {
  incidents: { address: string; ignored?: string }[];
  unread?: { item: number }[];
}

interface Item {
  status?: unknown;
  fingerprint?: unknown;
  labels?: unknown;
}

const isWhole = (item: unknown): item is { fingerprint: string } => {
  const { status, fingerprint, labels } = (item ?? {}) as Item;
  const texts = typeof labels === 'object' && labels !== null ? Object.values(labels) : [];
  return status === 'firing' && typeof fingerprint === 'string' && /^fz-\d+$/.test(fingerprint) && texts.length > 0;
};

/** What the product said that it took: where, and which alerts. */
interface Heard {
  addresses: Set<string>;
  fingerprints: Set<string>;
}

async function deliver(random: Random, n: number, { addresses, fingerprints }: Heard): Promise<Answered> {
  const source = pick(random, SOURCES);
  if (random.below(3) === 0) return ask('POST', `/v1/alerts/${source}`, mutated(random, BODIES[source]));
  const alert = {
    ...{ status: 'firing', fingerprint: `fz-${n}`, startsAt: new Date().toISOString(), annotations: {} },
    labels: { alertname: `Fuzz ${n % 20}`, service: `fz${n % SERVICES}`, severity: 'P2' },
  };
  const whole = { version: '4', groupKey: '{}', groupLabels: {}, commonLabels: {}, alerts: [alert] };
  const body = mutated(random, whole);
  const answer = await ask('POST', '/v1/alerts/alertmanager', body);
  if (answer.status !== 202) return answer;
  const { incidents, unread = [] } = answer.data as Took;
  for (const { address, ignored } of incidents) if (ignored === undefined) addresses.add(address);
  const { alerts } = body as { alerts: unknown[] };
  if (incidents.some(({ ignored }) => ignored === undefined))
    for (const [item, one] of alerts.entries())
      if (isWhole(one) && !unread.some((left) => left.item === item))
        fingerprints.add(`alertmanager:${one.fingerprint}`);
  return answer;
}

/** Words that an act may have, some of them meant. */
const BODY = {
  text: 'hm',
  reason: 'because',
  status: 'identified',
  choice: 'extend',
  person: 'otto',
  url: 'x',
  alert: 'Fuzz',
};

async function act(random: Random, routes: readonly [string, string][], { addresses }: Heard): Promise<Answered> {
  const [method, route] = pick(random, routes);
  const known = [...addresses];
  const isReal = known.length > 0 && random.below(2) === 0 && !NOT_OF_REAL_ONES.test(route);
  const ref = isReal ? pick(random, known) : pick(random, ['nothing-there', '%00', '..', 'x'.repeat(300), 'a b', "'"]);
  const path = route.replace(/\{[^}]+\}/g, (name) => encodeURIComponent(name === '{id}' ? ref : 'x'));
  const query =
    random.below(4) === 0
      ? `?${pick(random, ['limit', 'cursor', 'status', 'at'])}=${pick(random, ['', '-1', 'x', '%ff'])}`
      : '';
  return ask(method, `${path}${query}`, method === 'get' ? undefined : mutated(random, BODY));
}

/** So many requests, some side by side. */
async function play(seed: number, routes: readonly [string, string][], heard: Heard): Promise<number[]> {
  const random = chanceOf(seed);
  const statuses: number[] = [];
  for (let n = 0; n < RUNS; n += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, (_, k) =>
      random.below(5) < 3 ? deliver(random, seed * 1_000_000 + n + k, heard) : act(random, routes, heard),
    );
    statuses.push(...(await Promise.all(some)).map(({ status }) => status));
  }
  return statuses;
}

const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

it('breaks nothing, and what was taken is in an incident', async () => {
  const { data } = await ask('GET', '/openapi.json');
  const { paths } = data as { paths: Record<string, Record<string, object>> };
  const routes = Object.entries(paths)
    .filter(([path]) => path !== STREAMS && !path.startsWith('/v1/alerts/'))
    .flatMap(([path, methods]) => Object.keys(methods).map((method): [string, string] => [method, path]));
  const heard: Heard = { addresses: new Set(), fingerprints: new Set() };
  const statuses = await play(13, routes, heard);
  expect(statuses.filter((status) => status === 500)).toEqual([]);
  expect(heard.fingerprints.size).toBeGreaterThan(RUNS / 10);
  const isMissing = await until(
    'everything that was taken',
    async () => {
      const known = new Set<string>();
      for (const address of heard.addresses)
        for (const alert of Object.keys((await product.state(address)).alerts)) known.add(alert);
      const missing = [...heard.fingerprints].filter((alert) => !known.has(alert));
      return missing.length === 0 ? [] : undefined;
    },
    { withinMs: 120_000 },
  );
  expect(isMissing).toEqual([]);
  if (RUNS < MANY) return;
  const before = memoryOf(product.pid);
  await play(14, routes, heard);
  console.info(`${before} kB after ${RUNS} requests, ${memoryOf(product.pid)} kB after as many again`);
  expect(memoryOf(product.pid)).toBeLessThan(before * 1.1);
}, 3_600_000);
