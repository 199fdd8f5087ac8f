/** How meetings are opened on Zoom, as the environment says it. */
import type { ZoomOptions } from './';
import { StartRefused } from '../../../launcher/refusal';
import { allSettings } from '../../../launcher/all-settings';
import { secretSetting } from '../../../launcher/secret-setting';
import { addressSetting, yesOrNo } from '../../../launcher/vendor-settings';
import { defined } from '../../../domain/state/fields';

export type ZoomSettings = Omit<ZoomOptions, 'withinMs' | 'now'>;

/** How to open meetings on Zoom, or nothing where no account is set. Refuses what can't be used. */
export function readZoomSettings(env: NodeJS.ProcessEnv): ZoomSettings | undefined {
  const accountId = env.MUSTER_ZOOM_ACCOUNT_ID?.trim() ?? '';
  const clientId = env.MUSTER_ZOOM_CLIENT_ID?.trim() ?? '';
  const clientSecret = secretSetting(env, 'MUSTER_ZOOM_CLIENT_SECRET') ?? '';
  const given = {
    MUSTER_ZOOM_ACCOUNT_ID: accountId,
    MUSTER_ZOOM_CLIENT_ID: clientId,
    MUSTER_ZOOM_CLIENT_SECRET: clientSecret,
  };
  const missing = Object.entries(given).flatMap(([name, value]) => (value === '' ? [name] : []));
  if (missing.length === Object.keys(given).length) return undefined;
  if (missing.length > 0) throw new StartRefused(`Zoom needs ${missing.join(' and ')} as well. See docs/zoom.md.`);
  const { apiUrl, oauthUrl, waitingRoom } = allSettings({
    apiUrl: () => addressSetting(env, 'MUSTER_ZOOM_API_URL', 'https://api.zoom.us/v2'),
    oauthUrl: () => addressSetting(env, 'MUSTER_ZOOM_OAUTH_URL', 'https://zoom.us/oauth/token'),
    waitingRoom: () => yesOrNo(env, 'MUSTER_ZOOM_WAITING_ROOM'),
  });
  const user = env.MUSTER_ZOOM_USER?.trim() || 'me';
  return { accountId, clientId, clientSecret, user, waitingRoom, ...defined({ apiUrl, oauthUrl }) };
}
