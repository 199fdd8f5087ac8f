/** How text messages and calls go out by Twilio, as the environment says it. */
import { allSettings, refusedUnless } from '../../../launcher/all-settings';
import { secretSetting } from '../../../launcher/secret-setting';
import { addressSetting } from '../../../launcher/vendor-settings';
import type { TwilioOptions } from './api';
import { defined } from '../../../domain/state/fields';

/** How to text and call by Twilio, or nothing where none of it is set. Refuses what can't be used. */
export function readTwilioSettings(env: NodeJS.ProcessEnv): TwilioOptions | undefined {
  const { token, apiSecret } = allSettings({
    token: () => secretSetting(env, 'MUSTER_TWILIO_AUTH_TOKEN'),
    apiSecret: () => secretSetting(env, 'MUSTER_TWILIO_API_SECRET'),
  });
  const { MUSTER_TWILIO_ACCOUNT_SID: accountSid = '', MUSTER_TWILIO_API_KEY: apiKey = '' } = env;
  const { MUSTER_TWILIO_FROM: from = '' } = env;
  if ([accountSid, token ?? '', apiKey, apiSecret ?? '', from].every((value) => value === '')) return undefined;
  const [user, secret] = apiKey === '' ? [accountSid, token] : [apiKey, apiSecret];
  const read = allSettings({
    accountSid: () =>
      refusedUnless(
        accountSid,
        /^AC[0-9a-zA-Z]{32}$/.test(accountSid),
        'MUSTER_TWILIO_ACCOUNT_SID must be the account’s SID: AC and 32 characters.',
      ),
    from: () =>
      refusedUnless(
        from,
        /^\+[1-9]\d{6,14}$/.test(from),
        'MUSTER_TWILIO_FROM must be the number to send and call from, such as +4915112345678.',
      ),
    secret: () =>
      refusedUnless(
        secret ?? '',
        secret !== undefined,
        'Set MUSTER_TWILIO_AUTH_TOKEN, or MUSTER_TWILIO_API_KEY with MUSTER_TWILIO_API_SECRET.',
      ),
    apiUrl: () => addressSetting(env, 'MUSTER_TWILIO_API_URL', 'https://api.twilio.com'),
    publicUrl: () => addressSetting(env, 'MUSTER_PUBLIC_URL', 'https://muster.example.com'),
  });
  const { apiUrl, publicUrl, ...account } = read;
  return { ...account, user, hears: token !== undefined, ...defined({ apiUrl, publicUrl }) };
}
