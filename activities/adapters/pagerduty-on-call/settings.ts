/** How Muster asks PagerDuty who is on call, as the environment says it. */
import { allSettings, refusedUnless } from '../../../launcher/all-settings';
import { secretSetting } from '../../../launcher/secret-setting';
import { addressSetting } from '../../../launcher/vendor-settings';
import { defined } from '../../../domain/state/fields';

export interface PagerDutyApiSettings {
  token: string;
  apiUrl?: string;
}

/** How to ask PagerDuty, or nothing where no token is set. Refuses what can't be used. Read by both halves. */
export function readPagerDutyApiSettings(env: NodeJS.ProcessEnv): PagerDutyApiSettings | undefined {
  const token = secretSetting(env, 'MUSTER_PAGERDUTY_API_TOKEN');
  if (token === undefined) return undefined;
  const { apiUrl } = allSettings({
    token: () =>
      refusedUnless(
        token,
        /^[\x21-\x7e]+$/.test(token),
        'MUSTER_PAGERDUTY_API_TOKEN is invalid: it contains spaces or characters not allowed in an HTTP header.',
      ),
    apiUrl: () => addressSetting(env, 'MUSTER_PAGERDUTY_API_URL', 'https://api.eu.pagerduty.com'),
  });
  return { token, ...defined({ apiUrl }) };
}
