import { createGithubIssues, type GithubIssuesOptions } from '../../../../activities/adapters/github-issues';
import { ProviderRejected, ProviderUnavailable } from '../../../../activities/errors';
import { FakeGithub, type FakeGithubIssue } from '../../../fakes/github-issues/fake-github';
import { json } from '../../../fakes/vendor';
import { only as onlyOf, OWED, ticket } from '../ticket-setup';

const LOGINS: Record<string, string> = { 'tomasz@example.com': 'tomasz-w', 'kwame@example.com': 'kwame-m' };

let github: FakeGithub;

beforeEach(async () => {
  github = await FakeGithub.start();
  github.collaborators.add('tomasz-w');
  github.milestones.push({ number: 4, title: '2026.12' });
});

afterEach(() => github.stop());

/** What a new process would have. */
const begin = (changed: Partial<GithubIssuesOptions> = {}) =>
  createGithubIssues({
    ...github.settings,
    withinMs: 1_500,
    loginOf: (address) => Promise.resolve(LOGINS[address]),
    ...changed,
  });

const only = (): FakeGithubIssue => onlyOf(github.issues);

describe('an issue', () => {
  it('has labels, milestone and assignee; due date and priority are in the text', async () => {
    const receipt = await begin().create(ticket(OWED));
    expect(receipt).toEqual({ reference: 'acme/shop#1', url: 'https://github.com/acme/shop/issues/1' });
    expect(only()).toMatchObject({
      title: 'P3 Release Manager: slow pages',
      labels: ['muster', 'incident', 'p3', 'priority: high'],
      assignees: ['tomasz-w'],
      milestone: 4,
    });
    expect(only().body).toMatch(/^- Priority: high\n- Due: 2026-12-01 15:30 UTC\n\n```text\n/);
    expect(only().body).toMatch(/\n<!-- muster-[0-9a-f]{20} -->$/);
  });

  it('has the text in a fence that it can not leave', async () => {
    const text = 'hi @acme/team #12 ![x](https://evil.example/x.png)\n```\n# out\n`````\n<!-- muster-0 -->';
    await begin().create(ticket({ text, title: 'fixes #12 @kwame-m `x`\nhttps://evil.example' }));
    const fence = '``````';
    expect(only().body).toContain(`${fence}text\n${text}\n${fence}\n`);
    expect(only().title).toBe("fixes ＃12 ＠kwame-m 'x' https: //evil.example");
  });

  it('has a line of ours that can do nothing either', async () => {
    await begin().create(ticket({ release: '@kwame-m [x](https://evil.example) <b>' }));
    expect(only().body).toContain('＠kwame-m \\[x\\]\\(https: //evil.example\\) \\<b\\>');
  });

  it('is cut to what GitHub takes', async () => {
    await begin().create(ticket({ text: 'x'.repeat(70_000), title: 'y'.repeat(500), labels: ['z'.repeat(80)] }));
    expect(only().title).toHaveLength(256);
    expect(only().labels[1]).toHaveLength(50);
  });

  it('has the label that is configured for its priority', async () => {
    await begin({ priorities: { high: 'P-high' } }).create(ticket());
    expect(only().labels).toContain('P-high');
  });
});

describe('what the repository does not take', () => {
  it('somebody without a login is named in the text', async () => {
    const { note } = await begin().create(ticket({ assignee: 'ana@example.com', release: 'next planned release' }));
    expect(only().body).toContain('- Owner: ana＠example.com \\(add their GitHub login to the directory\\)');
    expect(only().body).toContain('- Planned release: next planned release');
    expect(note).toContain('no assignee: add their GitHub login to the directory');
  });

  it('so is somebody who can not be assigned', async () => {
    await begin().create(ticket({ assignee: 'kwame@example.com' }));
    expect(only().assignees).toEqual([]);
    expect(only().body).toContain('allow assigning');
  });

  it('says what GitHub dropped without a word, and still finds the ticket again', async () => {
    github.mayPush = false;
    const { note } = await begin().create(ticket({ assignee: 'tomasz@example.com' }));
    expect(note).toContain("the token can't set labels");
    await begin().create(ticket());
    expect(github.issues).toHaveLength(1);
  });

  it('any other refusal names the field', async () => {
    github.vendor.passNext();
    github.vendor.passNext();
    const errors = [{ resource: 'Issue', field: 'title', code: 'missing_field' }];
    github.vendor.failNext(json(422, { message: 'Validation Failed', errors }));
    await expect(begin().create(ticket())).rejects.toThrow('422 Validation Failed; title: missing_field');
  });

  it('and so does a token that is wrong, and a repository that is not there', async () => {
    await expect(begin({ token: 'ghp_wrong' }).create(ticket())).rejects.toThrow(
      /401 Bad credentials \(check the token\)/,
    );
    await expect(begin({ repository: 'acme/nowhere' }).create(ticket())).rejects.toThrow(
      /MUSTER_GITHUB_ISSUES_REPOSITORY/,
    );
  });
});

describe('when the answer to a new issue is lost', () => {
  const lose = async (fault: 'done-reset' | 'done-hang', tickets = begin()) => {
    github.vendor.passNext();
    github.vendor.passNext();
    github.vendor.failNext(fault);
    await expect(tickets.create(ticket())).rejects.toBeInstanceOf(ProviderUnavailable);
    expect(github.issues).toHaveLength(1);
  };

  it.each(['done-reset', 'done-hang'] as const)('the same process makes one (%s)', async (fault) => {
    const tickets = begin();
    await lose(fault, tickets);
    expect((await tickets.create(ticket())).reference).toBe('acme/shop#1');
    expect(github.issues).toHaveLength(1);
  });

  it('and so does another process, after the first was killed and 99 tickets came after it', async () => {
    await lose('done-reset');
    for (let n = 0; n < 99; n += 1) github.add({ labels: ['muster'], body: '<!-- muster-other -->' });
    expect((await begin().create(ticket())).reference).toBe('acme/shop#1');
    expect(github.issues).toHaveLength(100);
  });

  it('a closed one counts; a pull request, a quotation and a later copy do not', async () => {
    await lose('done-reset');
    const ours = only();
    const { body } = ours;
    const marker = /<!-- .* -->$/.exec(body)?.[0] ?? '';
    github.issues.length = 0;
    github.add({ body: `quoted: ${marker}\nmore`, labels: ['muster'] });
    github.add({ body, labels: ['muster'], isPullRequest: true });
    github.add({ ...ours, state: 'closed' });
    github.add({ body, labels: ['muster'] });
    expect((await begin().create(ticket())).reference).toBe('acme/shop#3');
  });
});

describe('limits', () => {
  it('a hundred refusals of bursts are no refusals: it waits as long as GitHub says', async () => {
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    github.vendor.failNext({ ...json(403, { message }), headers: { 'retry-after': '30' } });
    await expect(begin().create(ticket())).rejects.toMatchObject({ options: { retryAfterMs: 30_000 } });
    github.vendor.failNext(json(403, { message }));
    await expect(begin().create(ticket())).rejects.toMatchObject({ options: { retryAfterMs: 60_000 } });
  });

  it('the hourly one waits for its end', async () => {
    github.remaining = 0;
    github.resetAt = Date.now() + 120_000;
    const failure = begin()
      .create(ticket())
      .catch((error: unknown) => error);
    const { options } = (await failure) as ProviderUnavailable;
    expect(options.retryAfterMs).toBeGreaterThan(110_000);
    expect(options.retryAfterMs).toBeLessThanOrEqual(121_000);
  });
});

describe('reading', () => {
  it('says whether it is done, who has it, and where it is', async () => {
    const tickets = begin();
    const { reference } = await tickets.create(ticket({ assignee: 'tomasz@example.com' }));
    const url = 'https://github.com/acme/shop/issues/1';
    expect(await tickets.read(reference)).toEqual({ state: 'open', assignee: 'tomasz-w', url });
    only().state = 'closed';
    expect((await tickets.read(reference)).state).toBe('done');
  });

  it('costs nothing of the limit while nothing changes', async () => {
    github.add({});
    const tickets = begin();
    const first = await tickets.read('acme/shop#1');
    const charged = github.charged;
    expect(await tickets.read('acme/shop#1')).toEqual(first);
    expect(github.charged).toBe(charged);
    github.issues[0] = { ...only(), state: 'closed' };
    expect((await tickets.read('acme/shop#1')).state).toBe('done');
  });

  it('says that one is gone, and refuses what is no reference', async () => {
    const tickets = begin();
    await expect(tickets.read('acme/shop#7')).rejects.toThrow(/404 Not Found/);
    for (const other of ['OPS-1', 'acme/shop#0', '../x#1', 'acme/..#1', 'acme/shop#1?x'])
      await expect(tickets.read(other)).rejects.toBeInstanceOf(ProviderRejected);
  });
});
