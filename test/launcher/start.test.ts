import { Client, Connection } from '@temporalio/client';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { isRunning, type ProcessIdentity } from '../../launcher/process-identity';
import { startSystem, type SystemParts } from '../../launcher/start';
import { freePort, freePortPair } from '../support/servers';
import { compileLauncher, FAKE_WORKER, kill, runScript, temporaryFolder, untilGone } from './processes';

const folder = temporaryFolder();

async function environment(name: string): Promise<NodeJS.ProcessEnv> {
  const [port, temporalPort] = [await freePort(), await freePortPair()];
  const ports = { MUSTER_PORT: String(port), MUSTER_TEMPORAL_PORT: String(temporalPort) };
  const home = join(folder, name);
  return { ...process.env, ...ports, MUSTER_HOME: home, FAKE_WORKER_JOURNAL: join(folder, `${name}.journal`) };
}

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((stop) => stop()));
});

/** A system in this process, with what it says and a way to end it. */
async function start(env: NodeJS.ProcessEnv) {
  const said: string[] = [];
  const waiting: { what: RegExp; resolve: () => void }[] = [];
  const stopping = new AbortController();
  const journal = env.FAKE_WORKER_JOURNAL ?? '';
  let up: (parts: SystemParts) => void = () => undefined;
  const parts = new Promise<SystemParts>((resolve) => {
    up = resolve;
  });
  const ended = startSystem({
    env,
    workerScript: FAKE_WORKER,
    signal: stopping.signal,
    places: { Policy: 'policy/release-manager.yaml' },
    say: (line) => {
      said.push(line);
      for (const wait of waiting) if (wait.what.test(line)) wait.resolve();
    },
    serveHttp: (given) => {
      up(given);
      const close = (): Promise<void> => {
        said.push(existsSync(journal) ? 'the worker had gone before HTTP' : 'HTTP closed');
        return Promise.resolve();
      };
      return Promise.resolve({ url: `http://127.0.0.1:${given.port}`, close });
    },
  });
  const known = await Promise.race([parts, ended.then(() => Promise.reject(new Error(said.join('\n'))))]);
  const hear = (what: RegExp): Promise<void> =>
    said.some((line) => what.test(line))
      ? Promise.resolve()
      : new Promise((resolve) => waiting.push({ what, resolve }));
  const stop = async (): Promise<void> => {
    stopping.abort();
    await ended;
  };
  running.push(stop);
  return { said, hear, stop, address: known.env.TEMPORAL_ADDRESS ?? '', home: known.home.path, env: known.env };
}

function childrenOf(home: string): Record<string, ProcessIdentity> {
  return (JSON.parse(readFileSync(join(home, 'run.json'), 'utf8')) as { children: Record<string, ProcessIdentity> })
    .children;
}

async function withClient<T>(address: string, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  return use(new Client({ connection })).finally(() => connection.close());
}

test('two systems run side by side; each says where it is and ends whole', async () => {
  const [one, two] = await Promise.all([environment('one').then(start), environment('two').then(start)]);
  await withClient(one.address, (client) =>
    client.workflow.start('incident', { workflowId: 'of-one', taskQueue: 'q' }),
  );
  await expect(withClient(two.address, (client) => client.workflow.getHandle('of-one').describe())).rejects.toThrow(
    'not found',
  );
  await one.hear(/Policy: +policy\/release-manager.yaml/);
  expect(one.said).toContain('Muster is ready. Press Ctrl-C to stop it.');
  expect(one.said.join('\n')).toContain(join(one.home, 'outbox.jsonl'));
  expect(one.said.join('\n')).not.toContain('Temporal UI');

  const left = [one, two].flatMap(({ home }) => Object.values(childrenOf(home)));
  expect(left).toHaveLength(4);
  await Promise.all([one.stop(), two.stop()]);
  expect(left.filter(isRunning)).toEqual([]);
  expect(readFileSync(join(folder, 'one.journal'), 'utf8')).toBe('worker drained\n');
  expect(one.said.at(-1)).toBe('HTTP closed');
  expect(childrenOf(one.home)).toEqual({});
});

test('Temporal and the worker come back after SIGKILL, with what was open', async () => {
  const system = await start(await environment('killed'));
  await withClient(system.address, (client) =>
    client.workflow.start('incident', { workflowId: 'open', taskQueue: 'q' }),
  );
  const { temporal, worker } = childrenOf(system.home);
  process.kill(temporal?.pid ?? 0, 'SIGKILL');
  process.kill(worker?.pid ?? 0, 'SIGKILL');
  await Promise.all([system.hear(/^Temporal is running again/), system.hear(/^The worker is running again/)]);
  const { status } = await withClient(system.address, (client) => client.workflow.getHandle('open').describe());
  expect(status.name).toBe('RUNNING');
  await system.stop();
});

test('a port that is taken is told before anything is started, and the folder is free again', async () => {
  const env = await environment('blocked');
  const other = createServer().listen(Number(env.MUSTER_TEMPORAL_PORT) + 1000, '127.0.0.1');
  await once(other, 'listening');
  const withUi = { ...env, MUSTER_TEMPORAL_UI: 'yes' };
  await expect(start(withUi)).rejects.toThrow('choose another port with MUSTER_TEMPORAL_PORT.');
  expect(existsSync(join(folder, 'blocked', 'temporal.log'))).toBe(false);
  other.close();
  await once(other, 'close');
  const system = await start(withUi);
  await system.hear(/Temporal UI: +http/);
  await system.stop();
});

test("a person's profile for another cluster does not apply to our own server", async () => {
  const profile = { TEMPORAL_API_KEY: 'secret', TEMPORAL_NAMESPACE: 'prod.acct', TEMPORAL_TLS: 'true' };
  const system = await start({ ...(await environment('profile')), ...profile });
  const overrideEnvVars = Object.fromEntries(
    Object.entries(system.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  expect(loadClientConnectConfig({ overrideEnvVars })).toEqual({
    namespace: 'default',
    connectionOptions: { address: system.address },
  });
  await system.stop();
});

test("a cluster of one's own is used as it is: no server is started", async () => {
  const owner = await start(await environment('owner'));
  const guest = await start({ ...(await environment('guest')), TEMPORAL_ADDRESS: owner.address });
  expect(Object.keys(childrenOf(guest.home))).toEqual(['worker']);
  await guest.hear(new RegExp(`Temporal: +${owner.address}`));
  await guest.stop();
  await owner.stop();
});

describe('in a process of its own', () => {
  const main = `
    const { startSystem } = require('./launcher/start');
    const serveHttp = async () => ({ url: 'http://127.0.0.1:1', close: async () => {} });
    startSystem({ say: console.log, serveHttp, workerScript: process.env.WORKER }).catch((error) => {
      console.log('REFUSED ' + error.message);
      process.exitCode = 1;
    });`;
  const script = compileLauncher(join(folder, 'compiled'), main);

  test('it refuses a home in use, leaves with code 0, and what SIGKILL leaves behind is cleared by the next', async () => {
    const env: NodeJS.ProcessEnv = { ...(await environment('own')), WORKER: FAKE_WORKER };
    const first = runScript(script, env);
    await first.line(/Muster is ready/);
    const second = runScript(script, env);
    expect(await second.line(/REFUSED/)).toContain(`(pid ${first.child.pid ?? 0}). Stop it`);

    const { temporal, worker } = childrenOf(env.MUSTER_HOME ?? '');
    await kill(first.child);
    expect(temporal && isRunning(temporal)).toBe(true);
    const third = runScript(script, env);
    expect(await third.line(/Ending process/)).toContain(String(temporal?.pid));
    await third.line(/Muster is ready/);
    expect([temporal, worker].filter((child) => child && isRunning(child))).toEqual([]);

    const exit = once(third.child, 'exit');
    third.child.kill('SIGINT');
    expect(await exit).toEqual([0, null]);
  });

  test('a worker ends itself when its parent is killed, and finishes its work first', async () => {
    const journal = join(folder, 'drained');
    const worker = join(dirname(script), 'worker.js');
    writeFileSync(
      worker,
      `const { exitWithParent, reportReady } = require('./launcher/parent');
      const server = require('node:net').createServer().listen(0);
      exitWithParent(async () => require('node:fs').writeFileSync(${JSON.stringify(journal)}, 'drained'));
      reportReady();`,
    );
    const env: NodeJS.ProcessEnv = { ...(await environment('parent')), WORKER: worker };
    const system = runScript(script, env);
    await system.line(/Muster is ready/);
    const children = childrenOf(env.MUSTER_HOME ?? '');
    await kill(system.child);
    await untilGone(children.worker);
    const next = runScript(script, { ...env, WORKER: FAKE_WORKER });
    await next.line(/Muster is ready/);
    expect(readFileSync(journal, 'utf8')).toBe('drained');
    const exit = once(next.child, 'exit');
    next.child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  });
});
