import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { msToTs } from '@temporalio/common/lib/time';
import { chmodSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { ensureSearchAttributes, SEARCH_ATTRIBUTE_TYPES } from '../../launcher/search-attributes';
import { obtainTemporal } from '../../launcher/temporal-binary';
import { startTemporal, type TemporalHandle } from '../../launcher/temporal-server';
import { freePort, freePortPair, useTemporal } from '../support/servers';
import { temporaryFolder } from './processes';

const folder = temporaryFolder();
const quiet = (): void => undefined;

function newHome(name: string): string {
  const home = join(folder, name);
  mkdirSync(home);
  return home;
}

async function withClient<T>({ address }: TemporalHandle, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

/** The TCP ports of loopback on which a process listens. */
function listeningPorts(pid: number): number[] {
  const LISTENING = '0A';
  const open = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  const lines = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1);
  return lines.flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const isIts = fields[3] === LISTENING && open.includes(`socket:[${fields[9] ?? ''}]`);
    return isIts ? [parseInt(fields[1]?.split(':')[1] ?? '', 16)] : [];
  });
}

/** The status of what a browser sends for another site without asking first; 0 where no HTTP is spoken. */
const fromAPage = (port: number, host: string, path: string): Promise<number> =>
  new Promise((resolve) => {
    const headers = { host, origin: 'http://evil.example', 'content-type': 'text/plain' };
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.once('error', () => resolve(0));
    sent.end('{}');
  });

test('what was acknowledged is there after SIGKILL and after an orderly stop, each on the same database', async () => {
  const options = { binary: await obtainTemporal({ say: quiet }), home: newHome('kept'), port: await freePort() };
  const first = await startTemporal(options);
  // No worker: the workflow and its signals can only live in the database.
  const begin = (client: Client) =>
    client.workflow.signalWithStart('incident', {
      workflowId: 'kept',
      taskQueue: 'nobody',
      signal: 'alert',
      signalArgs: [1],
      typedSearchAttributes: [
        { key: defineSearchAttributeKey('IncidentSeverity', 'KEYWORD'), value: 'P1' },
        { key: defineSearchAttributeKey('IncidentNextDue', 'DATETIME'), value: new Date(0) },
      ],
    });
  await withClient(first, begin);
  process.kill(first.pid, 'SIGKILL');
  expect(await first.exited).toEqual({ code: null, signal: 'SIGKILL' });

  const second = await startTemporal(options);
  await withClient(second, (client) => client.workflow.getHandle('kept').signal('alert', 2));
  await second.stop();
  const third = await startTemporal(options);
  const [events, attributes] = await withClient(third, async (client) => {
    const handle = client.workflow.getHandle('kept');
    const { events } = await handle.fetchHistory();
    return [events ?? [], (await handle.describe()).typedSearchAttributes.getAll()] as const;
  });
  expect(events.filter((event) => event.workflowExecutionSignaledEventAttributes)).toHaveLength(2);
  expect(attributes).toContainEqual(expect.objectContaining({ value: 'P1' }));
  await third.stop();
});

test('its files are for their owner only, also those that were open to others before', async () => {
  const home = newHome('open-to-all');
  const options = { binary: await obtainTemporal({ say: quiet }), home, port: await freePort() };
  const first = await startTemporal(options);
  const modes = () =>
    readdirSync(home).map((name) => `${name} ${(statSync(join(home, name)).mode & 0o777).toString(8)}`);
  const closed = ['temporal.db 600', 'temporal.db-shm 600', 'temporal.db-wal 600', 'temporal.log 600'];
  expect(modes()).toEqual(closed);
  await first.stop();
  chmodSync(join(home, 'temporal.db'), 0o644);
  const second = await startTemporal(options);
  expect(modes()).toEqual(closed);
  await second.stop();
});

test('a server that can not come up says why, from its log', async () => {
  const home = newHome('broken');
  writeFileSync(join(home, 'temporal.db'), 'this is no database\n'.repeat(100));
  const binary = await obtainTemporal({ say: quiet });
  await expect(startTemporal({ binary, home, port: await freePort() })).rejects.toThrow(
    /Temporal did not start \(exit code 1\)\. Last lines of .*temporal\.log:\n.*not a database/,
  );
});

test('the UI answers where the handle says', async () => {
  const port = await freePortPair();
  const binary = await obtainTemporal({ say: quiet });
  const server = await startTemporal({ binary, home: newHome('with-ui'), port, uiPort: port + 1000 });
  expect(server.uiUrl).toBe(`http://127.0.0.1:${port + 1000}`);
  const answer = await fetch(server.uiUrl ?? '');
  expect(answer.status).toBe(200);
  await server.stop();
});

test('a start that is called off leaves no process', async () => {
  const calledOff = new AbortController();
  const pids: number[] = [];
  const start = startTemporal({
    binary: await obtainTemporal({ say: quiet }),
    home: newHome('called-off'),
    port: await freePort(),
    signal: calledOff.signal,
    onSpawn: (pid) => {
      pids.push(pid);
      calledOff.abort();
    },
  });
  await expect(start).rejects.toThrow('aborted');
  expect(() => process.kill(pids[0] ?? 0, 0)).toThrow('ESRCH');
});

describe('on a running server', () => {
  const temporal = useTemporal();

  test('the database is a write-ahead log that is synced', () => {
    const args = readFileSync(`/proc/${temporal.server.pid}/cmdline`, 'utf8').split('\0');
    expect(args).toEqual(expect.arrayContaining(['journal_mode=wal', 'synchronous=full']));
  });

  test('a web page gets nothing from any of its ports', async () => {
    const client = new Client({ connection: temporal.connection });
    const handle = await client.workflow.start('incident', { workflowId: 'victim', taskQueue: 'nobody' });
    const ports = listeningPorts(temporal.server.pid);
    const answers = [];
    for (const port of ports)
      for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, 'evil.example'])
        answers.push(await fromAPage(port, host, '/api/v1/namespaces/default/workflows/victim/terminate'));
    expect(ports.length).toBeGreaterThan(1);
    expect(answers.filter((status) => status >= 200 && status < 300)).toEqual([]);
    expect(answers.filter((status) => status === 403)).toHaveLength(3);
    expect((await handle.describe()).status.name).toBe('RUNNING');
  });

  test('a namespace without the search attributes gets them, once, however many ask', async () => {
    await temporal.connection.workflowService.registerNamespace({
      namespace: 'bare',
      workflowExecutionRetentionPeriod: msToTs('1 day'),
    });
    // The server's frontend learns of a new namespace with its next look at the list.
    const list = () => temporal.connection.operatorService.listSearchAttributes({ namespace: 'bare' });
    await eventually(list);
    await Promise.all([
      ensureSearchAttributes(temporal.connection, 'bare'),
      ensureSearchAttributes(temporal.nativeConnection, 'bare'),
    ]);
    await ensureSearchAttributes(temporal.nativeConnection, 'bare');
    const { customAttributes } = await list();
    expect(customAttributes).toMatchObject({ IncidentSeverity: 2, IncidentLead: 2, IncidentNextDue: 6 });
    expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(Object.keys(SEARCH_ATTRIBUTE_TYPES)));
  });

  test('it survives a power cut with its port and its connections', async () => {
    await temporal.client.workflow.start('incident', { workflowId: 'survivor', taskQueue: 'nobody' });
    await temporal.killAndRestart();
    const { status } = await temporal.client.workflow.getHandle('survivor').describe();
    expect(status.name).toBe('RUNNING');
  });
});

/** Tries until it works; the answer of a server that needs a moment is the event that is waited for. */
async function eventually<T>(attempt: () => Promise<T>, tries = 100): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (tries === 0) throw error;
    await new Promise((resolve) => setTimeout(resolve, 50));
    return eventually(attempt, tries - 1);
  }
}
