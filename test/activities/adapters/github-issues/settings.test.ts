import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGithubIssuesSettings } from '../../../../activities/adapters/github-issues/settings';
import { temporaryFolder } from '../../../support/temporary-folder';

const GITHUB = { MUSTER_GITHUB_ISSUES_REPOSITORY: 'acme/shop', MUSTER_GITHUB_TOKEN: 'reads' };

test('nothing is set', () => {
  expect(readGithubIssuesSettings({ MUSTER_GITHUB_ISSUES_REPOSITORY: ' ' })).toBeUndefined();
  // A token alone is for looking at changes.
  const looking = { MUSTER_GITHUB_TOKEN: 'reads', MUSTER_GITHUB_REPOSITORY: 'acme/shop' };
  expect(readGithubIssuesSettings(looking)).toBeUndefined();
});

test('a token of its own comes before the one for everything', () => {
  expect(readGithubIssuesSettings(GITHUB)).toMatchObject({ repository: 'acme/shop', token: 'reads' });
  const file = join(temporaryFolder('secret'), 'secret');
  writeFileSync(file, 'writes\n');
  const env = { ...GITHUB, MUSTER_GITHUB_ISSUES_TOKEN_FILE: file };
  expect(readGithubIssuesSettings(env)).toMatchObject({ token: 'writes' });
});

test.each([
  [{ ...GITHUB, MUSTER_GITHUB_ISSUES_REPOSITORY: 'shop' }, /must be owner\/name, such as acme\/shop/],
  [{ ...GITHUB, MUSTER_GITHUB_ISSUES_REPOSITORY: 'acme/..' }, /must be owner\/name/],
  [{ MUSTER_GITHUB_ISSUES_TOKEN: 'writes' }, /MUSTER_GITHUB_ISSUES_REPOSITORY is not. Set both, or neither/],
  [{ ...GITHUB, MUSTER_GITHUB_TOKEN: '' }, /MUSTER_GITHUB_ISSUES_TOKEN, or MUSTER_GITHUB_TOKEN/],
])('refuses %j', (env, reason) => {
  expect(() => readGithubIssuesSettings(env)).toThrow(reason);
});
