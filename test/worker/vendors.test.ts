import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from '@temporalio/client';
import { createDirectory } from '../../directory/directory';
import { loadPolicy } from '../../policy/load';
import { FakeGithub } from '../fakes/github-issues/fake-github';
import { json } from '../fakes/vendor';
import { FakeZoom } from '../fakes/zoom/fake-zoom';
import { wirePorts } from '../../worker/ports';
import { readMailSettings } from '../../worker/settings/mail';
import { readTicketSettings } from '../../worker/settings/tickets';
import { readZoomSettings } from '../../worker/settings/zoom';
import { temporaryFolder } from '../support/temporary-folder';

const JIRA = {
  MUSTER_JIRA_URL: 'https://example.atlassian.net',
  MUSTER_JIRA_EMAIL: 'muster@example.com',
  MUSTER_JIRA_TOKEN: 't',
  MUSTER_JIRA_PROJECT: 'OPS',
};
const GITHUB = { MUSTER_GITHUB_ISSUES_REPOSITORY: 'acme/shop', MUSTER_GITHUB_TOKEN: 'reads' };
const ZOOM = { MUSTER_ZOOM_ACCOUNT_ID: 'a', MUSTER_ZOOM_CLIENT_ID: 'c', MUSTER_ZOOM_CLIENT_SECRET: 's' };

const fileWith = (text: string): string => {
  const file = join(temporaryFolder('secret'), 'secret');
  writeFileSync(file, text);
  return file;
};

describe('the tracker', () => {
  it('is none where nothing is set, and where an empty value is', () => {
    expect(readTicketSettings({})).toBeUndefined();
    expect(readTicketSettings({ MUSTER_JIRA_URL: '', MUSTER_GITHUB_ISSUES_REPOSITORY: ' ' })).toBeUndefined();
    // As `.env.example` has it: no more than a default.
    expect(readTicketSettings({ MUSTER_JIRA_ISSUE_TYPE: 'Task' })).toBeUndefined();
    // A token alone is for looking at changes.
    expect(readTicketSettings({ MUSTER_GITHUB_TOKEN: 'reads', MUSTER_GITHUB_REPOSITORY: 'acme/shop' })).toBeUndefined();
  });

  it('is one', () => {
    expect(() => readTicketSettings({ ...JIRA, ...GITHUB })).toThrow(/tickets can only go to one tracker/);
  });

  it('can be Jira', () => {
    const words = { MUSTER_JIRA_PRIORITIES: 'critical = Highest, low=Lowest', MUSTER_JIRA_ISSUE_TYPE: 'Bug' };
    expect(readTicketSettings({ ...JIRA, ...words })).toEqual({
      tracker: 'jira',
      url: 'https://example.atlassian.net',
      email: 'muster@example.com',
      token: 't',
      project: 'OPS',
      issueType: 'Bug',
      priorities: { critical: 'Highest', low: 'Lowest' },
    });
  });

  it('can be GitHub, with a token of its own before the one for everything', () => {
    expect(readTicketSettings(GITHUB)).toMatchObject({ tracker: 'github', repository: 'acme/shop', token: 'reads' });
    const file = fileWith('writes\n');
    expect(readTicketSettings({ ...GITHUB, MUSTER_GITHUB_ISSUES_TOKEN_FILE: file })).toMatchObject({ token: 'writes' });
  });

  it.each([
    [{ ...JIRA, MUSTER_JIRA_TOKEN: '', MUSTER_JIRA_EMAIL: '' }, /needs MUSTER_JIRA_EMAIL and MUSTER_JIRA_TOKEN/],
    [{ MUSTER_JIRA_TOKEN: 't' }, /needs MUSTER_JIRA_URL and MUSTER_JIRA_EMAIL and MUSTER_JIRA_PROJECT as well/],
    [{ ...JIRA, MUSTER_JIRA_URL: ' ' }, /^Jira needs MUSTER_JIRA_URL as well/],
    [{ ...JIRA, MUSTER_JIRA_URL: 'example.atlassian.net' }, /MUSTER_JIRA_URL is "example.atlassian.net"/],
    [{ ...JIRA, MUSTER_JIRA_PROJECT: 'OPS" OR 1' }, /must be a project key/],
    [{ ...JIRA, MUSTER_JIRA_PRIORITIES: 'high' }, /must look like critical=Highest/],
    [{ ...GITHUB, MUSTER_GITHUB_ISSUES_REPOSITORY: 'shop' }, /such as acme\/shop/],
    [{ ...GITHUB, MUSTER_GITHUB_ISSUES_REPOSITORY: 'acme/..' }, /must be owner\/name/],
    [{ MUSTER_GITHUB_ISSUES_TOKEN: 'writes' }, /MUSTER_GITHUB_ISSUES_REPOSITORY is not. Set both, or neither/],
    [{ ...GITHUB, MUSTER_GITHUB_TOKEN: '' }, /MUSTER_GITHUB_ISSUES_TOKEN, or MUSTER_GITHUB_TOKEN/],
  ])('refuses %j', (env, reason) => {
    expect(() => readTicketSettings(env)).toThrow(reason);
  });
});

describe('Zoom', () => {
  it('is not used where nothing is set', () => {
    expect(readZoomSettings({})).toBeUndefined();
  });

  it('takes the secret from a file', () => {
    const { MUSTER_ZOOM_CLIENT_SECRET: _, ...rest } = ZOOM;
    const file = fileWith('from the file\n');
    expect(
      readZoomSettings({ ...rest, MUSTER_ZOOM_CLIENT_SECRET_FILE: file, MUSTER_ZOOM_USER: 'b@example.com' }),
    ).toEqual({
      accountId: 'a',
      clientId: 'c',
      clientSecret: 'from the file',
      user: 'b@example.com',
      waitingRoom: false,
    });
  });

  it.each([
    [{ ...ZOOM, MUSTER_ZOOM_CLIENT_ID: '' }, /Zoom needs MUSTER_ZOOM_CLIENT_ID as well/],
    [{ ...ZOOM, MUSTER_ZOOM_API_URL: 'ftp://x' }, /MUSTER_ZOOM_API_URL is "ftp:/],
    [{ ...ZOOM, MUSTER_ZOOM_WAITING_ROOM: 'maybe' }, /must be yes or no/],
  ])('refuses %j', (env, reason) => {
    expect(() => readZoomSettings(env)).toThrow(reason);
  });
});

describe('what is wired', () => {
  const ROOT = resolve(__dirname, '../..');
  const { policy } = loadPolicy(join(ROOT, 'policy/release-manager.yaml'));
  const standing = { title: 'Bridge', value: 'https://zoom.example/j/1' };
  const people = [
    {
      id: 'ana',
      name: 'Ana',
      github: 'ana-b',
      contactPoints: [{ channel: 'email' as const, address: 'ana@example.com' }],
    },
  ];

  const wired = (env: NodeJS.ProcessEnv) =>
    wirePorts({
      home: temporaryFolder('wiring'),
      policy: { ...policy, settings: { ...policy.settings, 'zoom-bridge': standing } },
      directory: createDirectory({ data: { people } }),
      client: new Client(),
      zoom: readZoomSettings(env),
      tickets: readTicketSettings(env),
      mail: readMailSettings(env),
    });
  const call = { incidentId: 'i-1', key: 'bridge', title: 'Down' };

  it('reminds by mail only where a mail server is set', () => {
    expect('reminderMail' in wired({})).toBe(false);
    const mail = { MUSTER_SMTP_URL: 'smtp://127.0.0.1:2525', MUSTER_MAIL_FROM: 'alerts@example.com' };
    const { mailer, reminderMail } = wired(mail);
    expect(reminderMail).toBe(mailer);
  });

  it('is the outbox where nothing is set: the standing link, and tickets that nobody can read', async () => {
    const { bridge, tickets } = wired({});
    expect(await bridge.open(call)).toEqual({ reference: 'bridge', url: standing.value });
    expect('read' in tickets).toBe(false);
  });

  it('is Zoom where it is set, with the standing link behind it', async () => {
    const zoom = await FakeZoom.start();
    const addresses = { MUSTER_ZOOM_API_URL: zoom.apiUrl, MUSTER_ZOOM_OAUTH_URL: zoom.oauthUrl };
    const account = { MUSTER_ZOOM_ACCOUNT_ID: zoom.accountId, MUSTER_ZOOM_CLIENT_ID: zoom.clientId };
    const { bridge } = wired({ ...addresses, ...account, MUSTER_ZOOM_CLIENT_SECRET: zoom.clientSecret });
    expect((await bridge.open(call)).url).toBe(zoom.meetings[0]?.joinUrl);
    zoom.vendor.failNext(json(500, { message: 'no' }));
    expect((await bridge.open({ ...call, incidentId: 'i-2' })).url).toBe(standing.value);
    await zoom.stop();
  });

  it('is GitHub where it is set, with the logins of the directory', async () => {
    const github = await FakeGithub.start();
    github.collaborators.add('ana-b');
    const env = { MUSTER_GITHUB_ISSUES_REPOSITORY: github.repository, MUSTER_GITHUB_API_URL: github.vendor.url };
    const { tickets } = wired({ ...env, MUSTER_GITHUB_TOKEN: github.token });
    const ticket = { incidentId: 'i-1', key: 't', kind: 'notice' as const, title: 'Down', text: 'Down' };
    const more = { priority: 'high', labels: [], release: null, assignee: 'ana@example.com' };
    const { reference } = await tickets.create({ ...ticket, ...more });
    expect(await tickets.read?.(reference)).toMatchObject({ state: 'open', assignee: 'ana-b' });
    await github.stop();
  });
});
