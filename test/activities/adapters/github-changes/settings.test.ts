import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGithubChangesSettings } from '../../../../activities/adapters/github-changes/settings';
import { StartRefused } from '../../../../launcher/refusal';
import { temporaryFolder } from '../../../support/temporary-folder';

test('nothing is set, nothing is connected', () => {
  expect(readGithubChangesSettings({ MUSTER_GITHUB_REPOSITORY: '' })).toBeUndefined();
});

test('all of it', () => {
  const env = {
    MUSTER_GITHUB_REPOSITORY: 'company/release-manager',
    MUSTER_GITHUB_TOKEN: 't',
    MUSTER_GITHUB_API_URL: 'https://github.example/api/v3',
  };
  expect(readGithubChangesSettings(env)).toEqual({
    repository: 'company/release-manager',
    token: 't',
    apiUrl: 'https://github.example/api/v3',
  });
});

test('the token may be in a file', () => {
  const file = join(temporaryFolder('token'), 'token');
  writeFileSync(file, 't\n');
  const env = { MUSTER_GITHUB_TOKEN_FILE: file, MUSTER_GITHUB_REPOSITORY: 'a/b' };
  expect(readGithubChangesSettings(env)).toEqual({ repository: 'a/b', token: 't' });
});

test.each([
  [{ MUSTER_GITHUB_REPOSITORY: 'https://github.com/a/b' }, 'must be owner/name'],
  [{ MUSTER_GITHUB_REPOSITORY: 'a/b', MUSTER_GITHUB_API_URL: 'file:///x' }, 'MUSTER_GITHUB_API_URL is "file:///x"'],
])('refuses %j in words', (env, words) => {
  const read = (): unknown => readGithubChangesSettings(env);
  expect(read).toThrow(StartRefused);
  expect(read).toThrow(words);
});
