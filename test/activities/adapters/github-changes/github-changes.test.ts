import { createGithubChanges, type GithubChanges } from '../../../../activities/adapters/github-changes';
import { ProviderRejected, ProviderUnavailable } from '../../../../activities/errors';
import { commits, FakeGithub, type FakeGithubOptions } from '../../../fakes/github/fake-github';
import { json } from '../../../fakes/vendor';

describe('comparing on GitHub', () => {
  let github: FakeGithub;
  const begin = async (options: FakeGithubOptions = {}): Promise<void> => {
    github = await FakeGithub.start(options);
    const all = commits(420);
    github.versions.set('v1', all.slice(0, 1)).set('v2', all.slice(0, 4)).set('v3', all);
    github.versions.set('side', [...all.slice(0, 1), ...commits(2, { sha: 'd'.repeat(40) }).slice(0, 1)]);
  };
  afterEach(() => github.stop());
  const changes = (token: string | undefined = github.token): GithubChanges =>
    createGithubChanges({ repository: github.repository, apiUrl: `${github.apiUrl}/`, token, withinMs: 2_000 });
  const withoutToken = (): GithubChanges =>
    createGithubChanges({ repository: github.repository, apiUrl: github.apiUrl, withinMs: 2_000 });

  it('tells commits, people and files', async () => {
    await begin();
    const [summary, ...details] = (await changes().compare('v1', 'v2')).split('\n');
    expect(summary).toBe('3 commits by 1 person, 3 files changed between v1 and v2');
    expect(details).toEqual([
      '  https://github.com/company/release-manager/compare/v1...v2',
      expect.stringMatching(/^ {2}[0-9a-f]{7} priya: c4$/) as string,
      expect.stringMatching(/priya: c3$/) as string,
      expect.stringMatching(/priya: c2$/) as string,
      '  src/file-1.ts +3 -1',
      '  src/file-2.ts +3 -1',
      '  src/file-3.ts +3 -1',
    ]);
  });

  it('reads the newest of more than 250 commits, and says how many it did not read', async () => {
    await begin();
    const text = await changes().compare('v1', 'v3');
    // 419 commits on 9 pages: the first 50, and the last three pages with 50, 50 and 19.
    expect(text.split('\n')[0]).toBe('419 commits by at least 1 person, 5 files changed between v1 and v3');
    expect(text).toContain('… and 250 commits between, not read');
    expect(text.split('\n')[2]).toMatch(/priya: c420$/);
    expect(github.vendor.requests.map(({ path }) => /page=(\d+)$/.exec(path)?.[1])).toEqual(
      expect.arrayContaining(['1', '7', '8', '9']) as string[],
    );
    expect(github.vendor.requests).toHaveLength(4);
  });

  it('says that both have what the other lacks', async () => {
    await begin();
    const [summary] = (await changes().compare('v2', 'side')).split('\n');
    expect(summary).toBe('1 commit by 1 person, 1 file changed between v2 and side; side also lacks 3 commits of v2');
  });

  it('takes an author without an account by name, and keeps hostile words on their line', async () => {
    await begin();
    const odd = commits(1, {
      sha: 'e'.repeat(40),
      login: null,
      name: 'A\nB',
      message: '\u202ex token=hunter2222\nrest',
    });
    github.versions.set('odd', [...(github.versions.get('v1') ?? []), ...odd]);
    const text = await changes().compare('v1', 'odd');
    expect(text).toContain('  eeeeeee A B: x token=[redacted]');
    expect(text).not.toMatch(/hunter|rest|\u202e/);
  });

  it('is refused with a wrong token, and says nothing of it', async () => {
    await begin();
    const failure = changes('ghp-canary-wrong').compare('v1', 'v2');
    await expect(failure).rejects.toBeInstanceOf(ProviderRejected);
    await expect(failure).rejects.toThrow('401 Bad credentials');
    await expect(failure).rejects.not.toThrow('canary');
  });

  it('tells a repository that nobody may see from a version that is not there', async () => {
    await begin({ isPrivate: true });
    await expect(withoutToken().compare('v1', 'v2')).rejects.toThrow(
      'the repository company/release-manager does not exist, or is not visible without a token',
    );
    await expect(changes().compare('v8', 'v9')).rejects.toThrow('does not have version v8 or v9');
  });

  it('says which right is missing, before it is needed too', async () => {
    await begin({ rights: 'metadata' });
    await expect(changes().compare('v1', 'v2')).rejects.toThrow('403 Resource not accessible by personal access token');
    await expect(changes().examine()).rejects.toThrow('403 Resource not accessible');
  });

  it('is content with a repository that it can read', async () => {
    await begin();
    await expect(changes().examine()).resolves.toBeUndefined();
    await expect(withoutToken().examine()).resolves.toBeUndefined();
  });

  it('waits until a used-up limit is filled again, as its header says', async () => {
    await begin();
    github.remaining = 0;
    github.resetAt = Date.now() + 60_000;
    const error: unknown = await changes()
      .compare('v1', 'v2')
      .catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(ProviderUnavailable);
    expect(String(error)).toContain('rate limit exceeded: 403');
    const waits = error instanceof ProviderUnavailable ? (error.options.retryAfterMs ?? 0) : 0;
    expect(waits).toBeGreaterThan(50_000);
    expect(waits).toBeLessThanOrEqual(61_000);
  });

  it('waits as long as a secondary limit asks', async () => {
    await begin();
    const limited = {
      ...json(403, { message: 'You have exceeded a secondary rate limit' }),
      headers: { 'retry-after': '9' },
    };
    github.vendor.failNext(limited);
    await expect(changes().compare('v1', 'v2')).rejects.toMatchObject({ options: { retryAfterMs: 9_000 } });
  });
});
