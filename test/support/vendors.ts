/** Which fake vendors does the whole product talk to in tests, and by which settings? */
import type { RecipientContact } from '../../activities/ports';
import { FakeGithubActions } from '../fakes/github-actions/fake-github-actions';
import { FakeGithub } from '../fakes/github-issues/fake-github';
import { FakeJira } from '../fakes/jira/fake-jira';
import { FakeMailServer } from '../fakes/mail/fake-mail-server';
import { FakePagerDuty } from '../fakes/pagerduty/fake-pagerduty';
import { FakeSlack } from '../fakes/slack/fake-slack';
import { FakeStatuspage } from '../fakes/statuspage/fake-statuspage';
import { FakeTwilio } from '../fakes/twilio/fake-twilio';
import { FakeZoom } from '../fakes/zoom/fake-zoom';
import { PEOPLE } from './settings';

export type Vendors = Awaited<ReturnType<typeof startVendors>>;

/** Tickets go to one of them. */
export type Tracker = 'jira' | 'github';

/** All vendors as strict fakes on loopback. */
export async function startVendors() {
  const [slack, pagerDuty, twilio, mail] = await Promise.all([
    FakeSlack.start(),
    FakePagerDuty.start(),
    FakeTwilio.start(),
    FakeMailServer.start({ disabledCommands: ['STARTTLS'] }),
  ]);
  const [zoom, jira, github, actions, statuspage] = await Promise.all([
    FakeZoom.start(),
    FakeJira.start(),
    FakeGithub.start(),
    FakeGithubActions.start(),
    FakeStatuspage.start(),
  ]);
  for (const id of PEOPLE) slack.workspace.addUser({ id: memberOf(id), name: id, realName: id });
  actions.github.workflows.set('regression.yml', {
    state: 'active',
    inputs: ['muster_key'],
    showsKey: true,
    ends: 'success',
  });
  const http = [slack, pagerDuty, twilio, zoom, jira, github, actions, statuspage].map(({ vendor }) => vendor);
  return {
    ...{ slack, pagerDuty, twilio, mail, zoom, jira, github, actions, statuspage },
    stop: async (): Promise<void> => {
      await Promise.all([...http.map((vendor) => vendor.stop()), mail.stop()]);
    },
  };
}

const memberOf = (id: string): string => `U0${id.toUpperCase()}`;

/** How those who are paged first want to be reached: everybody in another way, one of them on Slack alone. */
export const WAYS: Readonly<Record<string, RecipientContact>> = {
  emil: { channel: 'pagerduty', address: 'default' },
  dora: { channel: 'sms', address: '+491511000001' },
  otto: { channel: 'phone', address: '+491511000002' },
  olga: { channel: 'email', address: 'olga@example.com' },
};

/** Everybody is on Slack as well, because people are spoken to there. */
export function contactPointsOf(id: string): RecipientContact[] {
  const way = WAYS[id];
  return [...(way === undefined ? [] : [way]), { channel: 'slack', address: memberOf(id) }];
}

/** What leads the worker's adapters to the fakes. */
export const settingsFor = (
  { slack, pagerDuty, twilio, mail, zoom, jira, github, actions, statuspage }: Vendors,
  tracker: Tracker,
): NodeJS.ProcessEnv => ({
  MUSTER_SLACK_TOKEN: slack.token,
  MUSTER_SLACK_API_URL: slack.apiUrl,
  MUSTER_PAGERDUTY_ROUTING_KEY: pagerDuty.routingKey,
  MUSTER_PAGERDUTY_EVENTS_URL: pagerDuty.vendor.url,
  MUSTER_TWILIO_ACCOUNT_SID: twilio.accountSid,
  MUSTER_TWILIO_AUTH_TOKEN: twilio.token,
  MUSTER_TWILIO_FROM: twilio.from,
  MUSTER_TWILIO_API_URL: twilio.vendor.url,
  MUSTER_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
  MUSTER_MAIL_FROM: 'Muster <alerts@muster.example>',
  MUSTER_ZOOM_ACCOUNT_ID: zoom.accountId,
  MUSTER_ZOOM_CLIENT_ID: zoom.clientId,
  MUSTER_ZOOM_CLIENT_SECRET: zoom.clientSecret,
  MUSTER_ZOOM_API_URL: zoom.apiUrl,
  MUSTER_ZOOM_OAUTH_URL: zoom.oauthUrl,
  MUSTER_STATUSPAGE_API_KEY: statuspage.apiKey,
  MUSTER_STATUSPAGE_PAGE_ID: statuspage.pageId,
  MUSTER_STATUSPAGE_API_URL: statuspage.url,
  ...(tracker === 'jira'
    ? {
        MUSTER_JIRA_URL: jira.settings.url,
        MUSTER_JIRA_EMAIL: jira.email,
        MUSTER_JIRA_TOKEN: jira.token,
        MUSTER_JIRA_PROJECT: jira.project.key,
        MUSTER_GITHUB_ACTIONS_TOKEN: actions.github.token,
        MUSTER_GITHUB_API_URL: actions.vendor.url,
      }
    : {
        MUSTER_GITHUB_ISSUES_REPOSITORY: github.repository,
        MUSTER_GITHUB_ISSUES_TOKEN: github.token,
        MUSTER_GITHUB_API_URL: github.vendor.url,
      }),
});
