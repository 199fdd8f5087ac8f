import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDiagnosticSettings } from '../../worker/settings/diagnostics';
import { StartRefused } from '../../launcher/refusal';

const URL = 'postgresql://muster:canary-2b1c@db:5432/release_manager';

test('nothing is set, nothing is connected', () => {
  expect(readDiagnosticSettings({ MUSTER_DATABASE_URL: ' ', MUSTER_GITHUB_REPOSITORY: '' })).toEqual({});
});

test('all of it', () => {
  const env = {
    MUSTER_DATABASE_URL: URL,
    MUSTER_GITHUB_REPOSITORY: 'company/release-manager',
    MUSTER_GITHUB_TOKEN: 't',
    MUSTER_GITHUB_API_URL: 'https://github.example/api/v3',
  };
  expect(readDiagnosticSettings(env)).toEqual({
    databaseUrl: URL,
    github: { repository: 'company/release-manager', token: 't', apiUrl: 'https://github.example/api/v3' },
  });
});

test('secrets may be in files', () => {
  const home = mkdtempSync(join(tmpdir(), 'muster-settings-'));
  try {
    writeFileSync(join(home, 'url'), `${URL}\n`);
    writeFileSync(join(home, 'token'), 't\n');
    const env = {
      MUSTER_DATABASE_URL_FILE: join(home, 'url'),
      MUSTER_GITHUB_TOKEN_FILE: join(home, 'token'),
      MUSTER_GITHUB_REPOSITORY: 'a/b',
    };
    expect(readDiagnosticSettings(env)).toEqual({ databaseUrl: URL, github: { repository: 'a/b', token: 't' } });
  } finally {
    rmSync(home, { recursive: true });
  }
});

test.each([
  [{ MUSTER_DATABASE_URL: 'mysql://root:canary-2b1c@db/x' }, 'is not an address such as postgresql://'],
  [{ MUSTER_DATABASE_URL: URL, MUSTER_DATABASE_URL_FILE: '/x' }, 'not both'],
  [{ MUSTER_DATABASE_URL_FILE: '/nowhere/canary' }, `can't be read`],
  [{ MUSTER_GITHUB_REPOSITORY: 'https://github.com/a/b' }, 'must be owner/name'],
  [{ MUSTER_GITHUB_REPOSITORY: 'a/b', MUSTER_GITHUB_API_URL: 'file:///x' }, 'MUSTER_GITHUB_API_URL is "file:///x"'],
])('refuses %j in words, without the secret', (env, words) => {
  const read = (): unknown => readDiagnosticSettings(env);
  expect(read).toThrow(StartRefused);
  expect(read).toThrow(words);
  expect(read).not.toThrow('canary-2b1c');
});
