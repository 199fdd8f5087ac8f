/** Where suites of tests run, as the environment says it. */
import type { GithubActionsOptions } from './';
import { allSettings } from '../../../launcher/all-settings';
import { secretSetting } from '../../../launcher/secret-setting';
import { githubApiSetting, repositorySetting } from '../github/settings';
import { defined } from '../../../domain/state/fields';

export type GithubActionsSettings = Pick<GithubActionsOptions, 'token' | 'apiUrl' | 'repository'>;

/** How to run suites by GitHub Actions, or nothing where no token is set. Refuses what can't be used. */
export function readGithubActionsSettings(env: NodeJS.ProcessEnv): GithubActionsSettings | undefined {
  const token = secretSetting(env, 'MUSTER_GITHUB_ACTIONS_TOKEN') ?? secretSetting(env, 'MUSTER_GITHUB_TOKEN');
  if (token === undefined) return undefined;
  const { apiUrl, repository } = allSettings({
    apiUrl: () => githubApiSetting(env),
    repository: () => repositorySetting(env, 'MUSTER_GITHUB_REPOSITORY'),
  });
  return { token, ...defined({ apiUrl, repository }) };
}
