import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAlert } from '../../demo/alertmanager';
import { updateToWrite } from '../../demo/cadence';
import { freePorts } from '../../demo/free-ports';
import { emptyHome } from '../../demo/home';
import { readOutbox } from '../../demo/outbox';
import { writePolicy } from '../../demo/stage-policy';
import { withoutSettings } from '../../demo/system';
import { until } from '../../demo/until';
import { readAlertmanager } from '../../client/http/intake/alertmanager';
import { takeLock } from '../../launcher/lock';
import { loadPolicy } from '../../policy/load';
import { INCIDENT, line, minute, OUTBOX, START } from './outcome';

const EXAMPLE = join(__dirname, '..', '..', 'examples', 'release-manager');
const ALERT = join(EXAMPLE, 'alertmanager-firing.json');

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'muster-demo-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the policy of the play is sound and points at the service', () => {
  const { policy } = loadPolicy(writePolicy(folder, EXAMPLE, 'http://127.0.0.1:4711'));
  expect(policy.investigation.parameters).toMatchObject({
    healthUrl: { value: 'http://127.0.0.1:4711/health' },
    prometheusUrl: { value: 'http://127.0.0.1:4711' },
    rollbackUrl: { value: 'http://127.0.0.1:4711/rollback' },
  });
  expect(policy.probes['p99']).toMatchObject({ use: 'prometheus', pass: { timesBaseline: 10 } });
});

test('the recorded alert is one that is understood, as it fires and when it is over', () => {
  const { alerts: firing } = readAlertmanager(readAlert(ALERT, 'firing'));
  const { alerts: over } = readAlertmanager(readAlert(ALERT, 'resolved'));
  expect(firing.map(({ firing: fires, labels, service }) => [fires, labels['severity'], service])).toEqual([
    [true, 'P1', 'release-manager'],
  ]);
  expect(over).toMatchObject([{ service: 'release-manager', fingerprint: firing[0]?.fingerprint, firing: false }]);
});

test('the home is emptied, unless a play is going on in it', async () => {
  writeFileSync(join(folder, 'outbox.jsonl'), '');
  expect(await emptyHome(folder)).toBe(folder);
  expect(readdirSync(folder)).toEqual(['lock']);
  writeFileSync(join(folder, 'outbox.jsonl'), '');
  const lock = await takeLock(join(folder, 'lock'));
  await expect(emptyHome(folder)).rejects.toThrow(/Another demo is running/);
  expect(readdirSync(folder)).toContain('outbox.jsonl');
  if ('release' in lock) lock.release();
});

test('settings of a person’s own system have no part in the play', () => {
  expect(withoutSettings({ PATH: '/bin', MUSTER_SLACK_TOKEN: 'xoxb-theirs', MUSTER_SLACK_TOKEN_FILE: 'f' })).toEqual({
    PATH: '/bin',
  });
});

test('ports are free, and so is the one of the UI', async () => {
  const { http, temporal } = await freePorts();
  for (const port of [http, temporal, temporal + 1000])
    await new Promise<void>((resolve, reject) => {
      const server = createServer().once('error', reject);
      server.listen({ port, host: '127.0.0.1' }, () => server.close(() => resolve()));
    });
});

test('the outbox is read up to its last whole line', () => {
  const file = join(folder, 'outbox.jsonl');
  expect(readOutbox(file)).toEqual([]);
  writeFileSync(file, `${OUTBOX.map((sent) => JSON.stringify(sent)).join('\n')}\n{"at":"half`);
  expect(readOutbox(file)).toEqual(OUTBOX);
  expect(readOutbox(file)[0]?.key).toBe(line('page:P1:0m:vp-engineering:1', 0).key);
});

test('the lead keeps the cadence from the first update by hand until the end', () => {
  const at = (now: number, status = INCIDENT.status) =>
    updateToWrite({
      now: START + now * 1000,
      servingMs: 0,
      service: { version: 'v', healthy: true },
      sent: [],
      isPostMortemComplete: false,
      incident: { ...INCIDENT, status },
    });
  expect(INCIDENT.timeline.findLast(({ kind }) => kind === 'update')?.at).toBe(minute(12));
  expect(at(14, 'mitigating')).toBeUndefined();
  expect(at(15.5, 'mitigating')).toContain('rollback');
  expect(at(30, 'resolved')).toBeUndefined();
});

test('what does not come is named', async () => {
  const never = new AbortController().signal;
  await expect(until('the rain', never, () => Promise.resolve(undefined), 10)).rejects.toThrow(
    /for the rain, without success/,
  );
  await expect(until('the rain', AbortSignal.abort(), () => Promise.resolve(1))).rejects.toThrow();
});
