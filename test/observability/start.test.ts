import { serveHttp } from '../../client/serve';
import type { Home } from '../../launcher/home';
import type { ProcessIdentity } from '../../launcher/process-identity';
import { startSystem } from '../../launcher/start';
import { temporaryFolder } from '../launcher/processes';
import { alertGroup } from '../support/alerts';
import { builtWorker } from '../support/built-product';
import { freePort, freePortPair } from '../support/servers';
import { writeDirectory, writePolicy } from '../support/settings';
import { until } from '../support/until';
import { parseExposition, valueOf } from './exposition';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const stops: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const stop of stops) await stop();
}, 60_000);

// After the systems that write there have stopped: hooks run in the order in which they are set.
const folder = temporaryFolder();

/** The whole system as `muster start` starts it, in this process. */
async function start(name: string, settings: NodeJS.ProcessEnv = {}) {
  const stopping = new AbortController();
  const said: string[] = [];
  let end = (): Promise<void> => Promise.resolve();
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
        const http = await serveHttp({
          env: parts.env,
          say: (line) => void said.push(line),
          logFile: parts.home.httpLog,
          isGone: parts.isGone,
        });
        resolve({ home: parts.home, url: http.url, metrics: parts.env.MUSTER_WORKER_METRICS ?? '' });
        return http;
      },
    });
    ended.catch(reject);
    end = async () => {
      stopping.abort();
      await ended;
    };
    stops.push(end);
  });
  const { home, url, metrics } = await up;
  const scrape = async () => parseExposition(await (await fetch(`${url}/metrics`)).text());
  const reachable = async () => valueOf(await scrape(), 'muster_worker_reachable');
  return { home, url, metrics, said, scrape, reachable, stop: end };
}

/** An alert comes in, and somebody is paged who was not before. */
async function pages({ url, home }: { url: string; home: Home }): Promise<void> {
  const before = pagesIn(home);
  const body = JSON.stringify(alertGroup('P1').firing());
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${url}/v1/alerts/alertmanager`, { method: 'POST', headers, body })).status).toBe(202);
  await until('a page', () => (pagesIn(home) > before ? true : undefined), { withinMs: 30_000 });
}

const pagesIn = ({ outbox }: Home): number =>
  existsSync(outbox) ? readFileSync(outbox, 'utf8').split('"port":"page"').length - 1 : 0;

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
  await pages(system);
  expect(await system.reachable()).toBe(0);
  const log = readFileSync(system.home.workerLog, 'utf8');
  expect(log).toContain('Can’t serve metrics; the worker continues without them');
  other.close();
}, 90_000);

it('pages people although the files are broken when the worker, or everything, starts', async () => {
  const files = join(folder, 'files');
  mkdirSync(files);
  const broken = { MUSTER_POLICY: writePolicy(files, 'http://127.0.0.1:9'), MUSTER_DIRECTORY: writeDirectory(files) };
  const system = await start('broken', broken);
  for (const file of Object.values(broken)) writeFileSync(file, 'people: [{');
  process.kill(workerOf(system.home), 'SIGKILL');
  await until('another worker', () => system.said.find((line) => line.startsWith('The worker is running again')));
  await pages(system);
  const { checks } = (await (await fetch(`${system.url}/readyz`)).json()) as {
    checks: { name: string; ok: boolean }[];
  };
  expect(checks.flatMap(({ name, ok }) => (ok ? [] : [name]))).toEqual(['directory', 'policy', 'reach']);
  await system.stop();

  const next = await start('broken', broken);
  await pages(next);
  expect(next.said.join('\n')).toMatch(/The directory file is invalid; starting with the last valid version/);
  await until('the warning', () => next.said.find((line) => /^Warning: No integration for pages/.test(line)));
  expect(next.said.join('\n')).toMatch(/The policy file is invalid; starting with the last valid version/);
  const log = readFileSync(next.home.workerLog, 'utf8');
  expect(log).toMatch(/"level":"error".*The policy file is invalid; starting with the last valid version/);
  const notices = () =>
    readFileSync(next.home.outbox, 'utf8')
      .split('\n')
      .filter((line) => line.includes('"key":"invalid:'));
  await until('the notices', () => (notices().length === 4 ? true : undefined));
  expect(notices().every((line) => line.includes('"kind":"notice"') && /"to":\["(emil|vera)"\]/.test(line))).toBe(true);
  await next.stop();
}, 150_000);

it('pages people although the settings of an integration can’t be used, and names it', async () => {
  const system = await start('off', {
    MUSTER_PAGERDUTY_ROUTING_KEY_FILE: join(folder, 'no-such-key'),
    MUSTER_PAGERDUTY_API_TOKEN_FILE: join(folder, 'no-such-token'),
    MUSTER_SLACK_SIGNING_SECRETS: 'short',
  });
  await pages(system);
  const problems = ['PagerDuty', 'PagerDuty, on call', 'Slack, buttons and commands'];
  const { checks } = (await (await fetch(`${system.url}/readyz`)).json()) as {
    checks: { name: string; text: string }[];
  };
  const reach = checks.find(({ name }) => name === 'reach')?.text ?? '';
  for (const name of problems) {
    expect(reach).toContain(`${name} is off, because its settings can't be used: `);
    await until(name, () => system.said.find((line) => line.startsWith(`Warning: ${name} is off`)));
  }
  expect(readFileSync(system.home.workerLog, 'utf8')).toMatch(/"level":"error".*PagerDuty is off/);
  await system.stop();
}, 90_000);
