/** Which of Slack's ways in are configured, and which of its links may be called? */
import { secretSetting } from '../../launcher/secret-setting';
import { ConfigInvalid } from '../config';
import { defined } from '../../domain/state/fields';

/** What is needed to hear what people do on Slack. */
export interface SlackSettings {
  token: string;
  /** Slack's own, unless it is another one (Enterprise, a fake). */
  apiUrl: string;
  /** For requests over HTTP; two while one is replaced by another. Empty: no HTTP. */
  signingSecrets: string[];
  /** For Socket Mode. Absent: none. */
  appToken?: string;
}

/** Where Slack sends private words to, by the links that it hands out. */
const RESPONSE_HOST = 'hooks.slack.com';

/** Reads the settings; nothing where neither way in is configured. Throws `ConfigInvalid` for what can't be used. */
export function readSlackSettings(env: NodeJS.ProcessEnv): SlackSettings | undefined {
  const signingSecrets = (secretSetting(env, 'MUSTER_SLACK_SIGNING_SECRETS') ?? '').split(/[\s,]+/).filter(Boolean);
  const appToken = secretSetting(env, 'MUSTER_SLACK_APP_TOKEN');
  const token = secretSetting(env, 'MUSTER_SLACK_TOKEN');
  if (signingSecrets.length === 0 && appToken === undefined) return undefined;
  const apiUrl = env.MUSTER_SLACK_API_URL || 'https://slack.com/api/';
  const wrong = [
    ...(signingSecrets.length > 2
      ? [
          'MUSTER_SLACK_SIGNING_SECRETS has more than two secrets. Keep the new one, and the old one until you have rotated it.',
        ]
      : []),
    ...(signingSecrets.some((secret) => secret.length < 16)
      ? ['MUSTER_SLACK_SIGNING_SECRETS has a secret with fewer than 16 characters. Copy it from your Slack app’s page.']
      : []),
    ...(token === undefined
      ? ['MUSTER_SLACK_TOKEN is not set. Muster needs it to identify people who press a button.']
      : []),
    ...(URL.canParse(apiUrl) ? [] : [`MUSTER_SLACK_API_URL is "${apiUrl}"; it must be a URL.`]),
  ];
  if (token === undefined || wrong.length > 0) throw new ConfigInvalid(wrong.join(' '));
  return { token, apiUrl, signingSecrets, ...defined({ appToken }) };
}

/**
 * Whether a `response_url` may be called: Slack's own host over TLS, or where the settings say that Slack is. The link
 * comes with a request, so anything else would let a request choose what we call.
 */
export function isResponseUrl(link: string, apiUrl: string): boolean {
  if (!URL.canParse(link)) return false;
  const [url, api] = [new URL(link), new URL(apiUrl)];
  if (url.username !== '' || url.password !== '') return false;
  return url.origin === `https://${RESPONSE_HOST}` || (url.origin === api.origin && api.hostname !== 'slack.com');
}
