/** How tickets go to a repository on GitHub, as the environment says it. */
import { StartRefused } from '../../../launcher/refusal';
import { allSettings } from '../../../launcher/all-settings';
import { secretSetting } from '../../../launcher/secret-setting';
import { wordsSetting } from '../../../launcher/vendor-settings';
import { githubApiSetting, repositorySetting } from '../github/settings';
import type { GithubIssuesOptions } from './';
import { defined } from '../../../domain/state/fields';

export type GithubIssuesSettings = Omit<GithubIssuesOptions, 'withinMs' | 'now' | 'loginOf'>;

/** How to make issues in a repository, or nothing where none is named. Refuses what can't be used. */
export function readGithubIssuesSettings(env: NodeJS.ProcessEnv): GithubIssuesSettings | undefined {
  const { repository, own, apiUrl, priorities } = allSettings({
    repository: () => repositorySetting(env, 'MUSTER_GITHUB_ISSUES_REPOSITORY'),
    own: () => secretSetting(env, 'MUSTER_GITHUB_ISSUES_TOKEN'),
    apiUrl: () => githubApiSetting(env),
    priorities: () => wordsSetting(env, 'MUSTER_GITHUB_ISSUES_PRIORITIES'),
  });
  if (repository === undefined) {
    if (own === undefined) return undefined;
    throw new StartRefused(
      'MUSTER_GITHUB_ISSUES_TOKEN is set, but MUSTER_GITHUB_ISSUES_REPOSITORY is not. Set both, or neither. See docs/github.md.',
    );
  }
  const token = own ?? secretSetting(env, 'MUSTER_GITHUB_TOKEN');
  if (token === undefined)
    throw new StartRefused('GitHub needs MUSTER_GITHUB_ISSUES_TOKEN, or MUSTER_GITHUB_TOKEN. See docs/github.md.');
  return { repository, token, ...defined({ apiUrl }), priorities };
}
