import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DirectoryInput } from '../../directory/schema';
import type { Examined } from '../../domain/doctor/finding';
import { configureVendors } from '../../worker/configure';
import { KNOWN_VENDORS } from '../../worker/vendors';
import { muster } from '../client/cli/command-line';
import { guideWith } from '../support/virtual-clock';
import { everyVendor, examinedBy } from './doctor-setup';

/** A policy that uses whatever can be configured. */
const policyAt = (healthUrl: string) =>
  guideWith(({ investigation, communication }) => {
    const parameters = {
      healthUrl,
      prometheusUrl: '',
      rollbackCommand: 'shop',
      regressionWorkflow: 'regression.yml',
      deployment: 'rm',
    };
    for (const [name, value] of Object.entries(parameters)) investigation.parameters[name] = { value };
    communication.stakeholders.addresses = ['stakeholders@example.com'];
  });

const directory: DirectoryInput = {
  people: [
    {
      id: 'ada',
      name: 'Ada',
      contactPoints: [
        { channel: 'pagerduty', address: 'default' },
        { channel: 'sms', address: '+1-555-0101' },
      ],
    },
  ],
  rotations: [{ id: 'main', role: 'on-call-engineer', onCall: { pagerduty: { schedule: 'PFIRST1' } } }],
};

// Jest compiles it at its first use, for seconds in which no vendor of this process answers.
beforeAll(async () => {
  await import('@kubernetes/client-node');
}, 120_000);

const lines = (examined: Examined[]): string[] =>
  examined.map(({ state, what, text }) => `${state} ${what}: ${text}`.replace(/127\.0\.0\.1:\d+/g, 'HERE'));

test('with everything configured, the doctor says of each vendor what it found', async () => {
  const vendors = await everyVendor();
  try {
    vendors.pagerDutyApi.account.schedules = [{ id: 'PFIRST1', name: 'First line', turns: [] }];
    vendors.pagerDutyApi.account.policies = [{ id: 'PPOLICY', name: 'All', levels: [[{ schedule: 'PFIRST1' }]] }];
    const { env, healthUrl } = vendors;
    const examined = await examinedBy(env, { policy: policyAt(healthUrl), directory });
    expect(lines(examined)).toEqual([
      expect.stringMatching(/^ok health: http:\/\/HERE\/health answered 200 in \d+ ms$/),
      'note metrics: not configured, so probes that need Prometheus stay open',
      'ok Kubernetes, the account for looking: has all permissions it needs',
      'error database: postgresql is not available: connection refused',
      'ok changes: can read example/release-manager',
      'ok rollback: v2 is running and is not healthy; can roll back to v1',
      expect.stringMatching(/^ok GitHub Actions, regression-suite: "regression.yml" exists and is active/),
      'ok Slack: answers; the app is muster in Test',
      'ok Slack, scopes: all needed scopes granted',
      'ok Slack, channel #incidents: found, and the app can post in it',
      'ok PagerDuty, pages: http://HERE answers',
      'note PagerDuty, routing key default: can’t be checked without paging someone: use --send-test',
      'ok PagerDuty, on call: the worker’s token has all scopes it needs',
      'ok PagerDuty schedule PFIRST1: found: First line',
      'ok Twilio: answers; the account "Example" is active',
      'ok Twilio, text messages: can be sent and listed',
      'ok Twilio, calls: can be sent and listed',
      'ok Twilio, number +15005550006: belongs to the account and can send text messages and make calls',
      'ok ntfy: HERE answers',
      'ok ntfy, token: accepted; the account is muster',
      'note ntfy, contact points: nobody in the directory has a contact point push, so ntfy is never used',
      'ok mail: HERE answers without encryption and accepts the login',
      'ok mail, sender alerts@example.com: accepted',
      'ok mail, stakeholders: the server accepts email for stakeholders@example.com',
      'ok Zoom: issues a token',
      'ok Zoom, scopes: all needed scopes granted',
      'ok Zoom, host bridges@example.com: found, and its meetings can be listed',
      'ok Jira: answers; the account is Muster',
      'ok Jira, project OPS: found: Operations',
      'ok Jira, permissions: all needed permissions granted',
      'ok Jira, issue type Task: found, and its create screen has every field that Muster fills in',
      'ok Statuspage: answers; the page is "Example Status"',
      'ok Statuspage, component of release-manager: "Component cmp1" found',
    ]);
    const { code, out } = await muster(['doctor'], { integrations: () => Promise.resolve(examined) });
    expect(code).toBe(1);
    for (const { what } of examined) expect(out).toContain(`${what}: `);
    expect(`${out}${JSON.stringify(examined)}`).not.toMatch(/canary/);
  } finally {
    await vendors.stop();
  }
});

const nobodyAsksPagerDuty: DirectoryInput = { people: [{ id: 'ada', name: 'Ada' }] };
const NOWHERE = 'http://127.0.0.1:1';
const found = async (env: NodeJS.ProcessEnv): Promise<string[]> =>
  lines(await examinedBy(env, { policy: policyAt(''), directory: nobodyAsksPagerDuty }));

test('with nothing configured, it says of each vendor what becomes of its work', async () => {
  const withoutRollback = guideWith(({ investigation }) => {
    for (const name of ['healthUrl', 'prometheusUrl']) investigation.parameters[name] = { value: '' };
  });
  const examined = await examinedBy({}, { policy: withoutRollback, directory: nobodyAsksPagerDuty });
  expect(lines(examined)).toEqual([
    'note health: no health URL is configured, so health is not probed',
    'note metrics: not configured, so probes that need Prometheus stay open',
    'note Kubernetes: not configured, so people get the commands to run by hand',
    'note database: MUSTER_DATABASE_URL is not set, so people check the database by hand',
    'note changes: MUSTER_GITHUB_REPOSITORY is not set, so people compare versions by hand',
    'note rollback: no deployment tool is connected: a person is asked to roll back by hand',
    'note GitHub Actions: the policy has no test workflows, so people tick those checklist items by hand',
    'note Slack: not configured, so Slack posts and pages go to the outbox',
    'note PagerDuty, pages: not configured, so nobody is paged through PagerDuty',
    'note PagerDuty, on call: not configured; the rotations in the directory say who is on call',
    'note Twilio: not configured, so nobody gets text messages or phone calls',
    'note ntfy: not configured, so nobody gets push messages',
    'note mail: not configured, so emails and invitations go to the outbox',
    "note Zoom: not configured: the bridge is the policy's standing link; without one, a person is asked to open a call",
    'note tickets: no issue tracker is configured, so tickets go to the outbox',
    'note Statuspage: not configured, so status page updates go to the outbox',
  ]);
});

const folder = mkdtempSync(join(tmpdir(), 'muster-commands-'));
afterAll(() => rmSync(folder, { recursive: true }));
const commands = join(folder, 'commands.yaml');
const NOT_THERE = { shop: { read: ['/nowhere'], rehearse: ['/nowhere', '{to}'], rollBack: ['/nowhere', '{to}'] } };
writeFileSync(commands, JSON.stringify(NOT_THERE), { mode: 0o600 });

/** What turns on each vendor that a variable turns on, at addresses where nobody is. Whoever adds a vendor adds it here. */
const ENVIRONMENTS: Record<string, NodeJS.ProcessEnv> = {
  Kubernetes: { MUSTER_KUBECONFIG: '/nowhere/config' },
  PostgreSQL: { MUSTER_DATABASE_URL: 'postgresql://127.0.0.1:1/db' },
  'GitHub, changes': { MUSTER_GITHUB_REPOSITORY: 'a/b', MUSTER_GITHUB_API_URL: NOWHERE },
  'rollback command': { MUSTER_ROLLBACK_COMMANDS: commands },
  'GitHub Actions': { MUSTER_GITHUB_ACTIONS_TOKEN: 'x', MUSTER_GITHUB_API_URL: NOWHERE },
  Slack: { MUSTER_SLACK_TOKEN: 'x', MUSTER_SLACK_API_URL: `${NOWHERE}/api/` },
  PagerDuty: { MUSTER_PAGERDUTY_ROUTING_KEY: 'x', MUSTER_PAGERDUTY_EVENTS_URL: NOWHERE },
  'PagerDuty, on call': { MUSTER_PAGERDUTY_API_TOKEN: 'x', MUSTER_PAGERDUTY_API_URL: NOWHERE },
  Twilio: {
    MUSTER_TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    MUSTER_TWILIO_AUTH_TOKEN: 'x',
    MUSTER_TWILIO_FROM: '+15005550006',
    MUSTER_TWILIO_API_URL: NOWHERE,
  },
  ntfy: { MUSTER_NTFY_URL: NOWHERE },
  mail: { MUSTER_SMTP_URL: 'smtp://127.0.0.1:1', MUSTER_MAIL_FROM: 'alerts@example.com' },
  Zoom: {
    MUSTER_ZOOM_ACCOUNT_ID: 'x',
    MUSTER_ZOOM_CLIENT_ID: 'x',
    MUSTER_ZOOM_CLIENT_SECRET: 'x',
    MUSTER_ZOOM_OAUTH_URL: NOWHERE,
  },
  Jira: {
    MUSTER_JIRA_URL: NOWHERE,
    MUSTER_JIRA_EMAIL: 'a@example.com',
    MUSTER_JIRA_TOKEN: 'x',
    MUSTER_JIRA_PROJECT: 'OPS',
  },
  'GitHub, issues': {
    MUSTER_GITHUB_ISSUES_REPOSITORY: 'a/b',
    MUSTER_GITHUB_ISSUES_TOKEN: 'x',
    MUSTER_GITHUB_API_URL: NOWHERE,
  },
  Statuspage: {
    MUSTER_STATUSPAGE_API_KEY: 'x',
    MUSTER_STATUSPAGE_PAGE_ID: 'page',
    MUSTER_STATUSPAGE_API_URL: NOWHERE,
  },
};

describe('a vendor that is configured is named', () => {
  test('whichever there are', () => {
    const turnedOn = KNOWN_VENDORS.filter(({ turnedOnBy }) => turnedOnBy !== undefined).map(({ name }) => name);
    expect(Object.keys(ENVIRONMENTS).sort()).toEqual(turnedOn.sort());
  });

  test.each(Object.entries(ENVIRONMENTS))('%s', async (name, env) => {
    const settingsIn = (read: NodeJS.ProcessEnv): unknown =>
      configureVendors(read).find(({ vendor }) => vendor.name === name)?.settings;
    // Else this would compare nothing with nothing.
    expect(settingsIn(env)).not.toEqual(settingsIn({}));
    const [without, withIt] = await Promise.all([found({}), found(env)]);
    const more = withIt.filter((line) => !without.includes(line));
    expect(more).not.toEqual([]);
    expect(more.join('\n')).toMatch(/^error /m);
  });
});
