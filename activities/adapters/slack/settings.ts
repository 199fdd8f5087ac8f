/** How posts and pages go to Slack, as the environment says it. */
import type { SlackOptions } from './';
import { allSettings } from '../../../launcher/all-settings';
import { secretSetting } from '../../../launcher/secret-setting';
import { addressSetting, yesOrNo } from '../../../launcher/vendor-settings';
import { defined } from '../../../domain/state/fields';

export type SlackPostSettings = Pick<SlackOptions, 'token' | 'apiUrl' | 'channel' | 'channelPerIncident'>;

/** How to post to Slack, or nothing where no token is set. Refuses what can't be used. */
export function readSlackPostSettings(env: NodeJS.ProcessEnv): SlackPostSettings | undefined {
  const token = secretSetting(env, 'MUSTER_SLACK_TOKEN');
  if (token === undefined) return undefined;
  const { apiUrl, channelPerIncident } = allSettings({
    apiUrl: () => addressSetting(env, 'MUSTER_SLACK_API_URL', 'https://slack.com/api/'),
    channelPerIncident: () => yesOrNo(env, 'MUSTER_SLACK_CHANNEL_PER_INCIDENT'),
  });
  const channel = env.MUSTER_SLACK_CHANNEL || undefined;
  return { token, ...defined({ apiUrl, channel }), channelPerIncident };
}
