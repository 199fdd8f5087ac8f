/** How push messages go out by ntfy, as the environment says it. */
import { defined } from '../../../domain/state/fields';
import { allSettings } from '../../../launcher/all-settings';
import { secretSetting } from '../../../launcher/secret-setting';
import { addressSetting } from '../../../launcher/vendor-settings';
import type { NtfyOptions } from './api';

/** The public server. Whoever knows a topic's name can read it there. */
const PUBLIC_SERVER = 'https://ntfy.sh';

/** How to push by ntfy, or nothing where none of it is set. Refuses what can't be used. */
export function readNtfySettings(env: NodeJS.ProcessEnv): NtfyOptions | undefined {
  const { url, token } = allSettings({
    url: () => addressSetting(env, 'MUSTER_NTFY_URL', PUBLIC_SERVER),
    token: () => secretSetting(env, 'MUSTER_NTFY_TOKEN'),
  });
  if (url === undefined && token === undefined) return undefined;
  return { url: url ?? PUBLIC_SERVER, ...defined({ token }) };
}
