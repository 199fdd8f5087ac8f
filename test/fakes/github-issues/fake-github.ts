/** What does GitHub accept, refuse and answer for the issues of a repository? */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { pageOf } from '../cards';
import { FakeVendor, json, type VendorAnswer, type VendorRequest } from '../vendor';

export interface FakeGithubIssue {
  number: number;
  title: string;
  body: string;
  labels: string[];
  assignees: string[];
  milestone?: number;
  state: 'open' | 'closed';
  isPullRequest?: boolean;
}

const ToCreate = z.strictObject({
  title: z.string(),
  body: z.string().max(65_536).optional(),
  labels: z.array(z.string()).optional(),
  assignees: z.array(z.string()).max(10).optional(),
  milestone: z.int().optional(),
});

const ListQuery = z.strictObject({
  state: z.enum(['open', 'closed', 'all']),
  sort: z.enum(['created', 'updated', 'comments']),
  direction: z.enum(['asc', 'desc']),
  per_page: z.coerce.number().int().min(1).max(100),
  page: z.coerce.number().int().min(1).optional(),
  labels: z.string().optional(),
});

/** GitHub's REST API as far as one repository's issues. `/` shows them to people. */
export class FakeGithub {
  readonly token = 'canary-github-token-58';
  readonly repository = 'acme/shop';
  readonly issues: FakeGithubIssue[] = [];
  /** What was written below issues, oldest first. */
  readonly comments: { issue: number; body: string }[] = [];
  readonly milestones: { number: number; title: string }[] = [];
  readonly collaborators = new Set<string>();
  /** The token may not push: labels, assignees and milestones are dropped silently. */
  mayPush = true;
  /** What a fine-grained token was given of the permission Issues; a classic one may do all or is without scopes. */
  issuesPermission: 'write' | 'read' | 'none' | 'classic-without-scope' = 'write';
  hasIssues = true;
  isArchived = false;
  /** What the repository is called now, where it was renamed. */
  newName: string | undefined;
  /** Requests that cost something of the hourly limit. */
  charged = 0;
  /** How many requests are left of the hourly limit. */
  remaining = 5_000;
  resetAt = Date.now() + 3_600_000;

  private constructor(readonly vendor: FakeVendor) {}

  static async start(): Promise<FakeGithub> {
    const vendor = await FakeVendor.start((request) => github.answer(request));
    const github = new FakeGithub(vendor);
    return github;
  }

  get settings() {
    const { token, repository } = this;
    return { token, repository, apiUrl: this.vendor.url };
  }

  stop(): Promise<void> {
    return this.vendor.stop();
  }

  /** An issue that somebody else made. */
  add(issue: Partial<FakeGithubIssue>): FakeGithubIssue {
    const number = this.issues.length + 1;
    const made: FakeGithubIssue = {
      title: 'Another issue',
      body: '',
      labels: [],
      assignees: [],
      state: 'open',
      ...issue,
      number,
    };
    this.issues.push(made);
    return made;
  }

  private answer(request: VendorRequest): VendorAnswer {
    const { pathname, searchParams } = new URL(request.path, this.vendor.url);
    if (pathname === '/') {
      const cards = this.issues.map(({ number, title, labels, body }) => ({
        title: `#${number} ${title}`,
        lines: [labels.join(', '), body],
      }));
      return pageOf('GitHub issues, as a fake', cards);
    }
    const { headers } = request;
    if (headers['user-agent'] === undefined)
      return json(403, { message: 'Request forbidden by administrative rules.' });
    if (headers.authorization !== `Bearer ${this.token}`) return json(401, { message: 'Bad credentials' });
    if (headers['x-github-api-version'] !== '2022-11-28') return json(400, { message: 'Unsupported API version' });
    if (this.remaining === 0) return this.spent();
    const answer = this.route(request, pathname, searchParams);
    if (answer.status !== 304) {
      this.charged += 1;
      this.remaining -= 1;
    }
    return { ...answer, headers: { ...answer.headers, 'x-ratelimit-remaining': this.remaining.toString() } };
  }

  private route(request: VendorRequest, pathname: string, query: URLSearchParams): VendorAnswer {
    const path = pathname.replace(`/repos/${this.repository}`, '');
    if (path === pathname) return json(404, { message: 'Not Found' });
    if (this.newName !== undefined)
      return {
        ...json(301, { message: 'Moved Permanently', url: `${this.vendor.url}/repositories/1${path}` }),
        headers: { location: `${this.vendor.url}/repositories/1${path}` },
      };
    if (path === '' && request.method === 'GET') return this.ownRepository();
    const refusal = path.startsWith('/issues') ? this.refuseIssues(request.method) : undefined;
    if (refusal !== undefined) return refusal;
    const number = /^\/issues\/(\d+)$/.exec(path)?.[1];
    if (path === '/issues' && request.method === 'POST') return this.create(request);
    if (path === '/issues' && request.method === 'GET') return this.list(query);
    const commented = /^\/issues\/(\d+)\/comments$/.exec(path)?.[1];
    if (commented !== undefined) return this.discuss(Number(commented), request);
    if (path === '/milestones') return json(200, this.milestones);
    if (number !== undefined) return this.read(Number(number), request);
    return json(404, { message: 'Not Found' });
  }

  private ownRepository(): VendorAnswer {
    const push = this.mayPush;
    return json(200, {
      id: 1,
      full_name: this.repository,
      has_issues: this.hasIssues,
      archived: this.isArchived,
      permissions: { admin: false, maintain: false, push, triage: push, pull: true },
    });
  }

  /** Like GitHub, checks the permission first, whatever was sent. */
  private refuseIssues(method: string): VendorAnswer | undefined {
    const needed = method === 'POST' ? 'write' : 'read';
    const given = this.issuesPermission;
    if (given === 'classic-without-scope') return method === 'POST' ? json(404, { message: 'Not Found' }) : undefined;
    if (given === 'none' || (given === 'read' && needed === 'write'))
      return {
        ...json(403, { message: 'Resource not accessible by personal access token' }),
        headers: { 'x-accepted-github-permissions': `issues=${needed}` },
      };
    if (!this.hasIssues) return json(410, { message: 'Issues has been disabled in this repository.' });
    return this.isArchived && method === 'POST'
      ? json(403, { message: 'Repository was archived so is read-only.' })
      : undefined;
  }

  private spent(): VendorAnswer {
    return {
      ...json(403, { message: 'API rate limit exceeded for user ID 1.' }),
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': Math.ceil(this.resetAt / 1000).toString() },
    };
  }

  private create({ body }: VendorRequest): VendorAnswer {
    const parsed = ToCreate.safeParse(JSON.parse(body));
    if (!parsed.success)
      return json(422, { message: 'Invalid request.', errors: parsed.error.issues.map((i) => i.message) });
    const { title, body: text = '', labels = [], assignees = [], milestone } = parsed.data;
    const errors = this.problems(title, labels, assignees, milestone);
    if (errors.length > 0)
      return json(422, { message: 'Validation Failed', errors, documentation_url: 'https://docs.github.com/rest' });
    const given = this.mayPush ? { labels, assignees, ...(milestone !== undefined && { milestone }) } : {};
    return json(201, this.shown(this.add({ title, body: text, ...given })));
  }

  private problems(title: string, labels: string[], assignees: string[], milestone: number | undefined): object[] {
    const issue = (field: string, code: string, value: unknown) => ({ resource: 'Issue', field, code, value });
    return [
      ...(title.trim() === '' ? [{ resource: 'Issue', field: 'title', code: 'missing_field' }] : []),
      ...(title.length > 256
        ? [
            {
              resource: 'Issue',
              field: 'title',
              code: 'custom',
              message: 'title is too long (maximum is 256 characters)',
            },
          ]
        : []),
      ...labels.flatMap((label) => (label === '' || label.length > 50 ? [issue('labels', 'invalid', label)] : [])),
      ...assignees.flatMap((login) => (this.collaborators.has(login) ? [] : [issue('assignees', 'invalid', login)])),
      ...(milestone === undefined || this.milestones.some(({ number }) => number === milestone)
        ? []
        : [issue('milestone', 'invalid', milestone)]),
    ];
  }

  private list(searchParams: URLSearchParams): VendorAnswer {
    const query = ListQuery.safeParse(Object.fromEntries(searchParams));
    if (!query.success) return json(422, { message: 'Validation Failed' });
    const { per_page: size, page = 1, labels, state, direction } = query.data;
    const wanted = (labels ?? '').split(',').filter((label) => label !== '');
    const found = this.issues
      .filter((issue) => state === 'all' || issue.state === state)
      .filter((issue) => wanted.every((label) => issue.labels.includes(label)));
    const sorted = direction === 'desc' ? [...found].reverse() : found;
    return json(
      200,
      sorted.slice((page - 1) * size, page * size).map((issue) => this.shown(issue)),
    );
  }

  private discuss(issue: number, { method, body }: VendorRequest): VendorAnswer {
    if (!this.issues.some(({ number }) => number === issue)) return json(404, { message: 'Not Found' });
    const shown = (text: string) => ({
      html_url: `https://github.com/${this.repository}/issues/${issue}#c`,
      body: text,
    });
    if (method === 'GET')
      return json(
        200,
        this.comments.filter((comment) => comment.issue === issue).map((comment) => shown(comment.body)),
      );
    const parsed = z.strictObject({ body: z.string().min(1).max(65_536) }).safeParse(JSON.parse(body));
    if (!parsed.success) return json(422, { message: 'Validation Failed' });
    this.comments.push({ issue, body: parsed.data.body });
    return json(201, shown(parsed.data.body));
  }

  private read(number: number, { headers }: VendorRequest): VendorAnswer {
    const issue = this.issues.find((each) => each.number === number);
    if (issue === undefined) return json(404, { message: 'Not Found' });
    const answer = json(200, this.shown(issue));
    const etag = `W/"${createHash('sha256').update(answer.body).digest('hex')}"`;
    if (headers['if-none-match'] === etag) return { status: 304, body: '', headers: { etag } };
    return { ...answer, headers: { etag } };
  }

  private shown({ number, title, body, labels, assignees, milestone, state, isPullRequest }: FakeGithubIssue): object {
    return {
      id: 1_000 + number,
      number,
      html_url: `https://github.com/${this.repository}/issues/${number}`,
      title,
      body,
      state,
      labels: labels.map((name) => ({ name })),
      assignees: assignees.map((login) => ({ login })),
      milestone: milestone === undefined ? null : { number: milestone },
      ...(isPullRequest === true && { pull_request: {} }),
    };
  }
}
