import { createPagerDuty } from '../../activities/adapters/pagerduty/channel';
import { createPagerDutyFollower } from '../../activities/adapters/pagerduty/follower';
import type { Pager } from '../../activities/ports/messages';
import { FakePagerDuty } from '../fakes/pagerduty/fake-pagerduty';
import { json } from '../fakes/vendor';
import { SkippingIncident } from '../support/time-skip-incident';
import { useSkippingSystem } from '../support/time-skip-system';

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

const keyOf = (incident: SkippingIncident, person: string, round = '') => `muster:${incident.id}:${person}${round}`;

const statusOf = (incident: SkippingIncident, person: string, round?: string) =>
  fake.incidents.find(({ dedupKey }) => dedupKey === keyOf(incident, person, round))?.status;

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

test('a page after the acknowledgement rings, is followed when it is acknowledged, and ends with the incident', async () => {
  const incident = await SkippingIncident.open(server.env, 'P2', { continueAfterEvents: 40 });
  await incident.waits('30s');
  await incident.act('otto', { do: 'acknowledge' });
  await incident.waits('31m');
  // Nobody has done anything for half an hour, so the lead is paged.
  const ringsOf = (person: string) => fake.rang.filter((key) => key.startsWith(keyOf(incident, person)));
  expect(ringsOf('otto')).toEqual([keyOf(incident, 'otto'), keyOf(incident, 'otto', ':2')]);
  expect([statusOf(incident, 'otto'), statusOf(incident, 'otto', ':2')]).toEqual(['acknowledged', 'triggered']);
  await incident.act('otto', { do: 'acknowledge' });
  await incident.waits('10s');
  expect(statusOf(incident, 'otto', ':2')).toBe('acknowledged');
  await incident.waits('31m');
  expect(ringsOf('otto')).toHaveLength(3);
  await incident.act('otto', { do: 'resolve', resolution: 'fixed', override: 'a test' });
  await incident.handle.result();
  expect(fake.incidents.filter(({ status }) => status !== 'resolved')).toEqual([]);
}, 60_000);
