/** What does Jira Cloud tell an account about a project: its permissions, issue types and the create screen? */
import { json, type VendorAnswer } from '../vendor';
import { screenOf, type ProjectRules } from './issue-rules';

interface Shown {
  project: ProjectRules;
  /** What the account may not, by Jira's keys of permissions. */
  forbidden: ReadonlySet<string>;
  newKey: string | undefined;
  isArchived: boolean;
}

const PERMISSIONS = new Set([
  'BROWSE_PROJECTS',
  'CREATE_ISSUES',
  'ADD_COMMENTS',
  'ASSIGN_ISSUES',
  'EDIT_ISSUES',
  'RESOLVE_ISSUES',
  'SCHEDULE_ISSUES',
  'TRANSITION_ISSUES',
  'USER_PICKER',
]);

/** `GET /mypermissions`: refuses unknown permissions, and projects that the account may not see. */
export function permissionsIn(shown: Shown, query: URLSearchParams): VendorAnswer {
  const asked = (query.get('permissions') ?? '').split(',').filter((key) => key !== '');
  if (asked.length === 0)
    return json(400, { errorMessages: ["The 'permissions' query parameter is required."], errors: {} });
  const unknown = asked.filter((key) => !PERMISSIONS.has(key));
  if (unknown.length > 0)
    return json(400, { errorMessages: [`Unrecognized permission: ${unknown.join(', ')}`], errors: {} });
  const key = query.get('projectKey') ?? '';
  if (!isVisible(shown, key)) return noProject(key);
  const have = asked.map((name) => [name, { key: name, havePermission: !shown.forbidden.has(name) }] as const);
  return json(200, { permissions: Object.fromEntries(have) });
}

/** The project, its issue types or a type's fields, if the account may see them; undefined for any other path. */
export function lookedAt(shown: Shown, path: string, query: URLSearchParams): VendorAnswer | undefined {
  const [, named = '', typeId] = /^\/issue\/createmeta\/([^/]+)\/issuetypes(?:\/([^/]+))?$/.exec(path) ?? [];
  const project = /^\/project\/([^/]+)$/.exec(path)?.[1] ?? named;
  if (project === '') return undefined;
  if (!isVisible(shown, project)) return noProject(project);
  const { key, issueTypes, subtasks = [] } = shown.project;
  if (named === '')
    return json(200, { id: '10000', key: shown.newKey ?? key, name: 'Operations', archived: shown.isArchived });
  const types = [...issueTypes, ...subtasks].map((name, n) => ({
    id: (10_000 + n).toString(),
    name,
    subtask: subtasks.includes(name),
  }));
  // Only types of which the account may make issues are listed.
  const listed = shown.forbidden.has('CREATE_ISSUES') ? [] : types;
  if (typeId === undefined) return page('issueTypes', listed, query);
  if (!listed.some(({ id }) => id === typeId))
    return json(404, { errorMessages: ['Issue type not found.'], errors: {} });
  return page('fields', screenOf(shown.project), query);
}

const isVisible = ({ project, forbidden }: Shown, key: string): boolean =>
  key === project.key && !forbidden.has('BROWSE_PROJECTS');

const noProject = (key: string): VendorAnswer =>
  json(404, { errorMessages: [`No project could be found with key '${key}'.`], errors: {} });

function page(name: string, items: object[], query: URLSearchParams): VendorAnswer {
  const maxResults = Number(query.get('maxResults') ?? 50);
  return json(200, { startAt: 0, maxResults, total: items.length, [name]: items.slice(0, maxResults) });
}
