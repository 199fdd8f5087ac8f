/** Can Muster create tickets in the Jira project, and which permissions is its account missing? */
import { type Examined, noteFinding, ok, wrong } from '../../../domain/doctor/finding';
import type { IntegrationCheck } from '../../ports/check';
import { examinedApart } from '../shared/check-apart';
import { DEFAULT_ISSUE_TYPE, type JiraOptions } from './';
import { createJiraApi, type JiraApi } from './api';
import { z } from 'zod';

/** Permissions in the project, by Jira's keys. A missing one that tickets can be created without is not an error. */
const RIGHTS = [
  { key: 'BROWSE_PROJECTS', name: 'Browse projects', why: 'finds and reads tickets', isNeeded: true },
  { key: 'CREATE_ISSUES', name: 'Create issues', why: 'creates tickets', isNeeded: true },
  {
    key: 'ADD_COMMENTS',
    name: 'Add comments',
    why: 'comments on the ticket that an alert has already',
    isNeeded: false,
  },
  { key: 'ASSIGN_ISSUES', name: 'Assign issues', why: 'sets owners', isNeeded: false },
  { key: 'USER_PICKER', name: 'Browse users and groups', why: 'finds owners by their email address', isNeeded: false },
  { key: 'SCHEDULE_ISSUES', name: 'Schedule issues', why: 'sets due dates', isNeeded: false },
  { key: 'RESOLVE_ISSUES', name: 'Resolve issues', why: 'sets releases', isNeeded: false },
] as const;

/** Fields that Muster fills in, or Jira itself. */
const FILLED_IN = new Set(['project', 'issuetype', 'summary', 'description', 'labels', 'priority', 'reporter']);

const Myself = z.object({ displayName: z.string(), active: z.boolean().default(true) });

const Project = z.object({ key: z.string(), name: z.string(), archived: z.boolean().default(false) });

const Permissions = z.object({ permissions: z.record(z.string(), z.object({ havePermission: z.boolean() })) });

const IssueTypes = z.object({
  issueTypes: z.array(z.object({ id: z.string(), name: z.string(), subtask: z.boolean().default(false) })),
});

const Fields = z.object({
  fields: z.array(
    z.object({
      fieldId: z.string(),
      name: z.string(),
      required: z.boolean(),
      hasDefaultValue: z.boolean().default(false),
    }),
  ),
});

/**
 * Asks Jira who the account is, which rights it has in the project, and what the screen that creates issues of the type
 * has: https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-permissions/ and `createmeta`. Makes no issue.
 */
export const createJiraCheck = (options: JiraOptions): IntegrationCheck => ({
  what: 'Jira',
  async examine({ signal }) {
    const { project, issueType = DEFAULT_ISSUE_TYPE, withinMs = 4_000 } = options;
    const api = createJiraApi({ ...options, withinMs });
    // First and alone: Jira answers an account that it does not know as if nothing existed.
    const { displayName, active } = await api.ask(Myself, { method: 'GET', path: '/myself' }, signal);
    const account = active
      ? ok('Jira', `answers; the account is ${displayName}`)
      : wrong('Jira', `the account ${displayName} is deactivated`);
    const looks: [what: string, look: () => Promise<Examined | Examined[]>][] = [
      [`Jira, project ${project}`, () => projectFound(api, project, signal)],
      ['Jira, permissions', () => rightsFound(api, project, signal)],
      [`Jira, issue type ${issueType}`, () => issueTypeFound(api, project, issueType, signal)],
    ];
    const found = await Promise.all(looks.map(([what, look]) => examinedApart(what, signal, look)));
    return [account, ...found.flat()];
  },
});

async function projectFound(api: JiraApi, project: string, signal: AbortSignal): Promise<Examined> {
  const what = `Jira, project ${project}`;
  const path = `/project/${encodeURIComponent(project)}`;
  const { key, name, archived } = await api.ask(Project, { method: 'GET', path }, signal);
  if (archived) return wrong(what, `("${name}") is archived, so Muster can't create tickets there`);
  // Jira goes on answering to the old key of a project; its issues have the new one.
  if (key !== project) return wrong(what, `is now called ${key}: set MUSTER_JIRA_PROJECT to it`);
  return ok(what, `found: ${name}`);
}

async function rightsFound(api: JiraApi, project: string, signal: AbortSignal): Promise<Examined[]> {
  const what = 'Jira, permissions';
  const query = { projectKey: project, permissions: RIGHTS.map(({ key }) => key).join(',') };
  const { permissions } = await api.ask(Permissions, { method: 'GET', path: '/mypermissions', query }, signal);
  const missing = RIGHTS.filter(({ key }) => permissions[key]?.havePermission !== true);
  if (missing.length === 0) return [ok(what, 'all needed permissions granted')];
  return missing.map(({ name, why, isNeeded }) =>
    isNeeded
      ? wrong(what, `"${name}" is missing (${why}): grant it to the account in ${project}`)
      : noteFinding(what, `"${name}" is missing (${why}); tickets are created without it`),
  );
}

async function issueTypeFound(
  api: JiraApi,
  project: string,
  issueType: string,
  signal: AbortSignal,
): Promise<Examined | Examined[]> {
  const what = `Jira, issue type ${issueType}`;
  const path = `/issue/createmeta/${encodeURIComponent(project)}/issuetypes`;
  const query = { maxResults: '200' };
  const { issueTypes } = await api.ask(IssueTypes, { method: 'GET', path, query }, signal);
  const type = issueTypes.find(({ name }) => name === issueType);
  if (type === undefined) {
    const names = issueTypes.map(({ name }) => name).join(', ') || 'none';
    return wrong(
      what,
      `the account can't create this type in ${project}: set MUSTER_JIRA_ISSUE_TYPE to another (${names})`,
    );
  }
  if (type.subtask) return wrong(what, 'is a sub-task type: set MUSTER_JIRA_ISSUE_TYPE to another type');
  const { fields } = await api.ask(Fields, { method: 'GET', path: `${path}/${type.id}`, query }, signal);
  const found = [
    ...(fields.some(({ fieldId }) => fieldId === 'labels')
      ? []
      : [wrong(what, 'has no field Labels on its create screen, and Muster finds its tickets by label: add it')]),
    ...fields
      .filter(({ fieldId, required, hasDefaultValue }) => required && !hasDefaultValue && !FILLED_IN.has(fieldId))
      .map(({ name }) => wrong(what, `requires the field "${name}", which Muster does not fill in: make it optional`)),
  ];
  return found.length > 0 ? found : ok(what, 'found, and its create screen has every field that Muster fills in');
}
