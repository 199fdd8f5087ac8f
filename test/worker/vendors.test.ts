import { join, resolve } from 'node:path';
import { Client } from '@temporalio/client';
import type { CheckedWorker, Surroundings } from '../../activities/adapters/shared/vendor';
import { createDirectory } from '../../directory/directory';
import { loadPolicy } from '../../policy/load';
import { FakeGithub } from '../fakes/github-issues/fake-github';
import { json } from '../fakes/vendor';
import { FakeZoom } from '../fakes/zoom/fake-zoom';
import { configureVendors, offAmong } from '../../worker/configure';
import { wirePorts } from '../../worker/ports';
import { temporaryFolder } from '../support/temporary-folder';

describe('the tracker', () => {
  const JIRA = {
    MUSTER_JIRA_URL: 'https://example.atlassian.net',
    MUSTER_JIRA_EMAIL: 'muster@example.com',
    MUSTER_JIRA_TOKEN: 't',
    MUSTER_JIRA_PROJECT: 'OPS',
  };
  const GITHUB = { MUSTER_GITHUB_ISSUES_REPOSITORY: 'acme/shop', MUSTER_GITHUB_TOKEN: 'reads' };
  const trackers = (env: NodeJS.ProcessEnv): string[] =>
    configureVendors(env).flatMap(({ isOn, vendor }) => (isOn && vendor.ports.includes('tickets') ? vendor.name : []));

  it('is none where nothing is set, and where a token is for something else', () => {
    expect(trackers({})).toEqual([]);
    expect(trackers({ MUSTER_GITHUB_TOKEN: 'reads', MUSTER_GITHUB_REPOSITORY: 'acme/shop' })).toEqual([]);
  });

  it('is the one that is set', () => {
    expect(trackers(JIRA)).toEqual(['Jira']);
    expect(trackers(GITHUB)).toEqual(['GitHub, issues']);
  });

  it('is none where two are set: nobody can tell which was meant', () => {
    const both = { ...JIRA, ...GITHUB };
    const problem =
      'Both MUSTER_JIRA_URL and MUSTER_GITHUB_ISSUES_REPOSITORY are set, but tickets can only go to one tracker. Remove one of them.';
    expect(trackers(both)).toEqual([]);
    expect(offAmong(configureVendors(both))).toEqual([
      { name: 'Jira', problem },
      { name: 'GitHub, issues', problem },
    ]);
  });
});

const ROOT = resolve(__dirname, '../..');
const { policy } = loadPolicy(join(ROOT, 'policy/release-manager.yaml'));

const people = [
  {
    id: 'ana',
    name: 'Ana',
    github: 'ana-b',
    contactPoints: [{ channel: 'email' as const, address: 'ana@example.com' }],
  },
];

const wiredWith = (env: NodeJS.ProcessEnv) =>
  wirePorts({
    home: temporaryFolder('wiring'),
    policy: { ...policy, settings: { ...policy.settings, 'zoom-bridge': STANDING } },
    directory: createDirectory({ data: { people } }),
    client: new Client(),
    vendors: configureVendors(env),
  }).ports;

const STANDING = { title: 'Bridge', value: 'https://zoom.example/j/1' };

describe('what is wired', () => {
  const call = { incidentId: 'i-1', key: 'bridge', title: 'Down' };

  it('reminds by mail only where a mail server is set', () => {
    expect('reminderMail' in wiredWith({})).toBe(false);
    const mail = { MUSTER_SMTP_URL: 'smtp://127.0.0.1:2525', MUSTER_MAIL_FROM: 'alerts@example.com' };
    const { mailer, reminderMail } = wiredWith(mail);
    expect(reminderMail).toBe(mailer);
  });

  it('is the outbox where nothing is set: the standing link, and tickets that nobody can read', async () => {
    const { bridge, tickets } = wiredWith({});
    expect(await bridge.open(call)).toEqual({ reference: 'bridge', url: STANDING.value });
    expect('read' in tickets).toBe(false);
  });

  it('is Zoom where it is set, with the standing link behind it', async () => {
    const zoom = await FakeZoom.start();
    const addresses = { MUSTER_ZOOM_API_URL: zoom.apiUrl, MUSTER_ZOOM_OAUTH_URL: zoom.oauthUrl };
    const account = { MUSTER_ZOOM_ACCOUNT_ID: zoom.accountId, MUSTER_ZOOM_CLIENT_ID: zoom.clientId };
    const { bridge } = wiredWith({ ...addresses, ...account, MUSTER_ZOOM_CLIENT_SECRET: zoom.clientSecret });
    expect((await bridge.open(call)).url).toBe(zoom.meetings[0]?.joinUrl);
    zoom.vendor.failNext(json(500, { message: 'no' }));
    expect((await bridge.open({ ...call, incidentId: 'i-2' })).url).toBe(STANDING.value);
    await zoom.stop();
  });

  it('is GitHub where it is set, with the logins of the directory', async () => {
    const github = await FakeGithub.start();
    github.collaborators.add('ana-b');
    const env = { MUSTER_GITHUB_ISSUES_REPOSITORY: github.repository, MUSTER_GITHUB_API_URL: github.vendor.url };
    const { tickets } = wiredWith({ ...env, MUSTER_GITHUB_TOKEN: github.token });
    const ticket = { incidentId: 'i-1', key: 't', kind: 'notice' as const, title: 'Down', text: 'Down' };
    const more = { priority: 'high', labels: [], release: null, assignee: 'ana@example.com' };
    const { reference } = await tickets.create({ ...ticket, ...more });
    expect(await tickets.read?.(reference)).toMatchObject({ state: 'open', assignee: 'ana-b' });
    await github.stop();
  });
});

describe('an integration whose settings can’t be used', () => {
  const SLACK = { MUSTER_SLACK_TOKEN: 'xoxb-1' };
  const MISTAKES: [string, NodeJS.ProcessEnv, RegExp][] = [
    [
      'PagerDuty',
      { MUSTER_PAGERDUTY_ROUTING_KEY_FILE: '/nowhere/key' },
      /^Can't read \/nowhere\/key, which MUSTER_PAGERDUTY_ROUTING_KEY_FILE names\.$/,
    ],
    ['Twilio', { MUSTER_TWILIO_ACCOUNT_SID: 'AC1' }, /MUSTER_TWILIO_ACCOUNT_SID must be/],
    ['mail', { MUSTER_SMTP_URL: 'smtp://mail.example', MUSTER_MAIL_FROM: 'x' }, /MUSTER_MAIL_FROM is "x"/],
    ['Zoom', { MUSTER_ZOOM_CLIENT_SECRET: 's' }, /Zoom needs/],
    ['Jira', { MUSTER_JIRA_URL: 'x' }, /MUSTER_JIRA_URL is "x"/],
    ['PostgreSQL', { MUSTER_DATABASE_URL_FILE: '/nowhere/url' }, /Can't read/],
    ['PagerDuty, on call', { MUSTER_PAGERDUTY_API_TOKEN_FILE: '/nowhere/token' }, /Can't read/],
    ['rollback command', { MUSTER_ROLLBACK_COMMANDS: '/nowhere/commands.yaml' }, /can't read/],
  ];

  it.each(MISTAKES)('is off and named, and the others are on: %s', (name, env, problem) => {
    const vendors = configureVendors({ ...SLACK, ...env });
    expect(offAmong(vendors)).toEqual([{ name, problem: expect.stringMatching(problem) as string }]);
    expect(vendors.filter(({ isOn, vendor }) => isOn && vendor.turnedOnBy === 'MUSTER_SLACK_TOKEN')).toHaveLength(1);
  });

  it('is an error of its own check, and no secret is in it', async () => {
    const url = 'smtp://muster:canary-password@mail.example';
    const [mail] = configureVendors({ MUSTER_SMTP_URL: url }).filter(({ vendor }) => vendor.name === 'mail');
    const opened = mail?.open({} as Surroundings);
    const found = await opened?.check({} as CheckedWorker).examine({ policy, signal: AbortSignal.timeout(1_000) });
    expect(found).toMatchObject([{ state: 'error', what: 'mail' }]);
    expect(JSON.stringify(found)).not.toContain('canary-password');
  });

  it('leaves a rollback to people where it is the way that a policy may name', () => {
    const { deployments } = wiredWith({ MUSTER_ROLLBACK_COMMANDS: '/nowhere/commands.yaml' });
    const tool = deployments({ rollbackUrl: { value: 'https://tool.example' } });
    expect('automatic' in tool && tool.automatic).toBe(false);
  });
});
