import { ConfigInvalid } from '../../../../client/config';
import { readIntakeSecrets } from '../../../../client/http/intake/secrets';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string;

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'muster-secrets-'))));

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const [ONE, TWO, THREE] = ['a'.repeat(16), 'b'.repeat(16), 'c'.repeat(16)];

test('none, one, or two while one takes the place of the other', () => {
  expect(readIntakeSecrets({})).toEqual({ grafana: [], pagerduty: [], datadog: [] });
  expect(readIntakeSecrets({ MUSTER_GRAFANA_SECRETS: ` ${ONE} , ${TWO}` }).grafana).toEqual([ONE, TWO]);
});

test('from a mounted file', () => {
  const file = join(folder, 'secrets');
  writeFileSync(file, `${ONE}\n${TWO}\n`);
  expect(readIntakeSecrets({ MUSTER_PAGERDUTY_SECRETS_FILE: file }).pagerduty).toEqual([ONE, TWO]);
});

test.each([
  ['a third', { MUSTER_DATADOG_SECRETS: [ONE, TWO, THREE].join(',') }, /MUSTER_DATADOG_SECRETS has 3 secrets/],
  ['a short one', { MUSTER_DATADOG_SECRETS: 'hunter2' }, /MUSTER_DATADOG_SECRETS has a secret with fewer than 16/],
  ['both at once', { MUSTER_GRAFANA_SECRETS: ONE, MUSTER_GRAFANA_SECRETS_FILE: '/x' }, /are both set/],
  ['a file that is not there', { MUSTER_GRAFANA_SECRETS_FILE: '/no/such/file' }, /can't be read \(ENOENT\)/],
])('%s is refused, with the name and never the value', (_what, env, message) => {
  expect(() => readIntakeSecrets(env)).toThrow(ConfigInvalid);
  expect(() => readIntakeSecrets(env)).toThrow(message);
  expect(() => readIntakeSecrets(env)).not.toThrow(/hunter2|aaaa/);
});

test('an empty file is no secret', () => {
  const file = join(folder, 'empty');
  writeFileSync(file, '\n');
  expect(() => readIntakeSecrets({ MUSTER_GRAFANA_SECRETS_FILE: file })).toThrow('a file that contains no secret');
});
