/** The bridge on Zoom: one scheduled meeting for each incident, which people join without waiting for a host. */
import type { Bridge } from '../../ports';
import { markerOf } from '../shared/effect-marker';
import { createOncePerMarker } from '../shared/once-per-marker';
import { createZoomApi } from './api';
import { createZoomMeetings, type ZoomMeeting } from './meetings';
import { createZoomTokens, type ZoomAccount } from './tokens';
import { defined } from '../../../domain/state/fields';

export interface ZoomOptions extends ZoomAccount {
  /** Who hosts the meetings: an id or a mail address of the account; `me` is the person whose app it is. */
  user?: string;
  apiUrl?: string;
  oauthUrl?: string;
  /** Whether people wait until the host lets them in. */
  waitingRoom?: boolean;
  /** For each request; opening a meeting takes three, and one more for each 300 meetings of the host. */
  withinMs?: number;
  now?: () => number;
}

/**
 * The same incident gets the same meeting under any key: after a restart and after an unclear answer it is looked for
 * among the host's meetings before one is made.
 */
export function createZoomBridge(options: ZoomOptions): Bridge {
  const { accountId, clientId, clientSecret, apiUrl, oauthUrl, withinMs = 4_000, now = Date.now } = options;
  const account = { accountId, clientId, clientSecret, withinMs, now };
  const tokens = createZoomTokens({ ...account, ...defined({ oauthUrl }) });
  const api = createZoomApi({ tokens, clientSecret, withinMs, ...defined({ apiUrl }) });
  const { user = 'me', waitingRoom = false } = options;
  const meetings = createZoomMeetings({ api, user, waitingRoom, now });
  const once = createOncePerMarker();

  return {
    async open({ incidentId, title }, signal) {
      const marker = markerOf('bridge', incidentId);
      return once(marker, async () => {
        signal?.throwIfAborted();
        const meeting = await meetings.find(marker, signal);
        return receipt(meeting ?? (await meetings.create({ marker, incidentId, title }, signal)));
      });
    },
  };
}

const receipt = ({ id, joinUrl, keepsPeopleWaiting }: ZoomMeeting) => ({
  reference: id,
  url: joinUrl,
  ...(keepsPeopleWaiting && {
    note: 'the Zoom account makes people wait for the host: turn that off in its settings',
  }),
});
