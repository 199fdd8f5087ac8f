/** How text messages and calls go out by Twilio, as the environment says it. */
import { StartRefused } from '../../../launcher/refusal';
import { secretSetting } from '../../../launcher/secret-setting';
import { addressSetting } from '../../../launcher/vendor-settings';
import type { TwilioOptions } from './api';
import { defined } from '../../../domain/state/fields';

/** How to text and call by Twilio, or nothing where none of it is set. Refuses what can't be used. */
export function readTwilioSettings(env: NodeJS.ProcessEnv): TwilioOptions | undefined {
  const accountSid = env.MUSTER_TWILIO_ACCOUNT_SID || undefined;
  const token = secretSetting(env, 'MUSTER_TWILIO_AUTH_TOKEN');
  const apiKey = env.MUSTER_TWILIO_API_KEY || undefined;
  const apiSecret = secretSetting(env, 'MUSTER_TWILIO_API_SECRET');
  const from = env.MUSTER_TWILIO_FROM || undefined;
  if ([accountSid, token, apiKey, apiSecret, from].every((value) => value === undefined)) return undefined;
  if (accountSid === undefined || !/^AC[0-9a-zA-Z]{32}$/.test(accountSid))
    throw new StartRefused('MUSTER_TWILIO_ACCOUNT_SID must be the account’s SID: AC and 32 characters.');
  if (from === undefined || !/^\+[1-9]\d{6,14}$/.test(from))
    throw new StartRefused('MUSTER_TWILIO_FROM must be the number to send and call from, such as +4915112345678.');
  const [user, secret] = apiKey === undefined ? [accountSid, token] : [apiKey, apiSecret];
  if (secret === undefined)
    throw new StartRefused('Set MUSTER_TWILIO_AUTH_TOKEN, or MUSTER_TWILIO_API_KEY with MUSTER_TWILIO_API_SECRET.');
  const apiUrl = addressSetting(env, 'MUSTER_TWILIO_API_URL', 'https://api.twilio.com');
  const publicUrl = addressSetting(env, 'MUSTER_PUBLIC_URL', 'https://muster.example.com');
  return { accountSid, user, secret, from, hears: token !== undefined, ...defined({ apiUrl, publicUrl }) };
}
