import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { failed, passed } from '../../client/health/check';
import { readConfig } from '../../client/config';
import { readGround } from '../../client/connect';
import { createFileExamination } from '../../client/health/files';
import { examineTemporal, isAboutWorker } from '../../client/health/temporal';
import type { TemporalLink } from '../../client/temporal/connection';
import { createHttpServer } from '../../client/http/server';
import { createReadiness } from '../../client/health/readiness';
import { fakeIncidents, openDoors } from '../support/client';

const ROOT = resolve(__dirname, '../..');
const serverOf = (readiness: ReturnType<typeof createReadiness>) =>
  createHttpServer({ ...openDoors(), readiness, incidents: fakeIncidents() });

it('is ready when every check passes', async () => {
  const checks = [passed('temporal', 'Temporal answers.')];
  const answer = await serverOf(() => Promise.resolve(checks)).inject('/readyz');
  expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'ready', checks }]);
});

it('names each check that failed, and is alive all the same', async () => {
  const server = serverOf(
    createReadiness({
      temporal: () => [passed('temporal', 'Temporal answers.'), failed('worker: muster', 'No worker is polling.')],
      files: () => {
        throw new Error('no such file');
      },
    }),
  );
  const answer = await server.inject('/readyz');
  expect(answer.statusCode).toBe(503);
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(answer.json()).toMatchObject({
    status: 503,
    detail: 'worker: muster: No worker is polling.\nfiles: no such file',
    checks: [{ ok: true }, { ok: false }, { name: 'files', ok: false }],
  });
  const alive = await server.inject('/healthz');
  expect([alive.statusCode, alive.json()]).toEqual([200, { status: 'ok' }]);
});

it('looks at everything at once and waits for nothing longer than its limit', async () => {
  const hanging = () => new Promise<never>(() => undefined);
  // Without the limit this would never be answered.
  const checks = await createReadiness({ one: hanging, two: hanging, fine: () => [passed('fine', 'Fine.')] }, 100)();
  expect(checks.map(({ name, ok }) => `${name} ${ok}`)).toEqual(['one false', 'two false', 'fine true']);
});

describe('a queue', () => {
  const NOW = Date.parse('2026-11-24T12:00:00Z');
  const poller = (identity: string, agoMs: number) => ({
    identity,
    lastAccessTime: { seconds: (NOW - agoMs) / 1_000 },
  });
  const look = async (pollers: object[], gone: string[] = []) => {
    const link = {
      address: '127.0.0.1:7233',
      namespace: 'default',
      connection: {
        withDeadline: (_at: number, ask: () => Promise<unknown>) => ask(),
        workflowService: {
          getSystemInfo: () => Promise.resolve({}),
          describeNamespace: () => Promise.resolve({}),
          describeTaskQueue: () => Promise.resolve({ pollers }),
        },
      },
    } as unknown as TemporalLink;
    const checks = await examineTemporal(link, { now: () => NOW, isGone: (identity) => gone.includes(identity) });
    return checks.filter(isAboutWorker).map(({ ok, text }) => `${ok} ${text}`)[0];
  };

  it('has a worker that polled a minute ago: it may be waiting for work', async () => {
    expect(await look([poller('7@here', 61_000)])).toBe('true A worker polled muster 61 s ago.');
    expect(await look([])).toMatch(/^false No worker is polling muster \(no running worker has polled\)/);
  });

  it('has none where the one that polled a moment ago has ended, unless another one polls', async () => {
    const killed = poller('7@here', 2_000);
    expect(await look([killed], ['7@here'])).toMatch(/^false No worker is polling muster/);
    expect(await look([killed, poller('8@here', 3_000)], ['7@here'])).toBe('true A worker polled muster 3 s ago.');
  });
});

it('looks once for all who ask at the same time, and again for who asks later', async () => {
  let looks = 0;
  const readiness = createReadiness({
    temporal: async () => {
      looks += 1;
      await new Promise(setImmediate);
      return [passed('temporal', 'Temporal answers.')];
    },
  });
  const answers = await Promise.all(Array.from({ length: 40 }, () => readiness()));
  expect([looks, answers.every(([check]) => check?.ok === true)]).toEqual([1, true]);
  await readiness();
  expect(looks).toBe(2);
});

describe('the files', () => {
  const home = mkdtempSync(join(tmpdir(), 'muster-ready-'));
  afterAll(() => rmSync(home, { recursive: true }));
  const MUSTER_POLICY = join(home, 'policy.yaml');
  const MUSTER_DIRECTORY = join(home, 'directory.yaml');
  const extending = (version: string): void =>
    writeFileSync(
      MUSTER_POLICY,
      `extends: ${join(ROOT, 'policy/release-manager.yaml')}\nname: ready\nversion: ${version}\n`,
    );
  beforeEach(() => {
    extending('1.0.0');
    copyFileSync(join(ROOT, 'examples/release-manager/directory.yaml'), MUSTER_DIRECTORY);
  });
  const inUse = () => {
    const config = readConfig({ MUSTER_HOME: home, MUSTER_POLICY, MUSTER_DIRECTORY });
    return () => createFileExamination(config)().map(({ name, ok, text }) => `${name} ${ok ? 'ok' : text}`);
  };

  it('are read again some seconds later, not for everyone who asks', () => {
    const clock = { now: 0 };
    const look = createFileExamination(readConfig({ MUSTER_HOME: home, MUSTER_POLICY, MUSTER_DIRECTORY }), {
      now: () => clock.now,
    });
    const first = look();
    writeFileSync(MUSTER_POLICY, 'name: [');
    clock.now = 4_999;
    expect(look()).toBe(first);
    clock.now = 5_000;
    expect(look().map(({ ok }) => ok)).toEqual([true, false]);
  });

  it('are well when they are in use as they are on the disk', () => {
    const look = inUse();
    expect(look()).toEqual(['directory ok', 'policy ok']);
    writeFileSync(MUSTER_DIRECTORY, 'people: [{ id: ada, name: Ada, roles: [cto] }]\n');
    expect(look()).toEqual(['directory ok', 'policy ok']);
  });

  it('are not while the directory is broken and the last sound one holds, and are again when it is mended', () => {
    const look = inUse();
    writeFileSync(MUSTER_DIRECTORY, 'people: [{');
    expect(look()).toEqual([expect.stringContaining('there is no copy of it for the next start'), 'policy ok']);
    writeFileSync(MUSTER_DIRECTORY, 'people: [{ id: ada, name: Ada, roles: [cto] }]\n');
    expect(look()).toEqual(['directory ok', 'policy ok']);
  });

  it('say since when the version was valid that a start would use', () => {
    const config = readConfig({ MUSTER_HOME: home, MUSTER_POLICY, MUSTER_DIRECTORY });
    readGround(config, { onTrouble: (text) => expect(text).toBeUndefined() });
    writeFileSync(MUSTER_DIRECTORY, 'people: [{');
    expect(createFileExamination(config)()[0]?.text).toMatch(
      /still using the last valid version, which was read at \d{4}-\d\d-\d\d \d\d:\d\d UTC\. .*directory\.yaml:1:.* Correct the file\.$/s,
    );
  });

  it('are not while the policy is broken; a sound one is taken up by itself', () => {
    const look = inUse();
    extending('1.0.1');
    expect(look()[1]).toBe('policy ok');
    writeFileSync(MUSTER_POLICY, 'name: [');
    expect(look()[1]).toMatch(/^policy The policy file is invalid/);
  });
});
