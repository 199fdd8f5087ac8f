import type { Pager } from '../../activities/ports';
import { createPagerDuty } from '../../activities/adapters/pagerduty/events';
import { createPagerDutyFollower } from '../../activities/adapters/pagerduty/following';
import { FakePagerDuty } from '../fakes/pagerduty/fake-pagerduty';
import { json } from '../fakes/vendor';
import { useSkippingSystem } from './harness';
import { SkippingIncident } from './skipping-incident';

let fake: FakePagerDuty;
beforeEach(async () => {
  fake = await FakePagerDuty.start();
});
afterEach(() => fake.vendor.stop());

const settings = () => ({ routingKeys: { default: fake.routingKey }, eventsUrl: fake.vendor.url });
const pager: Pager = { page: (page, signal) => createPagerDuty(settings()).send(page, '', signal) };
const server = useSkippingSystem('file', () => ({
  pager,
  follower: { follow: (...asked) => createPagerDutyFollower(settings()).follow(...asked) },
}));

const statusOf = (incident: SkippingIncident, person: string) =>
  fake.incidents.find(({ dedupKey }) => dedupKey === `muster:${incident.id}:${person}`)?.status;

test('PagerDuty says what Muster says: triggered, acknowledged by one, resolved for all', async () => {
  const incident = await SkippingIncident.open(server.env, 'P1');
  await incident.waits('30s');
  expect([statusOf(incident, 'otto'), statusOf(incident, 'dora')]).toEqual(['triggered', 'triggered']);
  await incident.act('otto', { do: 'acknowledge' });
  await incident.waits('10s');
  expect([statusOf(incident, 'otto'), statusOf(incident, 'dora')]).toEqual(['acknowledged', 'triggered']);
  await incident.act('otto', { do: 'resolve', resolution: 'fixed', override: 'a test' });
  await incident.handle.result();
  expect(new Set(fake.incidents.map(({ status }) => status))).toEqual(new Set(['resolved']));
}, 60_000);

test('PagerDuty is away at the end: it is told when it is back', async () => {
  const incident = await SkippingIncident.open(server.env, 'P1');
  await incident.waits('30s');
  const people = fake.incidents.length;
  // More than both attempts of the first time meet.
  for (let n = 0; n < 12; n += 1) fake.vendor.failNext(json(503, { message: 'maintenance' }));
  await incident.act('otto', { do: 'resolve', resolution: 'fixed', override: 'a test' });
  await incident.handle.result();
  expect(fake.incidents).toHaveLength(people);
  expect(new Set(fake.incidents.map(({ status }) => status))).toEqual(new Set(['resolved']));
}, 60_000);
