import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isResponseUrl, readSlackSettings } from '../../../client/slack/settings';
import { readSlackPostSettings as readOutgoing } from '../../../activities/adapters/slack/settings';
import { temporaryFolder } from '../../support/temporary-folder';

const SECRET = 'signing-secret-0123456789';
const file = (text: string): string => {
  const path = join(temporaryFolder('slack'), 'secret');
  writeFileSync(path, text);
  return path;
};

describe('coming in', () => {
  it('is off where nothing is set, or only what is needed for posting', () => {
    expect(readSlackSettings({})).toBeUndefined();
    expect(readSlackSettings({ MUSTER_SLACK_TOKEN: 'xoxb-1' })).toBeUndefined();
  });

  it('reads secrets from variables or from files', () => {
    expect(
      readSlackSettings({
        MUSTER_SLACK_TOKEN_FILE: file('xoxb-1\n'),
        MUSTER_SLACK_SIGNING_SECRETS: `${SECRET}, ${SECRET}2`,
        MUSTER_SLACK_APP_TOKEN_FILE: file(' xapp-1 '),
      }),
    ).toEqual({
      token: 'xoxb-1',
      apiUrl: 'https://slack.com/api/',
      signingSecrets: [SECRET, `${SECRET}2`],
      appToken: 'xapp-1',
    });
  });

  it.each([
    [{ MUSTER_SLACK_SIGNING_SECRETS: SECRET }, 'MUSTER_SLACK_TOKEN is not set'],
    [{ MUSTER_SLACK_APP_TOKEN: 'xapp-1' }, 'MUSTER_SLACK_TOKEN is not set'],
    [{ MUSTER_SLACK_TOKEN: 'x', MUSTER_SLACK_SIGNING_SECRETS: 'short' }, 'fewer than 16 characters'],
    [{ MUSTER_SLACK_TOKEN: 'x', MUSTER_SLACK_SIGNING_SECRETS: `${SECRET} ${SECRET}2 ${SECRET}3` }, 'more than two'],
    [{ MUSTER_SLACK_TOKEN: 'x', MUSTER_SLACK_SIGNING_SECRETS: SECRET, MUSTER_SLACK_API_URL: 'slack' }, 'it must be'],
    [{ MUSTER_SLACK_TOKEN: 'x', MUSTER_SLACK_TOKEN_FILE: '/x' }, 'not both'],
    [{ MUSTER_SLACK_TOKEN_FILE: '/nowhere/at-all' }, "Can't read"],
  ])('refuses %j', (env, said) => {
    expect(() => readSlackSettings(env)).toThrow(said);
  });

  it('answers only where Slack is', () => {
    const slack = 'https://slack.com/api/';
    expect(isResponseUrl('https://hooks.slack.com/actions/T1/2/x', slack)).toBe(true);
    expect(isResponseUrl('https://slack.com/x', slack)).toBe(false);
    expect(isResponseUrl('http://127.0.0.1:9/respond/1', 'http://127.0.0.1:9/api/')).toBe(true);
    expect(isResponseUrl('http://127.0.0.1:8/respond/1', 'http://127.0.0.1:9/api/')).toBe(false);
  });
});

describe('going out', () => {
  it('goes to the outbox where no token is set', () => {
    expect(readOutgoing({ MUSTER_SLACK_CHANNEL: '#incidents', MUSTER_SLACK_TOKEN: ' ' })).toBeUndefined();
  });

  it('goes to Slack where one is', () => {
    expect(
      readOutgoing({
        MUSTER_SLACK_TOKEN: 'xoxb-1',
        MUSTER_SLACK_CHANNEL: 'C0123456',
        MUSTER_SLACK_CHANNEL_PER_INCIDENT: 'yes',
        MUSTER_SLACK_API_URL: 'https://slack.example/api/',
      }),
    ).toEqual({
      token: 'xoxb-1',
      channel: 'C0123456',
      channelPerIncident: true,
      apiUrl: 'https://slack.example/api/',
    });
    expect(readOutgoing({ MUSTER_SLACK_TOKEN: 'xoxb-1' })).toEqual({ token: 'xoxb-1', channelPerIncident: false });
  });

  it.each([
    [{ MUSTER_SLACK_CHANNEL_PER_INCIDENT: 'true' }, 'must be yes or no'],
    [{ MUSTER_SLACK_API_URL: 'slack' }, 'it must be'],
  ])('refuses %j', (env, said) => {
    expect(() => readOutgoing({ MUSTER_SLACK_TOKEN: 'xoxb-1', ...env })).toThrow(said);
  });
});
