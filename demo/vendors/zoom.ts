/** How does Zoom take part in the demo, with the bridge? */
import { readKey } from '../../domain/state/keys';
import { FakeZoom } from '../../test/fakes/zoom/fake-zoom';
import type { Vendor } from './vendor';

/** The bridge. */
export const zoom: Vendor = {
  name: 'Zoom',
  ports: ['bridge'],
  expects: [
    {
      what: 'there is one meeting with that title, and everyone invited to the bridge got its link',
      problem: ({ incident, sent }) => {
        const meetings = sent.filter(({ vendor }) => vendor === 'Zoom');
        const [meeting] = meetings;
        if (meeting === undefined || meetings.length > 1) return `there are ${meetings.length} meetings`;
        if (meeting.subject?.includes(incident.title) !== true) return `its title is: ${meeting.subject ?? ''}`;
        const [link = ''] = meeting.text.split('\n');
        if (incident.bridge !== link) return `the incident has another link: ${incident.bridge ?? 'none'}`;
        const invitations = sent.filter(({ key }) => readKey(key).of === 'bridge-invitation');
        if (invitations.length === 0) return 'nobody was invited';
        const without = invitations.filter(({ text }) => !text.includes(link));
        return without.length === 0
          ? undefined
          : `without it: ${without.map(({ key, to }) => `${key} to ${to.join(', ')}`).join('; ')}`;
      },
    },
  ],
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
          to: 'anyone who joins',
          subject: topic,
          text: `${joinUrl}\n${agenda}`,
        })),
      stop: () => fake.stop(),
    };
  },
};
