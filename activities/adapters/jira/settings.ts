/** How tickets go to Jira, as the environment says it. */
import { StartRefused } from '../../../launcher/refusal';
import { allSettings, refusedUnless } from '../../../launcher/all-settings';
import { secretSetting } from '../../../launcher/secret-setting';
import { addressSetting, wordsSetting } from '../../../launcher/vendor-settings';
import type { JiraOptions } from './';

export type JiraSettings = Omit<JiraOptions, 'withinMs'>;

/** How to make tickets in Jira, or nothing where none of it is set. Refuses what can't be used. */
export function readJiraSettings(env: NodeJS.ProcessEnv): JiraSettings | undefined {
  const { url, email, token, project, priorities } = allSettings({
    url: () => addressSetting(env, 'MUSTER_JIRA_URL', 'https://example.atlassian.net'),
    email: () => env.MUSTER_JIRA_EMAIL?.trim() ?? '',
    token: () => secretSetting(env, 'MUSTER_JIRA_TOKEN') ?? '',
    project: () => projectIn(env.MUSTER_JIRA_PROJECT?.trim() ?? ''),
    priorities: () => wordsSetting(env, 'MUSTER_JIRA_PRIORITIES'),
  });
  const given = { MUSTER_JIRA_EMAIL: email, MUSTER_JIRA_TOKEN: token, MUSTER_JIRA_PROJECT: project };
  const missing = Object.entries({ MUSTER_JIRA_URL: url ?? '', ...given }).flatMap(([name, value]) =>
    value === '' ? [name] : [],
  );
  if (missing.length > Object.keys(given).length) return undefined;
  if (url === undefined || missing.length > 0)
    throw new StartRefused(`Jira needs ${missing.join(' and ')} as well. See docs/jira.md.`);
  const issueType = env.MUSTER_JIRA_ISSUE_TYPE?.trim() ?? '';
  return { url, email, token, project, ...(issueType !== '' && { issueType }), priorities };
}

const projectIn = (project: string): string =>
  refusedUnless(
    project,
    project === '' || /^[A-Z][A-Z0-9_]+$/.test(project),
    `MUSTER_JIRA_PROJECT is "${project}"; it must be a project key such as OPS.`,
  );
