/** How pages go to PagerDuty, as the environment says it. */
import { allSettings, refusedUnless } from '../../../launcher/all-settings';
import { secretSetting } from '../../../launcher/secret-setting';
import { addressSetting } from '../../../launcher/vendor-settings';
import type { PagerDutyOptions } from './api';
import { defined } from '../../../domain/state/fields';

/** How to page by PagerDuty, or nothing where no routing key is set. Refuses what can't be used. */
export function readPagerDutySettings(env: NodeJS.ProcessEnv): PagerDutyOptions | undefined {
  const setting = secretSetting(env, 'MUSTER_PAGERDUTY_ROUTING_KEY');
  if (setting === undefined) return undefined;
  const { routingKeys, eventsUrl } = allSettings({
    routingKeys: () => routingKeysIn(setting),
    eventsUrl: () => addressSetting(env, 'MUSTER_PAGERDUTY_EVENTS_URL', 'https://events.pagerduty.com'),
  });
  return { routingKeys, ...defined({ eventsUrl }) };
}

function routingKeysIn(setting: string): Record<string, string> {
  const entries = setting.split(',').map((entry): [string, string] => {
    const [first = '', second] = entry.split('=').map((part) => part.trim());
    return second === undefined ? ['default', first] : [first, second];
  });
  const routingKeys = Object.fromEntries(entries);
  // What is wrong is not repeated: it may be a key.
  return refusedUnless(
    routingKeys,
    Object.keys(routingKeys).length === entries.length && entries.every(([name, key]) => name !== '' && key !== ''),
    'MUSTER_PAGERDUTY_ROUTING_KEY must be one key, or a list such as payments=KEY1,web=KEY2.',
  );
}
