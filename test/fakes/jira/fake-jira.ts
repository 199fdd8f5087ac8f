/** What does Jira Cloud accept, refuse and answer for the issues of a project? */
import { z } from 'zod';
import { pageOf } from '../cards';
import { FakeVendor, json, type VendorAnswer, type VendorRequest } from '../vendor';
import { AtlassianDocument, Fields, problemsOf, textOf, type ProjectRules } from './issue-rules';
import { lookedAt, permissionsIn } from './project-pages';

export interface FakeUser {
  accountId: string;
  displayName: string;
  emailAddress: string;
  active?: boolean;
  /** The mail address is private: it can be searched for, but is not shown. */
  hidesAddress?: boolean;
}

export interface FakeIssue {
  id: string;
  key: string;
  /** What it was called before it was moved. */
  formerKey?: string;
  fields: Fields;
  category: 'new' | 'indeterminate' | 'done';
  /** The search sees it. */
  indexed: boolean;
}

const Search = z.strictObject({
  jql: z.string(),
  fields: z.array(z.string()).optional(),
  maxResults: z.int().min(1).max(5000).optional(),
  nextPageToken: z.string().optional(),
  reconcileIssues: z.array(z.number()).max(50).optional(),
});
const BulkFetch = z.strictObject({
  issueIdsOrKeys: z.array(z.string()).min(1).max(100),
  fields: z.array(z.string()).optional(),
});

const COMMENTS = /^\/issue\/([A-Z]+-\d+)\/comment$/;
const shownComment = ({ issue, body }: { issue: string; body: AtlassianDocument }) => ({ id: `${issue}-c`, body });

/**
 * Jira Cloud's REST API v3 with one project, as far as creating, finding and reading issues. Its search is as late as the
 * real one: what was created is found once `index()` was called. Reading by key is never late. `/` shows the issues.
 */
export class FakeJira {
  readonly email = 'muster@example.com';
  readonly token = 'canary-jira-token-31';
  readonly issues: FakeIssue[] = [];
  /** What was written below issues, oldest first. */
  readonly comments: { issue: string; body: AtlassianDocument }[] = [];
  readonly users: FakeUser[] = [];
  readonly project: ProjectRules = {
    key: 'OPS',
    issueTypes: ['Task', 'Bug'],
    priorities: ['Highest', 'High', 'Medium', 'Low', 'Lowest'],
    versions: [],
    notOnScreen: new Set(),
    required: new Map(),
    assignable: (accountId) => this.users.some((user) => user.accountId === accountId),
  };
  /** What the account may not, by Jira's keys of permissions. */
  readonly forbidden = new Set<string>();
  isActive = true;
  /** What the project is called now, where its key was changed. */
  newKey: string | undefined;
  isArchived = false;
  /** Whether the search sees what was created at once, as on a quiet day. */
  indexesAtOnce = false;

  private constructor(readonly vendor: FakeVendor) {}

  static async start(): Promise<FakeJira> {
    const vendor = await FakeVendor.start((request) => jira.answer(request));
    const jira = new FakeJira(vendor);
    return jira;
  }

  get settings() {
    const { email, token } = this;
    return { url: this.vendor.url, email, token, project: this.project.key };
  }

  /** The search has caught up. */
  index(): void {
    for (const issue of this.issues) issue.indexed = true;
  }

  /** An issue, as it is made. */
  add(fields: Partial<Fields> = {}): FakeIssue {
    const number = this.issues.length + 1;
    const issue: FakeIssue = {
      id: (10_000 + number).toString(),
      key: `${this.project.key}-${number}`,
      fields: { project: { key: this.project.key }, issuetype: { name: 'Task' }, summary: 'Another issue', ...fields },
      category: 'new',
      indexed: this.indexesAtOnce,
    };
    this.issues.push(issue);
    return issue;
  }

  /** Somebody moves an issue to another project. */
  move(issue: FakeIssue, key: string): void {
    issue.formerKey = issue.key;
    issue.key = key;
  }

  descriptionOf({ fields }: FakeIssue): string {
    return fields.description === undefined ? '' : textOf(AtlassianDocument.parse(fields.description));
  }

  stop(): Promise<void> {
    return this.vendor.stop();
  }

  private answer(request: VendorRequest): VendorAnswer {
    const { pathname, searchParams } = new URL(request.path, this.vendor.url);
    if (pathname === '/') {
      const cards = this.issues.map((issue) => ({
        title: `${issue.key} ${issue.fields.summary}`,
        lines: [(issue.fields.labels ?? []).join(' '), this.descriptionOf(issue)],
      }));
      return pageOf('Jira, as a fake', cards);
    }
    const path = pathname.replace(/^\/rest\/api\/3/, '');
    if (path === pathname) return json(404, { errorMessages: ['Not found'], errors: {} });
    const expected = `Basic ${Buffer.from(`${this.email}:${this.token}`).toString('base64')}`;
    if (request.headers.authorization !== expected)
      return json(401, {
        errorMessages: ['Client must be authenticated to access this resource.'],
        errors: {},
      });
    if (request.method === 'POST') return this.post(path, request);
    if (request.method !== 'GET') return json(405, { errorMessages: ['Method Not Allowed'], errors: {} });
    if (path === '/myself')
      return json(200, {
        accountId: 'acc-muster',
        displayName: 'Muster',
        emailAddress: this.email,
        active: this.isActive,
      });
    if (path === '/mypermissions') return permissionsIn(this, searchParams);
    const commented = COMMENTS.exec(path)?.[1];
    if (commented !== undefined)
      return json(200, { comments: this.comments.filter(({ issue }) => issue === commented).map(shownComment) });
    const looked = lookedAt(this, path, searchParams);
    if (looked !== undefined) return looked;
    if (path === '/user/assignable/search') return this.searchPeople(searchParams);
    if (path === `/project/${this.project.key}/version`) return this.listVersions(searchParams);
    return json(404, { errorMessages: ['No project could be found with that key.'], errors: {} });
  }

  private post(path: string, { headers, body }: VendorRequest): VendorAnswer {
    if (!(headers['content-type'] ?? '').startsWith('application/json'))
      return json(415, { errorMessages: ['Unsupported Media Type'], errors: {} });
    const payload: unknown = JSON.parse(body);
    const commented = COMMENTS.exec(path)?.[1];
    if (commented !== undefined) return this.comment(commented, payload);
    switch (path) {
      case '/issue':
        return this.create(payload);
      case '/search/jql':
        return this.search(payload);
      case '/issue/bulkfetch':
        return this.bulkFetch(payload);
      default:
        return json(404, { errorMessages: ['Not found'], errors: {} });
    }
  }

  private comment(issue: string, payload: unknown): VendorAnswer {
    const parsed = z.strictObject({ body: AtlassianDocument }).safeParse(payload);
    if (!parsed.success) return json(400, { errorMessages: ['Comment body is not valid!'], errors: {} });
    if (!this.issues.some(({ key }) => key === issue))
      return json(404, {
        errorMessages: ['Issue does not exist or you do not have permission to see it.'],
        errors: {},
      });
    const comment = { issue, body: parsed.data.body };
    this.comments.push(comment);
    return json(201, shownComment(comment));
  }

  private create(payload: unknown): VendorAnswer {
    const parsed = z.strictObject({ fields: Fields }).safeParse(payload);
    if (!parsed.success) return json(400, { errorMessages: ['Invalid request payload.'], errors: {} });
    const { fields } = parsed.data;
    const errors = problemsOf(fields, this.project);
    if (Object.keys(errors).length > 0) return json(400, { errorMessages: [], errors });
    const issue = this.add(fields);
    return json(201, { id: issue.id, key: issue.key, self: `${this.vendor.url}/rest/api/3/issue/${issue.id}` });
  }

  /** Understands the queries that can be answered here; anything else counts as invalid JQL. */
  private search(payload: unknown): VendorAnswer {
    const parsed = Search.safeParse(payload);
    if (!parsed.success) return json(400, { errorMessages: ['Invalid request payload.'], errors: {} });
    const { jql, maxResults = 50 } = parsed.data;
    const label = /^labels = "([^"]+)" ORDER BY created ASC$/.exec(jql)?.[1];
    const project = /^project = "([^"]+)" ORDER BY key DESC$/.exec(jql)?.[1];
    if (label === undefined && project === undefined)
      return json(400, { errorMessages: [`Error in the JQL Query: ${jql}`], errors: {} });
    if (project !== undefined && project !== this.project.key)
      return json(400, {
        errorMessages: [`The value '${project}' does not exist for the field 'project'.`],
        errors: {},
      });
    const known = this.issues.filter(({ indexed }) => indexed);
    const found =
      label === undefined
        ? known.filter(({ key }) => key.startsWith(`${this.project.key}-`)).reverse()
        : known.filter(({ fields }) => fields.labels?.includes(label) === true);
    return json(200, { issues: found.slice(0, maxResults).map(({ id, key }) => ({ id, key })), isLast: true });
  }

  private bulkFetch(payload: unknown): VendorAnswer {
    const parsed = BulkFetch.safeParse(payload);
    if (!parsed.success) return json(400, { errorMessages: ['The request is not valid.'], errors: {} });
    const { issueIdsOrKeys: asked, fields: wanted = [] } = parsed.data;
    const found = this.issues.filter(({ id, key, formerKey = '' }) =>
      asked.some((name) => [id, key, formerKey].includes(name)),
    );
    return json(200, {
      expand: 'names',
      issues: found.map((issue) => ({ id: issue.id, key: issue.key, fields: this.shown(issue, wanted) })),
      issueErrors: [],
    });
  }

  private shown({ fields, category }: FakeIssue, wanted: string[]): object {
    const assignee = this.users.find(({ accountId }) => accountId === fields.assignee?.accountId);
    const all: Record<string, unknown> = {
      labels: fields.labels ?? [],
      status: { name: category, statusCategory: { key: category } },
      assignee: assignee === undefined ? null : { accountId: assignee.accountId, displayName: assignee.displayName },
    };
    return Object.fromEntries(wanted.map((name) => [name, all[name]]));
  }

  private searchPeople(query: URLSearchParams): VendorAnswer {
    if (this.forbidden.has('USER_PICKER'))
      return json(403, { errorMessages: ['You do not have permission to browse users.'], errors: {} });
    if (query.get('project') !== this.project.key)
      return json(404, { errorMessages: ['No project could be found.'], errors: {} });
    const words = (query.get('query') ?? '').toLowerCase();
    const found = this.users.filter(
      ({ emailAddress, displayName }) =>
        emailAddress.toLowerCase().includes(words) || displayName.toLowerCase().includes(words),
    );
    return json(
      200,
      found.map(({ accountId, displayName, emailAddress, hidesAddress = false, active = true }) => ({
        accountId,
        displayName,
        active,
        ...(!hidesAddress && { emailAddress }),
      })),
    );
  }

  private listVersions(query: URLSearchParams): VendorAnswer {
    const words = (query.get('query') ?? '').toLowerCase();
    const values = this.project.versions.filter(({ name }) => name.toLowerCase().includes(words));
    return json(200, { startAt: 0, maxResults: 50, total: values.length, isLast: true, values });
  }
}
