/**
 * What does Muster look like at work? Starts the built product on free ports with a service that really breaks, sends it
 * an alert, acts on the incident as people do, and writes what they see to `docs/pictures/`. `npm run picture` takes six
 * minutes: it waits until somebody is late, at the guide's own speed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fetch } from 'undici';
import { freePorts } from './free-ports.mjs';
import { terminalSvg } from './terminal-svg.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PICTURE = join(ROOT, 'docs', 'pictures', 'muster-show.svg');
const COLUMNS = 100;
const LINES = 41;
const PATIENCE_MS = 420_000;
const EXAMPLE = join(ROOT, 'examples', 'release-manager');

const built = (path) => join(ROOT, 'dist', path);
if (!existsSync(built('client/cli/bin.js'))) throw new Error('There is no build yet: run `npm run build` first.');
const { runCli } = createRequire(import.meta.url)(built('client/cli/main.js'));
const { realIo } = createRequire(import.meta.url)(built('client/cli/real-io.js'));

const home = mkdtempSync(join(tmpdir(), 'muster-picture-'));
const children = [];

async function main() {
  const ports = await freePorts();
  const serviceUrl = `http://127.0.0.1:${ports.service}`;
  takeSettings(ports, writePolicy(serviceUrl));
  start('service', [built('examples/release-manager/service/main.js'), String(ports.service)], { WINDOW_SECONDS: '5' });
  start('muster', [built('client/cli/bin.js'), 'start']);
  await until('Muster to be ready', () => answers(`http://127.0.0.1:${ports.http}/healthz`));

  await fetch(`${serviceUrl}/deploy`, { method: 'POST', body: JSON.stringify({ version: 'v2024.01.15' }) });
  await until('the service to break', async () => !(await answers(`${serviceUrl}/health`)));
  await muster('alert', join(EXAMPLE, 'alertmanager-firing.json'));
  const id = await until('the incident', async () => (await seen('list'))[0]?.id);
  const incident = () => seen('show', id);
  await until('the first pages', async () => (await incident()).people.length > 3);
  const answer = await act(id, (await incident()).people);
  await until('somebody to be late', async () => (await incident()).obligations.some(isLate));
  await draw(id.slice(-4), answer);
}

/** What people do in the first minute: all of the response team join, but one. Answers what the first one was told. */
async function act(id, people) {
  const [onCall] = people.filter(({ roles }) => roles.includes('on-call-engineer'));
  const lead = onCall?.id ?? 'tomasz';
  const said = [`ack ${id.slice(-4)} --as ${lead}`, await onTerminal('ack', id, '--as', lead)];
  for (const person of ['kwame', 'ingrid']) await muster('join', id, '--as', person);
  await muster(
    'update',
    id,
    'The latest deployment is the suspect',
    '--impact',
    'nobody can create a release',
    '--as',
    lead,
  );
  await muster('status', id, 'identified', 'the deployment leaks database connections', '--as', lead);
  return said;
}

/** Some seconds past its time, so that the page has said so. */
const isLate = ({ state, dueAt, doneAt }) =>
  state !== 'waived' && doneAt === undefined && dueAt !== undefined && Date.parse(dueAt) < Date.now() - 15_000;

async function draw(id, [command, answer]) {
  const page = await onTerminal('show', id);
  const prompt = '\u001b[32m$\u001b[0m npx muster';
  const lines = [
    `${prompt} ${command}`,
    ...answer.trimEnd().split('\n'),
    '',
    `${prompt} show ${id}`,
    ...page.trimEnd().split('\n'),
  ];
  mkdirSync(dirname(PICTURE), { recursive: true });
  const svg = terminalSvg(lines.slice(0, LINES), {
    title: 'Muster at work: one incident on one page',
    columns: COLUMNS,
    more: lines.length > LINES,
  });
  writeFileSync(PICTURE, svg);
  const shown = Math.min(lines.length, LINES);
  console.log(`${PICTURE}: ${shown} of ${lines.length} lines, ${Math.ceil(svg.length / 1000)} kB`);
}

/** The example's policy, pointed at this play's service. */
function writePolicy(serviceUrl) {
  const parameter = (name, value) => `    ${name}: { value: '${value}', assumption: The service of the picture. }`;
  const file = join(home, 'policy.yaml');
  const lines = [
    `extends: '${join(EXAMPLE, 'policy.yaml').replaceAll("'", "''")}'`,
    'name: release-manager',
    'version: 1.0.0',
    'investigation:',
    '  parameters:',
    parameter('healthUrl', `${serviceUrl}/health`),
    parameter('prometheusUrl', serviceUrl),
    parameter('rollbackUrl', `${serviceUrl}/rollback`),
    '',
  ];
  writeFileSync(file, lines.join('\n'));
  return file;
}

/** This play's settings and nobody else's: a person's own system is left alone. */
function takeSettings(ports, policy) {
  for (const name of Object.keys(process.env)) if (/^(MUSTER|TEMPORAL)_/.test(name)) delete process.env[name];
  Object.assign(process.env, {
    MUSTER_HOME: join(home, 'state'),
    MUSTER_PORT: String(ports.http),
    MUSTER_TEMPORAL_PORT: String(ports.temporal),
    MUSTER_POLICY: policy,
    MUSTER_DIRECTORY: join(EXAMPLE, 'directory.yaml'),
  });
}

function start(name, argv, env = {}) {
  const log = openSync(join(home, `${name}.log`), 'a');
  children.push(
    spawn(process.execPath, argv, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', log, log] }),
  );
}

async function stopAll() {
  for (const child of children.reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
}

/** Runs a command as a person does, and refuses to go on where it was refused. */
async function muster(...argv) {
  const { code, out, err } = await run({}, argv);
  if (code !== 0) throw new Error(`muster ${argv.join(' ')}: exit ${code}\n${err}${out}`);
  return out;
}

const seen = async (...argv) => JSON.parse(await muster('--json', ...argv));

const onTerminal = async (...argv) => (await run({ isTTY: true, columns: COLUMNS }, argv)).out;

async function run(terminal, argv) {
  let out = '';
  let err = '';
  const io = {
    ...realIo(),
    out: { ...terminal, write: (text) => (out += text) },
    err: { write: (text) => (err += text) },
  };
  return { code: await runCli(argv, io), out, err };
}

async function until(what, question) {
  const end = Date.now() + PATIENCE_MS;
  let reason = '';
  while (Date.now() < end) {
    for (const child of children)
      if (child.exitCode !== null) throw new Error(`A part ended by itself while waiting for ${what}.`);
    const answer = await question().catch((error) => void (reason = String(error)));
    if (answer) return answer;
    await pause(300);
  }
  throw new Error(`Waited for ${what} in vain. ${reason}`);
}

const answers = (url) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stopAll().then(() => process.exit(1)));
try {
  await main().finally(stopAll);
  rmSync(home, { recursive: true, force: true });
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\nThe logs are in ${home}.`);
  process.exitCode = 1;
}
