import { createJiraTickets, type JiraOptions } from '../../../../activities/adapters/jira';
import { ProviderRejected, ProviderUnavailable } from '../../../../activities/errors';
import type { TicketToCreate } from '../../../../activities/ports';
import { type FakeIssue, FakeJira } from '../../../fakes/jira/fake-jira';
import { only as onlyOf, OWED, ticket as aTicket } from '../ticket-setup';

const ticket = (changed: Partial<TicketToCreate> = {}): TicketToCreate =>
  aTicket({ labels: ['incident', 'needs triage'], ...changed });

let jira: FakeJira;

beforeEach(async () => {
  jira = await FakeJira.start();
  jira.project.versions.push({ id: '77', name: '2026.12' }, { id: '78', name: 'old', archived: true });
  jira.users.push(
    { accountId: 'a-tomasz', displayName: 'Tomasz', emailAddress: 'tomasz@example.com' },
    { accountId: 'a-lena', displayName: 'Lena', emailAddress: 'lena@example.com', hidesAddress: true },
  );
});

afterEach(() => jira.stop());

/** What a new process would have. */
const begin = (changed: Partial<JiraOptions> = {}) =>
  createJiraTickets({ ...jira.settings, withinMs: 1_500, ...changed });

const only = (): FakeIssue => onlyOf(jira.issues);

describe('an issue', () => {
  it('has priority, labels, version, owner and due date', async () => {
    const receipt = await begin().create(ticket(OWED));
    expect(receipt).toEqual({ reference: 'OPS-1', url: `${jira.vendor.url}/browse/OPS-1` });
    expect(only().fields).toMatchObject({
      summary: 'P3 Release Manager: slow pages',
      priority: { name: 'High' },
      fixVersions: [{ id: '77' }],
      assignee: { accountId: 'a-tomasz' },
      duedate: '2026-12-01',
    });
    expect(only().fields.labels).toEqual(['incident', 'needs-triage', expect.stringMatching(/^muster-[0-9a-f]{20}$/)]);
    expect(jira.descriptionOf(only())).toContain('Due: 2026-12-01 15:30 UTC');
  });

  it('has the text in a code block, where nothing acts', async () => {
    const text = 'see https://evil.example [~accountid:1] OPS-1 !image.png! \u202Eevil';
    await begin().create(ticket({ text, title: 'line\nbreak @tomasz' }));
    expect(only().fields.description).toEqual({
      type: 'doc',
      version: 1,
      content: [{ type: 'codeBlock', content: [{ type: 'text', text: text.replace('\u202E', '') }] }],
    });
    expect(only().fields.summary).toBe('line break ＠tomasz');
  });

  it('is cut to what Jira takes', async () => {
    await begin().create(ticket({ text: 'x'.repeat(50_000), title: 'y'.repeat(500) }));
    expect(only().fields.summary).toHaveLength(255);
  });

  it('can be without a text', async () => {
    await begin().create(ticket({ text: '' }));
    expect(jira.descriptionOf(only())).toBe('');
  });

  it('has the priority that is configured, and none where the policy has none', async () => {
    await begin({ priorities: { high: 'Highest' } }).create(ticket());
    await begin().create(ticket({ key: 'other', priority: 'none' }));
    await begin().create(ticket({ key: 'third', priority: 'critical' }));
    expect(jira.issues.map(({ fields }) => fields.priority?.name)).toEqual(['Highest', undefined, 'Highest']);
  });

  it('is assigned to somebody who hides their address, but never to somebody else', async () => {
    await begin().create(ticket({ key: '1', assignee: 'lena@example.com' }));
    await begin().create(ticket({ key: '2', assignee: 'example.com' }));
    await begin().create(ticket({ key: '3', assignee: 'masz@example.com' }));
    expect(jira.issues.map(({ fields }) => fields.assignee?.accountId)).toEqual(['a-lena', undefined, undefined]);
  });
});

describe('what the project does not take', () => {
  it('is left out and said, in the text and in the record', async () => {
    for (const field of ['priority', 'duedate']) jira.project.notOnScreen.add(field);
    const { note } = await begin().create(ticket({ dueAt: Date.UTC(2026, 11, 1) }));
    expect(only().fields).not.toHaveProperty('priority');
    expect(jira.descriptionOf(only())).toContain('Priority: high (the project does not accept this field)');
    expect(jira.descriptionOf(only())).toContain('Due: 2026-12-01 00:00 UTC (the project does not accept this field)');
    expect(note).toContain('no priority: the project does not accept this field');
  });

  it('a priority that it does not know, too', async () => {
    await begin().create(ticket({ priority: 'urgent' }));
    expect(jira.descriptionOf(only())).toContain('Priority: urgent');
  });

  it('a version or a person that is not there is named in the text', async () => {
    const { note } = await begin().create(ticket({ release: 'next planned release', assignee: 'nobody@example.com' }));
    expect(jira.descriptionOf(only())).toContain(
      'Planned release: next planned release (no version with this name in the project)',
    );
    expect(jira.descriptionOf(only())).toContain('Owner: nobody＠example.com');
    expect(note).toContain('no assignee');
  });

  it('an archived version counts as none, and people who may not be seen as nobody', async () => {
    jira.forbidden.add('USER_PICKER');
    await begin().create(ticket({ release: 'old', assignee: 'tomasz@example.com' }));
    expect(only().fields).not.toHaveProperty('fixVersions');
    expect(jira.descriptionOf(only())).toContain("the account can't search for users");
  });

  it('but a field that it wants is a refusal that names it', async () => {
    jira.project.required.set('customfield_10010', 'Team is required.');
    jira.project.notOnScreen.add('priority');
    const failure = begin().create(ticket());
    await expect(failure).rejects.toBeInstanceOf(ProviderRejected);
    await expect(failure).rejects.toThrow(/customfield_10010: Team is required\./);
    expect(jira.issues).toEqual([]);
  });

  it('and without labels Muster could not find its tickets again', async () => {
    jira.project.notOnScreen.add('labels');
    await expect(begin().create(ticket())).rejects.toThrow(/add the field Labels to the create screen/);
  });

  it('a type of issue that is not there names the setting', async () => {
    await expect(begin({ issueType: 'Incident' }).create(ticket())).rejects.toThrow(/MUSTER_JIRA_ISSUE_TYPE/);
  });
});

describe('when the answer to a new issue is lost', () => {
  const lose = async (fault: 'done-reset' | 'done-hang', tickets = begin()) => {
    // Two searches and the look at the next numbers pass.
    for (let n = 0; n < 3; n += 1) jira.vendor.passNext();
    jira.vendor.failNext(fault);
    await expect(tickets.create(ticket())).rejects.toBeInstanceOf(ProviderUnavailable);
    expect(jira.issues).toHaveLength(1);
  };

  it.each(['done-reset', 'done-hang'] as const)(
    'it is found although the search does not know it yet (%s)',
    async (fault) => {
      const tickets = begin();
      await lose(fault, tickets);
      expect(only().indexed).toBe(false);
      expect((await tickets.create(ticket())).reference).toBe('OPS-1');
      expect(jira.issues).toHaveLength(1);
    },
  );

  it('and so by another process, after the first was killed, among others that are new', async () => {
    for (let n = 0; n < 20; n += 1) jira.add();
    jira.index();
    for (let n = 0; n < 60; n += 1) jira.add();
    for (let n = 0; n < 3; n += 1) jira.vendor.passNext();
    jira.vendor.failNext('done-reset');
    await expect(begin().create(ticket())).rejects.toBeInstanceOf(ProviderUnavailable);
    expect((await begin().create(ticket())).reference).toBe('OPS-81');
    expect(jira.issues).toHaveLength(81);
  });

  it('also later, by its label, when people have moved it', async () => {
    await lose('done-reset');
    jira.index();
    jira.move(only(), 'WEB-5');
    expect((await begin().create(ticket())).reference).toBe('WEB-5');
    expect(jira.issues).toHaveLength(1);
  });
});

describe('reading', () => {
  it('says whether it is done, who has it, and where it is', async () => {
    const tickets = begin();
    const { reference } = await tickets.create(ticket({ assignee: 'tomasz@example.com' }));
    const url = `${jira.vendor.url}/browse/OPS-1`;
    expect(await tickets.read(reference)).toEqual({ state: 'open', assignee: 'Tomasz', url });
    only().category = 'indeterminate';
    expect((await tickets.read(reference)).state).toBe('open');
    only().category = 'done';
    expect((await tickets.read(reference)).state).toBe('done');
  });

  it('asks once for what is asked at the same time', async () => {
    const keys = Array.from({ length: 150 }, () => jira.add().key);
    const tickets = begin();
    const readings = await Promise.all(keys.map((key) => tickets.read(key)));
    expect(readings.every(({ state }) => state === 'open')).toBe(true);
    expect(jira.vendor.requests).toHaveLength(2);
  });

  it('follows one that was moved', async () => {
    const [first, second] = [jira.add(), jira.add()];
    jira.move(first, 'WEB-5');
    const tickets = begin();
    const [moved, other] = await Promise.all([tickets.read('OPS-1'), tickets.read(second.key)]);
    expect([moved.url, other.url]).toEqual([`${jira.vendor.url}/browse/WEB-5`, `${jira.vendor.url}/browse/OPS-2`]);
  });

  it('says that one is gone, and refuses what is no key', async () => {
    jira.add();
    const tickets = begin();
    await expect(tickets.read('OPS-99')).rejects.toThrow(/no longer exists/);
    await expect(tickets.read('bridge:1')).rejects.toBeInstanceOf(ProviderRejected);
  });
});
