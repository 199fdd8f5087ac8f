import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGithubActionsSettings } from '../../../../activities/adapters/github-actions/settings';
import { temporaryFolder } from '../../../support/temporary-folder';

test('without a token there is nothing', () => {
  expect(readGithubActionsSettings({ MUSTER_GITHUB_REPOSITORY: 'a/b' })).toBeUndefined();
});

test('its own token comes before the one for everything, and each may be a file', () => {
  expect(readGithubActionsSettings({ MUSTER_GITHUB_TOKEN: 'all' })).toEqual({ token: 'all' });
  const file = join(temporaryFolder('token'), 'token');
  writeFileSync(file, 'own\n');
  const env = { MUSTER_GITHUB_TOKEN: 'all', MUSTER_GITHUB_ACTIONS_TOKEN_FILE: file };
  expect(readGithubActionsSettings(env)).toEqual({ token: 'own' });
});

test.each([
  ['MUSTER_GITHUB_API_URL', 'github.example'],
  ['MUSTER_GITHUB_REPOSITORY', 'release-manager'],
])('%s that can not be used is refused', (name, value) => {
  expect(() => readGithubActionsSettings({ MUSTER_GITHUB_TOKEN: 'all', [name]: value })).toThrow(
    `${name} is "${value}"; it must be`,
  );
});
