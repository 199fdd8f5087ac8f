import { FakeZoom } from '../../test/fakes/zoom/fake-zoom';
import type { Vendor } from './vendor';

/** The bridge. */
export const zoom: Vendor = {
  name: 'Zoom',
  ports: ['bridge'],
  async start() {
    const fake = await FakeZoom.start();
    const { accountId, clientId, clientSecret, apiUrl, oauthUrl } = fake.settings;
    return {
      settings: {
        MUSTER_ZOOM_ACCOUNT_ID: accountId,
        MUSTER_ZOOM_CLIENT_ID: clientId,
        MUSTER_ZOOM_CLIENT_SECRET: clientSecret,
        MUSTER_ZOOM_API_URL: apiUrl,
        MUSTER_ZOOM_OAUTH_URL: oauthUrl,
      },
      page: `${fake.vendor.url}/`,
      received: () =>
        fake.meetings.map(({ createdAt, topic, agenda = '', joinUrl }) => ({
          at: createdAt,
          incidentId: '',
          // The incident's one meeting has a mark of it in its agenda.
          key: /muster-[0-9a-f]{20}/.exec(agenda)?.[0] ?? agenda,
          kind: 'bridge',
          port: 'bridge',
          device: 'browser',
          to: 'whoever joins',
          subject: topic,
          text: `${joinUrl}\n${agenda}`,
        })),
      stop: () => fake.stop(),
    };
  },
};
