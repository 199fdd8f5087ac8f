/** How does Statuspage take part in the demo, with what the public may read? */
import { FakeStatuspage } from '../../test/fakes/statuspage/fake-statuspage';
import type { Vendor } from './vendor';

const COMPONENT = 'release-manager-api';
/** What the room knows and the public must not read: the version, the cause, who is there. */
const INTERNAL = /v2024|connection|rollback|rolled back|Nowak|Raman|Ngata/i;

/** What the public reads. */
export const statuspage: Vendor = {
  name: 'Statuspage',
  ports: ['status-page'],
  expects: [
    {
      what: 'the status page said that there is a problem, that it is being monitored, and that it is resolved',
      problem: ({ sent }) => {
        const said = sent.filter(({ vendor }) => vendor === 'Statuspage').map(({ subject = '' }) => subject);
        const missing = ['investigating', 'monitoring', 'resolved'].filter(
          (status) => !said.some((subject) => subject.endsWith(`: ${status}`)),
        );
        if (missing.length > 0) return `it never said ${missing.join(', ')}`;
        return said.at(-1)?.endsWith(': resolved') === true
          ? undefined
          : `the last update is: ${said.at(-1) ?? 'none'}`;
      },
    },
    {
      what: 'nothing internal was published',
      problem: ({ sent }) =>
        sent.find(({ vendor, subject = '', text }) => vendor === 'Statuspage' && INTERNAL.test(`${subject} ${text}`))
          ?.text,
    },
  ],
  async start() {
    const fake = await FakeStatuspage.start([COMPONENT]);
    return {
      settings: {
        MUSTER_STATUSPAGE_API_KEY: fake.apiKey,
        MUSTER_STATUSPAGE_PAGE_ID: fake.pageId,
        MUSTER_STATUSPAGE_COMPONENTS: `release-manager=${COMPONENT}`,
        MUSTER_STATUSPAGE_API_URL: fake.url,
      },
      page: `${fake.vendor.url}/`,
      received: () =>
        fake.reports.flatMap(({ id, name, updates }) =>
          updates.map(({ at, status, body, metadata }) => ({
            at,
            incidentId: '',
            // Each statement has a number of its own.
            key: `${id} ${JSON.stringify(metadata['muster'] ?? body)}`,
            kind: 'status-page',
            port: 'status-page',
            device: 'browser',
            to: 'the public',
            subject: `${name}: ${status}`,
            text: body,
          })),
        ),
      goingOn: () => [
        ...fake.reports.flatMap(({ name, status }) => (status === 'resolved' ? [] : [`"${name}" is ${status}`])),
        ...[...fake.components].flatMap(([id, status]) =>
          status === 'operational' ? [] : [`${id} is still shown as ${status}`],
        ),
      ],
      stop: () => fake.stop(),
    };
  },
};
