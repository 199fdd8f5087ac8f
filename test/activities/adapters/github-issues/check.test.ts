import type { GithubIssuesOptions } from '../../../../activities/adapters/github-issues';
import { createGithubIssuesCheck } from '../../../../activities/adapters/github-issues/check';
import { FakeGithub } from '../../../fakes/github-issues/fake-github';
import { json } from '../../../fakes/vendor';
import { found, NOWHERE } from '../found';

let github: FakeGithub;

beforeEach(async () => {
  github = await FakeGithub.start();
});

afterEach(() => github.stop());

const checked = (options: Partial<GithubIssuesOptions> = {}) =>
  found(createGithubIssuesCheck({ ...github.settings, withinMs: 5_000, ...options }));

test('the repository and both rights; no issue is made', async () => {
  expect(await checked()).toEqual([
    'ok GitHub issues: can create issues in acme/shop',
    'ok GitHub issues, reading: allowed',
    'ok GitHub issues, creating: allowed',
  ]);
  expect(github.issues).toEqual([]);
  expect(github.vendor.requests.filter(({ method }) => method !== 'GET').map(({ body }) => body)).toEqual(['{}']);
});

test('a permission that is missing is named as GitHub names it', async () => {
  github.issuesPermission = 'read';
  expect((await checked()).slice(1)).toEqual([
    'ok GitHub issues, reading: allowed',
    'error GitHub issues, creating: GitHub refused: 403 Resource not accessible by personal access token (the token needs the permission issues=write)',
  ]);
  github.issuesPermission = 'none';
  expect((await checked()).slice(1)).toEqual([
    expect.stringMatching(/^error GitHub issues, reading: .*permission issues=read\)$/),
    expect.stringMatching(/^error GitHub issues, creating: .*permission issues=write\)$/),
  ]);
});

test('a classic token without the scope', async () => {
  github.issuesPermission = 'classic-without-scope';
  expect((await checked()).at(-1)).toMatch(
    /^error GitHub issues, creating: not allowed: a classic token needs the scope repo/,
  );
});

test('an account without a role there', async () => {
  github.mayPush = false;
  expect((await checked()).at(-1)).toMatch(
    /^note GitHub issues, role: the token’s account has neither write nor triage/,
  );
});

test('issues that are switched off, a repository that is archived, one that was renamed', async () => {
  github.hasIssues = false;
  expect(await checked()).toEqual([expect.stringMatching(/^error GitHub issues: acme\/shop has issues disabled/)]);
  github.isArchived = true;
  expect(await checked()).toEqual([expect.stringMatching(/^error GitHub issues: acme\/shop is archived/)]);
  github.newName = 'acme/store';
  await expect(checked()).rejects.toThrow(/refused: 301 Moved Permanently \(the repository was renamed or moved/);
});

test.each([
  ['another token', { token: 'canary-other' }, /refused: 401 Bad credentials \(check the token\)$/],
  [
    'another repository',
    { repository: 'acme/other' },
    /refused: 404 Not Found \(check MUSTER_GITHUB_ISSUES_REPOSITORY/,
  ],
  ['nobody there', { apiUrl: NOWHERE }, /not available: connection refused$/],
])('%s', async (_what, options, told) => {
  await expect(checked(options)).rejects.toThrow(told);
  await expect(checked(options)).rejects.not.toThrow(/canary/);
});

test('a limit that is used up', async () => {
  github.remaining = 0;
  await expect(checked()).rejects.toThrow(/not available: rate limit exceeded: 403/);
});

test.each([
  ['an odd answer', json(200, { name: 'shop' }), /unexpected response: 200/],
  ['a web page', { status: 200, body: '<html>sign in' }, /unexpected response: 200 <html>/],
  ['an ill one', json(502, {}), /not available: 502/],
])('%s', async (_what, answer, told) => {
  github.vendor.failNext(answer);
  await expect(checked()).rejects.toThrow(told);
});

test('what goes wrong with one right hides no other', async () => {
  github.vendor.passNext();
  github.vendor.failNext(json(500, {}));
  const lines = await checked();
  expect(lines.map((line) => line.split(' ', 1)[0]).sort()).toEqual(['error', 'ok', 'ok']);
  expect(lines.join()).toMatch(/is not available: 500/);
});

test('whoever takes an issue without a title is not GitHub', async () => {
  github.vendor.passNext();
  github.vendor.failNext(json(201, { number: 1 }));
  github.vendor.failNext(json(201, { number: 1 }));
  expect((await checked()).slice(1)).toEqual([
    expect.stringMatching(/^error GitHub issues, reading: GitHub refused: unexpected response: 201/),
    expect.stringMatching(/^error GitHub issues, creating: .*check the address$/),
  ]);
});
