import type { GithubIssuesOptions } from '../../activities/adapters/github-issues';
import type { JiraOptions } from '../../activities/adapters/jira';
import { StartRefused } from '../../launcher/refusal';
import { secretSetting } from '../../launcher/secret-setting';
import { addressSetting, githubApiSetting, repositorySetting, wordsSetting } from '../../launcher/vendor-settings';

/** The one tracker that tickets go to. */
export type TicketSettings =
  | ({ tracker: 'jira' } & Omit<JiraOptions, 'withinMs'>)
  | ({ tracker: 'github' } & Omit<GithubIssuesOptions, 'withinMs' | 'now' | 'loginOf'>);

/** Which tracker tickets go to, or nothing where none is set. Refuses two at once, and what can't be used. */
export function readTicketSettings(env: NodeJS.ProcessEnv): TicketSettings | undefined {
  const jira = readJira(env);
  const github = readGithub(env);
  if (jira !== undefined && github !== undefined)
    throw new StartRefused(
      'Both MUSTER_JIRA_URL and MUSTER_GITHUB_ISSUES_REPOSITORY are set, but tickets can only go to one tracker. Remove one of them.',
    );
  return jira ?? github;
}

function readJira(env: NodeJS.ProcessEnv): TicketSettings | undefined {
  const url = addressSetting(env, 'MUSTER_JIRA_URL', 'https://example.atlassian.net');
  const email = env.MUSTER_JIRA_EMAIL?.trim() ?? '';
  const token = secretSetting(env, 'MUSTER_JIRA_TOKEN') ?? '';
  const project = env.MUSTER_JIRA_PROJECT?.trim() ?? '';
  const given = { MUSTER_JIRA_EMAIL: email, MUSTER_JIRA_TOKEN: token, MUSTER_JIRA_PROJECT: project };
  const missing = Object.entries({ MUSTER_JIRA_URL: url ?? '', ...given }).flatMap(([name, value]) =>
    value === '' ? [name] : [],
  );
  if (missing.length > Object.keys(given).length) return undefined;
  if (url === undefined || missing.length > 0)
    throw new StartRefused(`Jira needs ${missing.join(' and ')} as well. See docs/jira.md.`);
  if (!/^[A-Z][A-Z0-9_]+$/.test(project))
    throw new StartRefused(`MUSTER_JIRA_PROJECT is "${project}"; it must be a project key such as OPS.`);
  const issueType = env.MUSTER_JIRA_ISSUE_TYPE?.trim() ?? '';
  return {
    tracker: 'jira',
    url,
    email,
    token,
    project,
    ...(issueType !== '' && { issueType }),
    priorities: wordsSetting(env, 'MUSTER_JIRA_PRIORITIES'),
  };
}

function readGithub(env: NodeJS.ProcessEnv): TicketSettings | undefined {
  const repository = repositorySetting(env, 'MUSTER_GITHUB_ISSUES_REPOSITORY');
  const own = secretSetting(env, 'MUSTER_GITHUB_ISSUES_TOKEN');
  if (repository === undefined) {
    if (own === undefined) return undefined;
    throw new StartRefused(
      'MUSTER_GITHUB_ISSUES_TOKEN is set, but MUSTER_GITHUB_ISSUES_REPOSITORY is not. Set both, or neither. See docs/github.md.',
    );
  }
  const token = own ?? secretSetting(env, 'MUSTER_GITHUB_TOKEN');
  if (token === undefined)
    throw new StartRefused('GitHub needs MUSTER_GITHUB_ISSUES_TOKEN, or MUSTER_GITHUB_TOKEN. See docs/github.md.');
  const apiUrl = githubApiSetting(env);
  return {
    tracker: 'github',
    repository,
    token,
    ...(apiUrl !== undefined && { apiUrl }),
    priorities: wordsSetting(env, 'MUSTER_GITHUB_ISSUES_PRIORITIES'),
  };
}
