import { join, resolve } from 'node:path';
import { Client } from '@temporalio/client';
import { createDirectory } from '../../directory/directory';
import { loadPolicy } from '../../policy/load';
import { FakeGithub } from '../fakes/github-issues/fake-github';
import { json } from '../fakes/vendor';
import { FakeZoom } from '../fakes/zoom/fake-zoom';
import { configureVendors } from '../../worker/configure';
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

  it('is one', () => {
    expect(() => configureVendors({ ...JIRA, ...GITHUB })).toThrow(
      'Both MUSTER_JIRA_URL and MUSTER_GITHUB_ISSUES_REPOSITORY are set, but tickets can only go to one tracker. Remove one of them.',
    );
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
      vendors: configureVendors(env),
    }).ports;
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
