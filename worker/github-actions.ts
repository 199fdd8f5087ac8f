import type { GithubActionsOptions } from '../activities/adapters/github-actions';
import { StartRefused } from '../launcher/refusal';
import { secretSetting } from '../launcher/secret-setting';

export type GithubActionsSettings = Pick<GithubActionsOptions, 'token' | 'apiUrl' | 'repository'>;

/** How to run suites by GitHub Actions, or nothing where no token is set. Refuses what can't be used. */
export function readGithubActionsSettings(env: NodeJS.ProcessEnv): GithubActionsSettings | undefined {
  const token = secretSetting(env, 'MUSTER_GITHUB_ACTIONS_TOKEN') ?? secretSetting(env, 'MUSTER_GITHUB_TOKEN');
  if (token === undefined) return undefined;
  const apiUrl = env.MUSTER_GITHUB_API_URL || undefined;
  if (apiUrl !== undefined && !/^https?:\/\//.test(apiUrl))
    throw new StartRefused(
      `MUSTER_GITHUB_API_URL is "${apiUrl}", which is not an address such as https://github.example/api/v3.`,
    );
  const repository = env.MUSTER_GITHUB_REPOSITORY || undefined;
  if (repository !== undefined && !/^[^/\s]+\/[^/\s]+$/.test(repository))
    throw new StartRefused(`MUSTER_GITHUB_REPOSITORY is "${repository}", which is not owner/name.`);
  return { token, ...(apiUrl !== undefined && { apiUrl }), ...(repository !== undefined && { repository }) };
}
