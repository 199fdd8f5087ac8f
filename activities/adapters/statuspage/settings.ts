/** Where the public status page is, as the environment says it. */
import type { StatuspageOptions } from './';
import { StartRefused } from '../../../launcher/refusal';
import { allSettings, refusedUnless } from '../../../launcher/all-settings';
import { secretSetting } from '../../../launcher/secret-setting';
import { addressSetting } from '../../../launcher/vendor-settings';
import { defined } from '../../../domain/state/fields';

export type StatuspageSettings = Pick<StatuspageOptions, 'apiKey' | 'pageId' | 'components' | 'apiUrl'>;

/** How to reach the public status page, or nothing where no key is set. Refuses what can't be used. */
export function readStatuspageSettings(env: NodeJS.ProcessEnv): StatuspageSettings | undefined {
  const apiKey = secretSetting(env, 'MUSTER_STATUSPAGE_API_KEY');
  const pageId = env.MUSTER_STATUSPAGE_PAGE_ID || undefined;
  if (apiKey === undefined && pageId === undefined) return undefined;
  if (apiKey === undefined)
    throw new StartRefused(
      'MUSTER_STATUSPAGE_PAGE_ID is set, but MUSTER_STATUSPAGE_API_KEY is not. Set both, or neither.',
    );
  if (pageId === undefined)
    throw new StartRefused(
      'MUSTER_STATUSPAGE_API_KEY is set, but MUSTER_STATUSPAGE_PAGE_ID is not. Set the id of the page that the key is for.',
    );
  const { components, apiUrl } = allSettings({
    pageId: () =>
      refusedUnless(
        pageId,
        ID.test(pageId),
        `MUSTER_STATUSPAGE_PAGE_ID is "${pageId}"; it must be an id such as kctbh9vrtdwd.`,
      ),
    components: () => componentsIn(env.MUSTER_STATUSPAGE_COMPONENTS ?? ''),
    apiUrl: () => addressSetting(env, 'MUSTER_STATUSPAGE_API_URL', 'https://api.statuspage.io/v1'),
  });
  return { apiKey, pageId, components, ...defined({ apiUrl }) };
}

const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** `release-manager=8kbf7d35c070, checkout=vtnh60py4yd7`. */
function componentsIn(setting: string): Record<string, string> {
  const pairs = setting
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [service = '', id = '', ...more] = pair.split('=').map((part) => part.trim());
      if (service === '' || more.length > 0 || !ID.test(id))
        throw new StartRefused(
          `MUSTER_STATUSPAGE_COMPONENTS has "${pair}"; each entry must be a service and a component's id, such as checkout=vtnh60py4yd7.`,
        );
      return [service, id] as const;
    });
  const twice = pairs.find(([service], n) => pairs.findIndex(([other]) => other === service) < n);
  if (twice !== undefined) throw new StartRefused(`MUSTER_STATUSPAGE_COMPONENTS names "${twice[0]}" twice.`);
  return Object.fromEntries(pairs);
}
