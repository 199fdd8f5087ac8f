/**
 * What does the incident room look like? Starts the built product on free ports, plays the first minutes of a P1 and one that is
 * over, and photographs the pages with Chromium, light and dark, into `docs/pictures/`: `npm run pictures`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { fetch } from 'undici';
import { freePorts } from './free-ports.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PICTURES = join(ROOT, 'docs', 'pictures');
const EXAMPLE = join(ROOT, 'examples', 'release-manager');
const SECRET = 'for the pictures of the documentation only';
const PATIENCE_MS = 120_000;
const DESK = { width: 1180, height: 760 };
const PHONE = { width: 360, height: 700 };

const built = (path) => join(ROOT, 'dist', path);
const { createSignedLinks } = createRequire(import.meta.url)(built('launcher/answer-links.js'));

const home = mkdtempSync(join(tmpdir(), 'muster-pictures-'));
let product;

async function main() {
  const { http, temporal } = await freePorts();
  const url = `http://127.0.0.1:${http}`;
  const log = openSync(join(home, 'muster.log'), 'a');
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(MUSTER|TEMPORAL)_/.test(name)));
  const env = {
    ...own,
    ...{ MUSTER_HOME: join(home, 'state'), MUSTER_PORT: String(http), MUSTER_TEMPORAL_PORT: String(temporal) },
    ...{ MUSTER_POLICY: join(EXAMPLE, 'policy.yaml'), MUSTER_DIRECTORY: join(EXAMPLE, 'directory.yaml') },
    ...{ MUSTER_PUBLIC_URL: url, MUSTER_ANSWER_SECRET: SECRET },
  };
  product = spawn(process.execPath, [built('client/cli/bin.js'), 'start'], {
    env,
    cwd: ROOT,
    stdio: ['ignore', log, log],
  });
  await until('Muster', async () => (await fetch(`${url}/healthz`)).ok);
  const over = await play(url, 'Reports are empty', 'P2');
  await act(url, over, 'resolve', {
    resolution: 'rolled back',
    rootCause: 'a query without an index',
    override: 'checked by eye',
  });
  const open = await play(url, 'Nobody can create a release', 'P1');
  await act(url, open, 'updates', { text: 'The latest deployment is the suspect', impact: 'No new releases' });
  await act(url, open, 'status', { status: 'identified', text: 'the deployment leaks database connections' });
  await play(url, 'Slow search', 'P3');
  await until('the draft', async () => (await ask(url, `/v1/incidents/${over}/post-mortem.md`)).ok);
  await until('who was called', async () => (await (await ask(url, `/v1/incidents/${open}`)).json()).people.length > 3);
  const links = createSignedLinks({ publicUrl: '', secret: SECRET, people: { generationOf: () => 0 } });
  await photograph(url, [
    { name: 'board', path: '/', size: DESK },
    { name: 'incident', path: `/incidents/${open}`, size: { ...DESK, height: 1000 } },
    { name: 'on-call', path: '/on-call', size: DESK },
    { name: 'post-mortem', path: `/incidents/${over}/post-mortem`, size: DESK },
    { name: 'answer', path: links.linkFor(open, 'ingrid-solberg'), size: PHONE },
  ]);
}

/** Declares an incident that somebody answers; answers its id. */
async function play(url, title, severity) {
  const answer = await ask(url, '/v1/incidents', { title, severity, service: 'release-manager' });
  const { incidentId } = await answer.json();
  await until('the incident', async () => (await ask(url, `/v1/incidents/${incidentId}`)).ok);
  await act(url, incidentId, 'acknowledge');
  return incidentId;
}

async function act(url, id, what, body) {
  const answer = await ask(url, `/v1/incidents/${id}/${what}`, body ?? {});
  if (!answer.ok) throw new Error(`${what}: ${await answer.text()}`);
}

const ask = (url, path, body) =>
  fetch(`${url}${path}`, {
    headers: { 'muster-as': 'tomasz-nowak', ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });

async function photograph(url, pages) {
  mkdirSync(PICTURES, { recursive: true });
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({ baseURL: url, colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto('/sign-in');
    await page.locator('button[value="tomasz-nowak"]').click();
    await page.waitForURL(/\/$/);
    for (const { name, path, size } of pages) {
      await page.setViewportSize(size);
      await page.goto(path);
      const file = join(PICTURES, `room-${name}-${colorScheme}.png`);
      await page.screenshot({ path: file });
      console.log(`${file}: ${Math.ceil(statSync(file).size / 1000)} kB`);
    }
    await context.close();
  }
  await browser.close();
}

function chromiumPath() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const files = folders.flatMap((folder) => ['chromium', 'chromium-browser'].map((name) => join(folder, name)));
  const found = files.find((file) => statSync(file, { throwIfNoEntry: false }) !== undefined);
  if (found === undefined) throw new Error('The pictures need Chromium on the PATH: apt-get install chromium');
  return found;
}

async function until(what, question) {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    if (product.exitCode !== null) throw new Error(`Muster ended by itself while waiting for ${what}.`);
    if (await question().catch(() => false)) return;
    await pause(300);
  }
  throw new Error(`Waited for ${what} without success.`);
}

async function stop() {
  if (product === undefined || product.exitCode !== null) return;
  const ended = once(product, 'exit');
  product.kill('SIGTERM');
  await ended;
}

try {
  await main().finally(stop);
  rmSync(home, { recursive: true, force: true });
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\nThe log is in ${home}.`);
  process.exitCode = 1;
}
