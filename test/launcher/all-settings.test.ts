import { readJiraSettings } from '../../activities/adapters/jira/settings';
import { readMailSettings } from '../../activities/adapters/mail/settings';
import { readPagerDutySettings } from '../../activities/adapters/pagerduty/settings';
import { readStatuspageSettings } from '../../activities/adapters/statuspage/settings';
import { readTwilioSettings } from '../../activities/adapters/twilio/settings';
import { readZoomSettings } from '../../activities/adapters/zoom/settings';
import { readSlackSettings } from '../../client/slack/settings';
import { allSettings } from '../../launcher/all-settings';
import { StartRefused } from '../../launcher/refusal';

const refuse = (why: string) => (): never => {
  throw new StartRefused(why);
};

test('every mistake is said, each once', () => {
  const reading = () =>
    allSettings({ a: () => 1, b: refuse('B is wrong.'), c: refuse('C is wrong.'), d: refuse('B is wrong.') });
  expect(reading).toThrow(new StartRefused('B is wrong. C is wrong.'));
  expect(allSettings({ a: () => 1, b: () => 'x' })).toEqual({ a: 1, b: 'x' });
});

test('what is no refusal is a bug, and stays one', () => {
  const reading = () =>
    allSettings({
      a: () => {
        throw new TypeError('oh');
      },
    });
  expect(reading).toThrow(TypeError);
});

test.each<[string, (env: NodeJS.ProcessEnv) => unknown, Record<string, string>, string[]]>([
  [
    'Jira',
    readJiraSettings,
    { MUSTER_JIRA_URL: 'jira', MUSTER_JIRA_PROJECT: 'ops', MUSTER_JIRA_PRIORITIES: 'high' },
    ['MUSTER_JIRA_URL', 'MUSTER_JIRA_PROJECT', 'MUSTER_JIRA_PRIORITIES'],
  ],
  [
    'mail',
    readMailSettings,
    { MUSTER_SMTP_URL: 'x', MUSTER_MAIL_FROM: 'y', MUSTER_MAIL_REPLY_TO: 'z' },
    ['MUSTER_SMTP_URL', 'MUSTER_MAIL_FROM', 'MUSTER_MAIL_REPLY_TO'],
  ],
  [
    'PagerDuty',
    readPagerDutySettings,
    { MUSTER_PAGERDUTY_ROUTING_KEY: 'a=', MUSTER_PAGERDUTY_EVENTS_URL: 'x' },
    ['MUSTER_PAGERDUTY_ROUTING_KEY', 'MUSTER_PAGERDUTY_EVENTS_URL'],
  ],
  [
    'Statuspage',
    readStatuspageSettings,
    { MUSTER_STATUSPAGE_API_KEY: 'k', MUSTER_STATUSPAGE_PAGE_ID: '?', MUSTER_STATUSPAGE_COMPONENTS: 'x' },
    ['MUSTER_STATUSPAGE_PAGE_ID', 'MUSTER_STATUSPAGE_COMPONENTS'],
  ],
  [
    'Twilio',
    readTwilioSettings,
    { MUSTER_TWILIO_ACCOUNT_SID: 'x', MUSTER_TWILIO_API_URL: 'y' },
    ['MUSTER_TWILIO_ACCOUNT_SID', 'MUSTER_TWILIO_FROM', 'MUSTER_TWILIO_AUTH_TOKEN', 'MUSTER_TWILIO_API_URL'],
  ],
  [
    'Zoom',
    readZoomSettings,
    {
      ...{ MUSTER_ZOOM_ACCOUNT_ID: 'a', MUSTER_ZOOM_CLIENT_ID: 'b', MUSTER_ZOOM_CLIENT_SECRET: 'c' },
      ...{ MUSTER_ZOOM_API_URL: 'x', MUSTER_ZOOM_WAITING_ROOM: 'perhaps' },
    },
    ['MUSTER_ZOOM_API_URL', 'MUSTER_ZOOM_WAITING_ROOM'],
  ],
  [
    "Slack's buttons",
    readSlackSettings,
    { MUSTER_SLACK_SIGNING_SECRETS: 'short', MUSTER_SLACK_API_URL: 'x' },
    ['MUSTER_SLACK_SIGNING_SECRETS', 'MUSTER_SLACK_TOKEN', 'MUSTER_SLACK_API_URL'],
  ],
])('%s says all of its mistakes', (_vendor, read, env, names) => {
  for (const name of names) expect(() => read(env)).toThrow(name);
});
