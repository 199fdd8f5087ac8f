import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPostgresqlSettings } from '../../../../activities/adapters/postgresql/settings';
import { StartRefused } from '../../../../launcher/refusal';
import { temporaryFolder } from '../../../support/temporary-folder';

const URL = 'postgresql://muster:canary-2b1c@db:5432/release_manager';

test('nothing is set, nothing is connected', () => {
  expect(readPostgresqlSettings({ MUSTER_DATABASE_URL: ' ' })).toBeUndefined();
});

test('the address, or the file that it is in', () => {
  expect(readPostgresqlSettings({ MUSTER_DATABASE_URL: URL })).toEqual({ url: URL });
  const file = join(temporaryFolder('url'), 'url');
  writeFileSync(file, `${URL}\n`);
  expect(readPostgresqlSettings({ MUSTER_DATABASE_URL_FILE: file })).toEqual({ url: URL });
});

test.each([
  [{ MUSTER_DATABASE_URL: 'mysql://root:canary-2b1c@db/x' }, 'must be an address such as postgresql://'],
  [{ MUSTER_DATABASE_URL: URL, MUSTER_DATABASE_URL_FILE: '/x' }, 'not both'],
  [{ MUSTER_DATABASE_URL_FILE: '/nowhere/canary' }, `Can't read`],
])('refuses %j in words, without the secret', (env, words) => {
  const read = (): unknown => readPostgresqlSettings(env);
  expect(read).toThrow(StartRefused);
  expect(read).toThrow(words);
  expect(read).not.toThrow('canary-2b1c');
});
