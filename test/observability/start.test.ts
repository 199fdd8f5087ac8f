import { serveHttp } from '../../client/serve';
import type { Home } from '../../launcher/home';
import type { ProcessIdentity } from '../../launcher/process-identity';
import { startSystem } from '../../launcher/start';
import { temporaryFolder } from '../launcher/processes';
import { alertGroup } from '../support/alerts';
import { builtWorker } from '../support/built-product';
import { freePort, freePortPair } from '../support/servers';
import { until } from '../support/until';
import { parseExposition, valueOf } from './exposition';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const folder = temporaryFolder();

const stops: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const stop of stops) await stop();
}, 60_000);

/** The whole system as `muster start` starts it, in this process. */
async function start(name: string, settings: NodeJS.ProcessEnv = {}) {
  const stopping = new AbortController();
  const said: string[] = [];
  const env = {
    ...process.env,
    MUSTER_HOME: join(folder, name),
    MUSTER_PORT: String(await freePort()),
    MUSTER_TEMPORAL_PORT: String(await freePortPair()),
    ...settings,
  };
  const up = new Promise<{ home: Home; url: string; metrics: string }>((resolve, reject) => {
    const ended = startSystem({
      env,
      say: (line) => void said.push(line),
      signal: stopping.signal,
      workerScript: builtWorker(),
      serveHttp: async (parts) => {
        const http = await serveHttp({ env: parts.env, say: () => undefined, logFile: parts.home.httpLog });
        resolve({ home: parts.home, url: http.url, metrics: parts.env.MUSTER_WORKER_METRICS ?? '' });
        return http;
      },
    });
    ended.catch(reject);
    stops.push(async () => {
      stopping.abort();
      await ended;
    });
  });
  const { home, url, metrics } = await up;
  const scrape = async () => parseExposition(await (await fetch(`${url}/metrics`)).text());
  const reachable = async () => valueOf(await scrape(), 'muster_worker_reachable');
  return { home, url, metrics, said, scrape, reachable };
}

function workerOf(home: Home): number {
  const file = JSON.parse(readFileSync(join(home.path, 'run.json'), 'utf8')) as {
    children: Record<string, ProcessIdentity>;
  };
  return file.children['worker']?.pid ?? 0;
}

it('one scrape shows the worker too, also the one that came after it was killed', async () => {
  const system = await start('killed');
  expect(system.metrics).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(await system.reachable()).toBe(1);
  const before = workerOf(system.home);
  process.kill(before, 'SIGKILL');
  await until('another worker', () => system.said.find((line) => line.startsWith('The worker is running again')));
  expect(workerOf(system.home)).not.toBe(before);
  expect(await system.reachable()).toBe(1);
  const own = await fetch(`http://${system.metrics}/metrics`);
  expect(parseExposition(await own.text()).some(({ name }) => name === 'temporal_worker_start_total')).toBe(true);
}, 90_000);

it('a port of the metrics that somebody else has costs the metrics, not the pages', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  const system = await start('taken', { MUSTER_WORKER_METRICS: `127.0.0.1:${address.port}` });
  const body = JSON.stringify(alertGroup('P1').firing());
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${system.url}/v1/alerts/alertmanager`, { method: 'POST', headers, body })).status).toBe(202);
  await until('a page', () => {
    try {
      return /"port":"page"/.exec(readFileSync(system.home.outbox, 'utf8'))?.[0];
    } catch {
      return undefined; // nothing has gone out yet
    }
  });
  expect(await system.reachable()).toBe(0);
  const log = readFileSync(system.home.workerLog, 'utf8');
  expect(log).toContain("Can't serve metrics; the worker continues without them");
  other.close();
}, 90_000);
