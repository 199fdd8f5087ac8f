import fc from 'fast-check';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttpServer } from '../../client/http/server';
import { openHttpLog } from '../../client/serve';
import { createJsonLog, openLog, type LogLevel } from '../../launcher/json-log';
import { temporalLogger } from '../../worker/log';
import { aWebhook, fakeIncidents, openDoors } from '../support/client';

const CANARY = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';

function aLog(level: LogLevel = 'info') {
  const written: string[] = [];
  const log = createJsonLog({ component: 'http', level, to: { write: (line) => void written.push(line) } });
  return {
    log,
    text: () => written.join(''),
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

it('is a line of JSON with time, level, part and words', () => {
  const { log, lines } = aLog();
  log.info('Hello', { incidentId: 'a-1' });
  log.debug('not this one');
  expect(lines()).toEqual([
    { level: 'info', time: expect.any(String) as string, component: 'http', incidentId: 'a-1', msg: 'Hello' },
  ]);
  expect(new Date(lines()[0]?.['time'] as string).toISOString()).toBe(lines()[0]?.['time']);
});

it('takes secrets out of every text, however deep, and blots out what is called like one', () => {
  const { log, text, lines } = aLog();
  const cause = new TypeError(`Authorization: Bearer ${CANARY}`);
  log.error(`failed with ${CANARY}`, {
    error: Object.assign(new Error(`token=${CANARY}`, { cause }), {
      request: { url: `https://u:${CANARY}@example.com` },
    }),
    deep: [{ headers: { password: 'hunter22' } }],
    token: 42,
    count: 3n,
  });
  expect(text()).not.toContain(CANARY);
  expect(text()).not.toContain('hunter22');
  expect(lines()[0]).toMatchObject({
    error: {
      name: 'Error',
      message: expect.stringMatching(/^token=\[redacted\]/) as string,
      stack: expect.stringContaining('log.test.ts') as string,
    },
    token: '[redacted]',
    count: '3',
  });
});

it('writes one line of sound JSON, whatever it is given', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.object({ withBigInt: true, withDate: true }), (words, fields) => {
      const { log, text, lines } = aLog();
      log.info(words, fields);
      expect(text().trimEnd().split('\n')).toHaveLength(1);
      expect(lines()).toHaveLength(1);
    }),
  );
});

it('goes to a file that others can not read', () => {
  const home = mkdtempSync(join(tmpdir(), 'muster-log-'));
  const file = join(home, 'http.log');
  const { log, close } = openHttpLog('info', file);
  log.info('Hello');
  close();
  expect(readFileSync(file, 'utf8')).toContain('"msg":"Hello"');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  rmSync(home, { recursive: true });
});

(existsSync('/dev/full') ? it : it.skip)('loses lines on a full disk, and nothing else', async () => {
  const log = createJsonLog({ component: 'worker', level: 'info', to: openLog('/dev/full') });
  for (let n = 0; n < 100; n += 1) log.info('nobody will read this');
  // What a stream has to complain of comes later: it would be an error that nobody has caught.
  await new Promise((resolve) => setImmediate(resolve));
});

it('names the part of the SDK that speaks, and keeps what it knows', () => {
  const { log, lines } = aLog('trace');
  const logger = temporalLogger(log);
  logger.log('WARN', 'Activity failed', { sdkComponent: 'activity', incidentId: 'a-1', [Symbol('time')]: 1n });
  logger.info('Worker state changed');
  expect(lines()).toMatchObject([
    { level: 'warn', component: 'activity', incidentId: 'a-1', msg: 'Activity failed' },
    { level: 'info', component: 'http', msg: 'Worker state changed' },
  ]);
});

describe('a request', () => {
  it('is a line with its route, and nothing of what it said', async () => {
    const { log, lines, text } = aLog();
    const gate = { ...openDoors().gate, source: () => Promise.resolve({ verdict: 'valid' as const }) };
    const server = createHttpServer({ ...openDoors(), gate, log, incidents: fakeIncidents() });
    await server.inject({
      method: 'POST',
      url: `/v1/alerts/alertmanager?token=${CANARY}`,
      headers: { authorization: `Bearer ${CANARY}` },
      payload: aWebhook({ receiver: 'the body' }),
    });
    await server.inject({ method: 'GET', url: `/nowhere/${CANARY}` });
    await server.inject('/healthz');
    expect(lines()).toMatchObject([
      { level: 'info', method: 'POST', route: '/v1/alerts/alertmanager', status: 202, source: 'alertmanager' },
      { level: 'info', method: 'GET', route: 'none', status: 404 },
    ]);
    expect(lines().every(({ ms }) => typeof ms === 'number')).toBe(true);
    expect(text()).not.toContain(CANARY);
    expect(text()).not.toContain('the body');
  });

  it('says which incident and whose it was', async () => {
    const { log, lines } = aLog();
    const server = createHttpServer({ ...openDoors(), log, incidents: fakeIncidents() });
    const headers = { 'muster-as': 'grace' };
    await server.inject({ method: 'GET', url: '/v1/incidents/release-manager-7f3k2a9q-x4tm', headers });
    expect(lines()).toMatchObject([{ incidentId: 'release-manager-7f3k2a9q-x4tm', person: 'grace' }]);
  });
});
