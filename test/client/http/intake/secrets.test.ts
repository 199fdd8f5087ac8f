import { closedSources, readIntakeSettings } from '../../../../client/http/intake/settings';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string;

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'muster-secrets-'))));

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const [ONE, TWO, THREE] = ['a'.repeat(16), 'b'.repeat(16), 'c'.repeat(16)];

test('none, one, or two while one takes the place of the other', () => {
  const none = { grafana: [], pagerduty: [], datadog: [] };
  expect(readIntakeSettings({})).toEqual({ secrets: none, topics: [], closed: {} });
  expect(readIntakeSettings({ MUSTER_GRAFANA_SECRETS: ` ${ONE} , ${TWO}` }).secrets.grafana).toEqual([ONE, TWO]);
});

test('from a mounted file', () => {
  const file = join(folder, 'secrets');
  writeFileSync(file, `${ONE}\n${TWO}\n`);
  expect(readIntakeSettings({ MUSTER_PAGERDUTY_SECRETS_FILE: file }).secrets.pagerduty).toEqual([ONE, TWO]);
});

test.each([
  ['a third', { MUSTER_DATADOG_SECRETS: [ONE, TWO, THREE].join(',') }, /MUSTER_DATADOG_SECRETS has 3 secrets/],
  ['a short one', { MUSTER_DATADOG_SECRETS: 'hunter2' }, /MUSTER_DATADOG_SECRETS has a secret with fewer than 16/],
  ['both at once', { MUSTER_GRAFANA_SECRETS: ONE, MUSTER_GRAFANA_SECRETS_FILE: '/x' }, /are both set/],
  ['a file that is not there', { MUSTER_GRAFANA_SECRETS_FILE: '/no/such/file' }, /can't be read \(ENOENT\)/],
])('%s closes this source alone, with the name and never the value', (_what, env, message) => {
  const read = readIntakeSettings({ MUSTER_SNS_TOPICS: '', ...env });
  const [off, ...others] = closedSources(read);
  expect([off?.name, others]).toEqual([expect.stringMatching(/^Alert intake from (grafana|datadog)$/), []]);
  expect(off?.problem).toMatch(message);
  expect(JSON.stringify(read)).not.toMatch(/hunter2|aaaa/);
});

test('a topic that is none closes Amazon SNS alone', () => {
  const { closed, secrets } = readIntakeSettings({ MUSTER_SNS_TOPICS: 'ops', MUSTER_GRAFANA_SECRETS: ONE });
  expect(closed).toEqual({ sns: expect.stringContaining('MUSTER_SNS_TOPICS has "ops"') as string });
  expect(secrets.grafana).toEqual([ONE]);
});

test('an empty file is no secret', () => {
  const file = join(folder, 'empty');
  writeFileSync(file, '\n');
  expect(readIntakeSettings({ MUSTER_GRAFANA_SECRETS_FILE: file }).closed.grafana).toContain(
    'a file that contains no secret',
  );
});
