import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { stringify } from 'yaml';
import { createExaminingActivities } from '../../activities/doctor';
import { createDirectory } from '../../directory/directory';
import type { DirectoryInput } from '../../directory/schema';
import type { Examined } from '../../domain/doctor/finding';
import type { Policy } from '../../policy/schema';
import { wireChecks } from '../../worker/checks';
import { configureVendors } from '../../worker/configure';
import { wirePorts } from '../../worker/ports';
import { FakeRollbackCommand } from '../fakes/command-rollback';
import { FakeGithub } from '../fakes/github/fake-github';
import { FakeGithubActions } from '../fakes/github-actions/fake-github-actions';
import { FakeJira } from '../fakes/jira/fake-jira';
import { FakeKubernetes } from '../fakes/kubernetes';
import { FakeMailServer } from '../fakes/mail/fake-mail-server';
import { FakeNtfy } from '../fakes/ntfy/fake-ntfy';
import { FakePagerDuty } from '../fakes/pagerduty/fake-pagerduty';
import { FakePagerDuty as FakePagerDutyApi } from '../fakes/pagerduty-rest/fake-pagerduty';
import { FakeSlack } from '../fakes/slack/fake-slack';
import { FakeStatuspage } from '../fakes/statuspage/fake-statuspage';
import { FakeTwilio } from '../fakes/twilio/fake-twilio';
import { FakeVendor, json } from '../fakes/vendor';
import { FakeZoom } from '../fakes/zoom/fake-zoom';

/** What a worker with these settings finds: everything between its environment and the findings is the product's. */
export async function examinedBy(
  env: NodeJS.ProcessEnv,
  { policy, directory }: { policy: Policy; directory: DirectoryInput },
): Promise<Examined[]> {
  const home = mkdtempSync(join(tmpdir(), 'muster-doctor-'));
  try {
    const live = createDirectory({ data: directory });
    const vendors = configureVendors(env);
    const { ports, opened } = wirePorts({ home, policy, directory: live, client: new Client(), vendors });
    const checks = wireChecks(opened, { ports, directory: live });
    return await new MockActivityEnvironment().run<[], Examined[], () => Promise<Examined[]>>(() =>
      createExaminingActivities({ checks }).examineIntegrations({ policy }),
    );
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** Every vendor that Muster knows, each as a strict fake on loopback, and the environment of a worker that uses them all. */
export async function everyVendor() {
  const slack = await FakeSlack.start();
  const pagerDuty = await FakePagerDuty.start();
  const pagerDutyApi = await FakePagerDutyApi.start();
  const twilio = await FakeTwilio.start();
  const ntfy = await FakeNtfy.start();
  const mail = await FakeMailServer.start({ user: 'muster', password: 'canary-mail-password' });
  const zoom = await FakeZoom.start();
  const jira = await FakeJira.start();
  const statuspage = await FakeStatuspage.start();
  const health = await FakeVendor.start(() => json(200, {}));
  const cluster = await FakeKubernetes.start();
  const changes = await FakeGithub.start({ repository: 'example/release-manager' });
  const actions = await FakeGithubActions.start();
  // One address for all of GitHub, as it is there.
  const github = await FakeVendor.start(async ({ path, headers }) => {
    const { url } = path.includes('/actions/') ? actions.vendor : changes.vendor;
    const names = ['authorization', 'user-agent', 'x-github-api-version'];
    const passed = names.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]] as const] : []));
    const answer = await fetch(`${url}${path}`, { headers: Object.fromEntries(passed) });
    return { status: answer.status, body: await answer.text() };
  });
  const rollback = new FakeRollbackCommand();
  const commands = join(rollback.home, 'commands.yaml');
  writeFileSync(commands, stringify({ shop: rollback.commands() }), { mode: 0o600 });
  const vendors = [pagerDuty, pagerDutyApi, twilio, ntfy, slack, zoom, jira, statuspage, changes, actions, cluster];

  return {
    pagerDutyApi,
    healthUrl: `${health.url}/health`,
    env: {
      MUSTER_KUBECONFIG: cluster.kubernetes.kubeconfig,
      MUSTER_NTFY_URL: ntfy.vendor.url,
      MUSTER_NTFY_TOKEN: ntfy.token,
      MUSTER_SLACK_TOKEN: slack.token,
      MUSTER_SLACK_API_URL: slack.apiUrl,
      MUSTER_PAGERDUTY_ROUTING_KEY: pagerDuty.routingKey,
      MUSTER_PAGERDUTY_EVENTS_URL: pagerDuty.vendor.url,
      MUSTER_PAGERDUTY_API_TOKEN: pagerDutyApi.token,
      MUSTER_PAGERDUTY_API_URL: pagerDutyApi.url,
      MUSTER_TWILIO_ACCOUNT_SID: twilio.accountSid,
      MUSTER_TWILIO_AUTH_TOKEN: twilio.token,
      MUSTER_TWILIO_FROM: twilio.from,
      MUSTER_TWILIO_API_URL: twilio.vendor.url,
      MUSTER_SMTP_URL: `smtp://muster:canary-mail-password@127.0.0.1:${mail.port}`,
      MUSTER_MAIL_FROM: 'Muster <alerts@example.com>',
      MUSTER_ZOOM_ACCOUNT_ID: zoom.accountId,
      MUSTER_ZOOM_CLIENT_ID: zoom.clientId,
      MUSTER_ZOOM_CLIENT_SECRET: zoom.clientSecret,
      MUSTER_ZOOM_USER: 'bridges@example.com',
      MUSTER_ZOOM_API_URL: zoom.apiUrl,
      MUSTER_ZOOM_OAUTH_URL: zoom.oauthUrl,
      MUSTER_JIRA_URL: jira.vendor.url,
      MUSTER_JIRA_EMAIL: jira.email,
      MUSTER_JIRA_TOKEN: jira.token,
      MUSTER_JIRA_PROJECT: jira.project.key,
      MUSTER_STATUSPAGE_API_KEY: statuspage.apiKey,
      MUSTER_STATUSPAGE_PAGE_ID: statuspage.pageId,
      MUSTER_STATUSPAGE_COMPONENTS: 'release-manager=cmp1',
      MUSTER_STATUSPAGE_API_URL: statuspage.url,
      MUSTER_GITHUB_API_URL: github.url,
      MUSTER_GITHUB_REPOSITORY: changes.repository,
      MUSTER_GITHUB_TOKEN: changes.token,
      MUSTER_GITHUB_ACTIONS_TOKEN: actions.github.token,
      MUSTER_ROLLBACK_COMMANDS: commands,
      // Nobody listens there: one that is away hides no other.
      MUSTER_DATABASE_URL: 'postgresql://muster:canary-database-password@127.0.0.1:1/release_manager',
    },
    async stop(): Promise<void> {
      rollback.remove();
      await Promise.all([...vendors.map((one) => ('stop' in one ? one.stop() : one.vendor.stop())), mail.stop()]);
      await Promise.all([github.stop(), health.stop()]);
    },
  };
}
