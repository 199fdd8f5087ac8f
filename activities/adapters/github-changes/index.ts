/**
 * What changed between two versions, by GitHub's compare API. The versions are tags, branches or commits of one
 * repository; the token, where there is one, needs to read its contents and nothing else.
 */
import { ProviderRejected } from '../../errors';
import type { Changes } from '../../ports/diagnostics';
import { createGithubApi, type GithubAccount, type GithubExchange } from '../github/api';
import { refuseWhenLimited } from '../github/limits';
import { counted, oneLine, wholeFinding } from '../shared/finding';
import { expectSuccess, jsonIn, odd, quoted } from '../shared/http-call';
import { z } from 'zod';

export interface GithubOptions extends GithubAccount {
  /** `owner/name`. */
  repository: string;
  withinMs?: number;
}

export interface GithubChanges extends Changes {
  /** Throws where the repository can't be read. */
  examine(signal?: AbortSignal): Promise<void>;
}

const PROVIDER = 'github';

/** Commits on one page, and how many pages are read after the first: the newest ones. */
const PAGE = 50;

const MORE_PAGES = 3;

/** A comparison carries up to 1 MB of patches with its first page. */
const MOST_BYTES = 1_900 * 1024;

const LISTED_FILES = 30;

const Commit = z.object({
  sha: z.string().min(7),
  commit: z.object({ message: z.string(), author: z.object({ name: z.string() }).nullable() }),
  author: z.object({ login: z.string().optional() }).nullable(),
});

const Comparison = z.object({
  status: z.enum(['ahead', 'behind', 'diverged', 'identical']),
  ahead_by: z.number(),
  behind_by: z.number(),
  total_commits: z.number(),
  html_url: z.string(),
  commits: z.array(Commit),
  files: z.array(z.object({ filename: z.string(), additions: z.number(), deletions: z.number() })).default([]),
});

type Comparison = z.infer<typeof Comparison>;

/** What may be in an address as a version. Two dots are a range to git, and a colon leads to another repository. */
const VERSION = /^(?!.*\.\.)[A-Za-z0-9][\w./+@-]{0,199}$/;

/** Changes by a repository on GitHub. An unknown version is `ProviderRejected`, a used-up limit `ProviderUnavailable`. */
export function createGithubChanges(options: GithubOptions): GithubChanges {
  const { repository, token, apiUrl, withinMs = 10_000 } = options;
  const api = createGithubApi({ provider: PROVIDER, token, apiUrl, withinMs, maxBytes: MOST_BYTES });

  const get = (path: string, signal: AbortSignal | undefined): Promise<GithubExchange> =>
    api.send({ method: 'GET', path: `/repos/${repository}${path}` }, signal);

  /** A 404 says only that something is missing: this finds out what. */
  const whatIsMissing = async (versions: string[], signal: AbortSignal | undefined): Promise<string> => {
    const statusOf = async (path: string): Promise<number> => (await get(path, signal)).answer.status;
    if ((await statusOf('')) === 404) {
      const who = token === undefined ? 'without a token' : 'to this token';
      return `the repository ${repository} does not exist, or is not visible ${who}`;
    }
    const found = await Promise.all(versions.map((version) => statusOf(`/commits/${encodeURIComponent(version)}`)));
    const unknown = versions.filter((_version, at) => [404, 409, 422].includes(found[at] ?? 200));
    return unknown.length > 0
      ? `${repository} does not have version ${unknown.join(' or ')}`
      : `${repository} can't compare ${versions.join(' with ')}`;
  };

  const page = async (
    [from, to]: [string, string],
    number: number,
    signal: AbortSignal | undefined,
  ): Promise<Comparison> => {
    const versions = [from, to].map(encodeURIComponent).join('...');
    const { call, answer } = await get(`/compare/${versions}?per_page=${PAGE}&page=${number}`, signal);
    refuseWhenLimited(call, answer);
    if (answer.status === 404) {
      const said = quoted(call, answer.text);
      throw new ProviderRejected(PROVIDER, `${await whatIsMissing([from, to], signal)} (404 ${said})`);
    }
    const parsed = Comparison.safeParse(jsonIn(call, expectSuccess(call, answer)));
    if (!parsed.success) throw odd(call, answer);
    return parsed.data;
  };

  return {
    async examine(signal) {
      // Contents are what a comparison reads; to see the repository is not enough.
      const { call, answer } = await get('/commits?per_page=1', signal);
      refuseWhenLimited(call, answer);
      if (answer.status === 404) throw new ProviderRejected(PROVIDER, await whatIsMissing([], signal));
      expectSuccess(call, answer);
    },

    async compare(from, to, signal) {
      const wrong = [from, to].find((version) => !VERSION.test(version));
      if (wrong !== undefined) throw new ProviderRejected(PROVIDER, `${JSON.stringify(wrong)} is not a valid version`);
      const first = await page([from, to], 1, signal);
      const pages = Math.ceil(first.total_commits / PAGE);
      const newest = Array.from({ length: MORE_PAGES }, (_, at) => pages - at).filter((number) => number > 1);
      const others = await Promise.all(newest.reverse().map((number) => page([from, to], number, signal)));
      const commits = [first, ...others].flatMap((one) => one.commits);
      return told(from, to, first, commits);
    },
  };
}

/** The newest commits first: the last change is the first suspect. */
function told(from: string, to: string, comparison: Comparison, commits: z.infer<typeof Commit>[]): string {
  const { status, total_commits: total, behind_by: behind, files, html_url: url } = comparison;
  if (status === 'identical') return wholeFinding(`nothing changed: ${from} and ${to} are the same commit`, [url]);
  if (total === 0) return wholeFinding(`${to} is older than ${from}, by ${counted(behind, 'commit')}`, [url]);
  const people = new Set(commits.map(authorOf));
  const known = commits.length === total ? '' : 'at least ';
  const reached = files.length >= 300 ? '300 or more files' : counted(files.length, 'file');
  const left = total - commits.length;
  return wholeFinding(
    `${counted(total, 'commit')} by ${known}${counted(people.size, 'person').replace('persons', 'people')}, ${reached} changed between ${from} and ${to}${
      behind === 0 ? '' : `; ${to} also lacks ${counted(behind, 'commit')} of ${from}`
    }`,
    [
      url,
      ...[...commits].reverse().map(line),
      ...(left > 0 ? [`… and ${counted(left, 'commit')} between, not read`] : []),
      ...files.slice(0, LISTED_FILES).map((file) => `${file.filename} +${file.additions} -${file.deletions}`),
      ...(files.length > LISTED_FILES ? [`… and ${counted(files.length - LISTED_FILES, 'more file')}`] : []),
    ],
  );
}

const authorOf = ({ author, commit }: z.infer<typeof Commit>): string =>
  author?.login ?? commit.author?.name ?? 'unknown';

const line = (one: z.infer<typeof Commit>): string =>
  `${one.sha.slice(0, 7)} ${oneLine(authorOf(one), 40)}: ${oneLine(one.commit.message.split('\n', 1)[0] ?? '', 120)}`;
