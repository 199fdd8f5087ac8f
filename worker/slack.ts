import type { SlackOptions } from '../activities/adapters/slack';
import { StartRefused } from '../launcher/refusal';
import { secretSetting } from '../launcher/secret-setting';

export type SlackSettings = Pick<SlackOptions, 'token' | 'apiUrl' | 'channel' | 'channelPerIncident'>;

/** How to post to Slack, or nothing where no token is set. Refuses what can't be used. */
export function readSlackSettings(env: NodeJS.ProcessEnv): SlackSettings | undefined {
  const token = secretSetting(env, 'MUSTER_SLACK_TOKEN');
  if (token === undefined) return undefined;
  const apiUrl = env.MUSTER_SLACK_API_URL || undefined;
  if (apiUrl !== undefined && !URL.canParse(apiUrl))
    throw new StartRefused(
      `MUSTER_SLACK_API_URL is "${apiUrl}", which is not an address such as https://slack.com/api/.`,
    );
  const channel = env.MUSTER_SLACK_CHANNEL || undefined;
  return {
    token,
    ...(apiUrl !== undefined && { apiUrl }),
    ...(channel !== undefined && { channel }),
    channelPerIncident: isYes(env.MUSTER_SLACK_CHANNEL_PER_INCIDENT, 'MUSTER_SLACK_CHANNEL_PER_INCIDENT'),
  };
}

function isYes(value = '', name: string): boolean {
  if (value === 'yes') return true;
  if (value === '' || value === 'no') return false;
  throw new StartRefused(`${name} is "${value}", which is neither yes nor no.`);
}
