/** How does PagerDuty take part in the demo, down at first and back after the crash? */
import { ownPage } from '../../domain/paging/pagerduty-key';
import { FakePagerDuty, textIn } from '../../test/fakes/pagerduty/fake-pagerduty';
import { DEVOPS } from '../roles';
import { firstPageOf, lonelyPageOf } from './expectations';
import type { Vendor } from './vendor';

/** Pages by PagerDuty. It is down when the incident begins, and is asked again after the crash. */
export const pagerDuty: Vendor = {
  name: 'PagerDuty',
  ports: ['page'],
  contactPoint: ({ id }) => ({ channel: 'pagerduty', address: id }),
  expects: [
    {
      what: 'while PagerDuty was down, the DevOps Lead got a text message',
      problem: ({ sent, incident }) => {
        const { vendor, key } = firstPageOf(DEVOPS, sent) ?? {};
        const told = incident.timeline.find((entry) => entry.kind === 'paged' && entry.key === key)?.text ?? 'nothing';
        if (vendor !== 'Twilio') return `the first page went to ${vendor ?? 'nobody'}`;
        return /by SMS; .*PagerDuty is not available/.test(told) ? undefined : `the timeline says: ${told}`;
      },
    },
    {
      what: 'when PagerDuty was asked again, the DevOps Lead was paged there',
      problem: ({ sent }) => {
        const { vendor } = lonelyPageOf(DEVOPS, sent) ?? {};
        return vendor === 'PagerDuty' ? undefined : `the page went to ${vendor ?? 'nobody'}`;
      },
    },
  ],
  async start() {
    const fake = await FakePagerDuty.start();
    // Once is enough: for a minute, which is an hour of the play, Muster tries what was down after all other channels.
    fake.vendor.failNext({ status: 503, body: '{"status":"unavailable"}' });
    return {
      settings: {
        MUSTER_PAGERDUTY_ROUTING_KEY: fake.routingKey,
        MUSTER_PAGERDUTY_EVENTS_URL: fake.vendor.url,
      },
      page: `${fake.vendor.url}/`,
      received: () =>
        fake.incidents.flatMap(({ dedupKey, log }) =>
          log.map(({ at, summary, details }) => {
            const { incidentId = '', person = dedupKey } = ownPage(dedupKey) ?? {};
            const { page } = details;
            return {
              at,
              incidentId,
              key: typeof page === 'string' ? page : dedupKey,
              port: 'page',
              device: 'phone',
              to: person,
              subject: summary,
              text: textIn(details),
            };
          }),
        ),
      goingOn: () =>
        fake.incidents.flatMap(({ dedupKey, status }) => (status === 'resolved' ? [] : [`${dedupKey} is ${status}`])),
      stop: () => fake.stop(),
    };
  },
};
