/** Which repository's versions are compared, as the environment says it. */
import { defined } from '../../../domain/state/fields';
import { allSettings } from '../../../launcher/all-settings';
import { secretSetting } from '../../../launcher/secret-setting';
import { githubApiSetting, repositorySetting } from '../github/settings';

export interface GithubChangesSettings {
  repository: string;
  token?: string;
  apiUrl?: string;
}

/** Where to compare versions, or nothing where no repository is named. Refuses what can't be used. */
export function readGithubChangesSettings(env: NodeJS.ProcessEnv): GithubChangesSettings | undefined {
  const { repository, apiUrl, token } = allSettings({
    repository: () => repositorySetting(env, 'MUSTER_GITHUB_REPOSITORY'),
    apiUrl: () => githubApiSetting(env),
    token: () => secretSetting(env, 'MUSTER_GITHUB_TOKEN'),
  });
  return repository === undefined ? undefined : defined({ repository, token, apiUrl });
}
