/** What does GitHub answer when two versions of a repository are compared? */
import { FakeVendor, json, type VendorAnswer, type VendorRequest } from '../vendor';
import { type FakeCommit, pageOf } from './page';

export interface FakeGithubOptions {
  repository?: string;
  token?: string;
  /** A private repository is "not found" for anyone who may not see it. */
  isPrivate?: boolean;
  /** What the token may. `metadata` alone sees the repository, and none of its contents. */
  rights?: 'contents' | 'metadata';
}

/** The most commits that GitHub lists without paging, and the most files that it lists at all. */
const MOST_COMMITS = 250;
const MOST_FILES = 300;
const MOST_PER_PAGE = 100;
const API_VERSIONS = ['2022-11-28'];

/**
 * GitHub's REST API for one repository on loopback, as far as comparing goes
 * (https://docs.github.com/en/rest/commits/commits#compare-two-commits). `/` shows it to people.
 */
export class FakeGithub {
  readonly repository: string;
  readonly token: string;
  /** How many requests are left until the limit, and when it is filled again. */
  remaining = 5_000;
  resetAt = Date.now() + 1_800_000;
  /** Tags and branches, each with its commits from the oldest to the newest. */
  readonly versions = new Map<string, FakeCommit[]>();

  private constructor(
    private readonly options: FakeGithubOptions,
    readonly vendor: FakeVendor,
  ) {
    this.repository = options.repository ?? 'company/release-manager';
    this.token = options.token ?? 'ghp-canary-3f9a';
  }

  static async start(options: FakeGithubOptions = {}): Promise<FakeGithub> {
    const vendor = await FakeVendor.start((request) => github.answer(request));
    const github = new FakeGithub(options, vendor);
    return github;
  }

  get apiUrl(): string {
    return this.vendor.url;
  }

  stop(): Promise<void> {
    return this.vendor.stop();
  }

  private answer(request: VendorRequest): VendorAnswer {
    const { pathname, searchParams } = new URL(request.path, this.vendor.url);
    if (pathname === '/') return pageOf(this);
    const limits = {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': String(Math.max(0, this.remaining - 1)),
      'x-ratelimit-reset': String(Math.ceil(this.resetAt / 1000)),
    };
    const told = this.refused(request) ?? this.found(request, pathname, searchParams);
    return { ...told, headers: { ...limits, ...told.headers } };
  }

  private refused({ headers }: VendorRequest): VendorAnswer | undefined {
    if (headers['user-agent'] === undefined) return says(403, 'Request forbidden by administrative rules.');
    const version = headers['x-github-api-version'];
    if (version !== undefined && !API_VERSIONS.includes(String(version)))
      return says(400, `${String(version)} is not a supported version`);
    const { authorization } = headers;
    if (authorization !== undefined && authorization !== `Bearer ${this.token}`) return says(401, 'Bad credentials');
    if (this.remaining <= 0) return says(403, 'API rate limit exceeded');
    this.remaining -= 1;
    return undefined;
  }

  private found({ method, headers }: VendorRequest, pathname: string, search: URLSearchParams): VendorAnswer {
    const [, owner = '', name = '', rest = ''] = /^\/repos\/([^/]+)\/([^/]+)(\/.*)?$/.exec(pathname) ?? [];
    const isVisible = this.options.isPrivate !== true || headers.authorization !== undefined;
    if (method !== 'GET' || `${owner}/${name}` !== this.repository || !isVisible) return says(404, 'Not Found');
    if (rest === '') return json(200, { full_name: this.repository });
    if (this.options.rights === 'metadata') return says(403, 'Resource not accessible by personal access token');
    if (rest === '/commits') return json(200, [...this.versions.values()].flat().slice(-1).map(rendered));
    const [, ref] = /^\/commits\/([^/]+)$/.exec(rest) ?? [];
    if (ref !== undefined) return this.commit(decodeURIComponent(ref));
    const [, from, to] = /^\/compare\/([^/]+)\.\.\.([^/]+)$/.exec(rest) ?? [];
    if (from === undefined || to === undefined) return says(404, 'Not Found');
    return this.compare(decodeURIComponent(from), decodeURIComponent(to), search);
  }

  private commit(ref: string): VendorAnswer {
    const newest = this.versions.get(ref)?.at(-1);
    return newest === undefined ? says(422, `No commit found for SHA: ${ref}`) : json(200, rendered(newest));
  }

  private compare(from: string, to: string, search: URLSearchParams): VendorAnswer {
    const [base, head] = [this.versions.get(from), this.versions.get(to)];
    if (base === undefined || head === undefined) return says(404, 'Not Found');
    const lacks = (commits: FakeCommit[], of: FakeCommit[]): FakeCommit[] => of.filter((one) => !commits.includes(one));
    const [ahead, behind] = [lacks(base, head), lacks(head, base)];
    const isPaged = search.has('page') || search.has('per_page');
    const page = Number(search.get('page') ?? 1);
    const size = isPaged ? Math.min(MOST_PER_PAGE, Number(search.get('per_page') ?? 30)) : MOST_COMMITS;
    if (!(page >= 1) || !(size >= 1)) return says(422, 'Validation Failed');
    const files = [...new Set(ahead.flatMap((commit) => commit.files))].slice(0, MOST_FILES);
    const ways = behind.length === 0 ? 'ahead' : 'diverged';
    return json(200, {
      html_url: `https://github.com/${this.repository}/compare/${from}...${to}`,
      status: ahead.length > 0 ? ways : behind.length > 0 ? 'behind' : 'identical',
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits: ahead.slice((page - 1) * size, page * size).map(rendered),
      // With the first page only.
      ...(page === 1 && { files: files.map((filename) => ({ filename, additions: 3, deletions: 1 })) }),
    });
  }
}

const says = (status: number, message: string): VendorAnswer =>
  json(status, { message, documentation_url: 'https://docs.github.com/rest' });

const rendered = ({ sha, message, login, name }: FakeCommit): object => ({
  sha,
  commit: { message, author: { name, email: 'someone@example.com', date: '2026-01-15T14:00:00Z' } },
  author: login === null ? null : { login },
});

/** So many commits, `c1` the oldest. */
export const commits = (count: number, like: Partial<FakeCommit> = {}): FakeCommit[] =>
  Array.from({ length: count }, (_, at) => ({
    sha: (at + 1)
      .toString(16)
      .padStart(40, '0')
      .replace(/^0{7}/, (at + 1).toString(16).padStart(7, 'c')),
    message: `c${at + 1}`,
    login: 'priya',
    name: 'Priya',
    files: [`src/file-${at % 5}.ts`],
    ...like,
  }));
