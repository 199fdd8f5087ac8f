import { createTold } from '../../../../activities/adapters/pagerduty/sent-log';
import { ProviderRejected, ProviderUnavailable } from '../../../../activities/errors';
import type { PageFollowing } from '../../../../activities/ports';
import { describeProvider } from '../../../contracts/provider.contract';
import { FakePagerDuty } from '../../../fakes/pagerduty/fake-pagerduty';
import { json } from '../../../fakes/vendor';
import { aPage, INCIDENT, pagerDutyFollowerOn, pagerDutyOn } from '../delivery/setup';

const open: FakePagerDuty[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map(({ vendor }) => vendor.stop().catch(() => undefined)));
});

const aPagerDuty = async (): Promise<FakePagerDuty> => {
  const fake = await FakePagerDuty.start();
  open.push(fake);
  return fake;
};

const request = (state: PageFollowing['state'], people = ['ingrid']): PageFollowing => ({
  incidentId: INCIDENT,
  key: `follow:${state}`,
  people,
  state,
});

const named = (id: string) => aPage({ to: { id, name: id, contactPoints: [] } });

const statuses = (fake: FakePagerDuty) => fake.incidents.map(({ status }) => status);

describeProvider('PagerDuty, following', async () => {
  const fake = await aPagerDuty();
  const { vendor, routingKey: token } = fake;
  return { vendor, token, act: (signal) => pagerDutyFollowerOn(fake).follow(request('resolved'), signal) };
});

it('acknowledges what this person has, and nothing of anybody else', async () => {
  const fake = await aPagerDuty();
  for (const id of ['ingrid', 'vera']) await pagerDutyOn(fake).send(named(id), '');
  await pagerDutyFollowerOn(fake).follow(request('acknowledged'));
  expect(statuses(fake)).toEqual(['acknowledged', 'triggered']);
});

it('resolves all, in whatever order, and an acknowledgement that comes later changes nothing', async () => {
  const fake = await aPagerDuty();
  const people = Array.from({ length: 12 }, (_, n) => `p${n}`);
  for (const id of people) await pagerDutyOn(fake).send(named(id), '');
  await pagerDutyFollowerOn(fake).follow(request('resolved', people));
  await pagerDutyFollowerOn(fake).follow(request('acknowledged', people));
  expect(new Set(statuses(fake))).toEqual(new Set(['resolved']));
});

it('names every round that somebody had, and one of those who had no other', async () => {
  const fake = await aPagerDuty();
  for (const round of [1, 2, 3]) await pagerDutyOn(fake).send({ ...named('ingrid'), round }, '');
  await pagerDutyOn(fake).send(named('constructor'), '');
  const people = ['ingrid', 'constructor'];
  await pagerDutyFollowerOn(fake).follow({ ...request('acknowledged', people), rounds: { ingrid: 2 } });
  expect(statuses(fake)).toEqual(['acknowledged', 'acknowledged', 'triggered', 'acknowledged']);
  await pagerDutyFollowerOn(fake).follow({ ...request('resolved', people), rounds: { ingrid: 3 } });
  expect(new Set(statuses(fake))).toEqual(new Set(['resolved']));
});

it('opens nothing for people who have nothing there', async () => {
  const fake = await aPagerDuty();
  for (const state of ['acknowledged', 'resolved'] as const) await pagerDutyFollowerOn(fake).follow(request(state));
  expect(fake.incidents).toEqual([]);
});

it.each(['done-reset', 'done-hang'] as const)('may be repeated when the answer is lost (%s)', async (fault) => {
  const fake = await aPagerDuty();
  await pagerDutyOn(fake).send(aPage(), '');
  fake.vendor.failNext(fault);
  const follower = pagerDutyFollowerOn(fake);
  await expect(follower.follow(request('resolved'))).rejects.toBeInstanceOf(ProviderUnavailable);
  await follower.follow(request('resolved'));
  expect(statuses(fake)).toEqual(['resolved']);
});

it('tells every routing key, also where one of them is refused, and says that it was', async () => {
  const fake = await aPagerDuty();
  await pagerDutyOn(fake).send(aPage(), '');
  const follower = pagerDutyFollowerOn(fake, { old: 'x'.repeat(32), now: fake.routingKey, again: fake.routingKey });
  await expect(follower.follow(request('resolved'))).rejects.toBeInstanceOf(ProviderRejected);
  expect(statuses(fake)).toEqual(['resolved']);
  // The page, and one event for each key that differs.
  expect(fake.vendor.requests).toHaveLength(3);
});

it('asks no further while PagerDuty is away', async () => {
  const fake = await aPagerDuty();
  fake.vendor.failNext(json(503, { message: 'maintenance' }));
  const people = Array.from({ length: 30 }, (_, n) => `p${n}`);
  await expect(pagerDutyFollowerOn(fake).follow(request('resolved', people))).rejects.toBeInstanceOf(
    ProviderUnavailable,
  );
  expect(fake.vendor.requests.length).toBeLessThanOrEqual(5);
});

describe('where not all of it fits into one attempt', () => {
  const people = Array.from({ length: 12 }, (_, n) => `p${n}`);
  /** PagerDuty takes so many events and refuses the next ones for now. */
  const takesOnly = (fake: FakePagerDuty, events: number): void => {
    for (let n = 0; n < events; n += 1) fake.vendor.passNext();
    for (let n = 0; n < 5; n += 1) fake.vendor.failNext(json(429, { message: 'limit' }));
  };
  const later = (attempt: Promise<unknown>) => expect(attempt).rejects.toBeInstanceOf(ProviderUnavailable);

  it.each(['acknowledged', 'resolved'] as const)('the next one goes on where it stood (%s)', async (state) => {
    const fake = await aPagerDuty();
    for (const id of people) await pagerDutyOn(fake).send(named(id), '');
    const before = fake.vendor.requests.length;
    const follower = pagerDutyFollowerOn(fake);
    takesOnly(fake, 5);
    await later(follower.follow(request(state, people)));
    expect(fake.vendor.requests.length - before).toBe(10);
    await follower.follow(request(state, people));
    // The seven that were left.
    expect(fake.vendor.requests.length - before).toBe(17);
    expect(new Set(statuses(fake))).toEqual(new Set([state]));
  });

  it('a withdrawal of many rounds goes on as well', async () => {
    const fake = await aPagerDuty();
    const pager = pagerDutyOn(fake);
    takesOnly(fake, 5);
    const page = { ...named('ingrid'), kind: 'withdrawal' as const, round: 12 };
    await later(pager.send(page, ''));
    await pager.send(page, '');
    expect(fake.vendor.requests).toHaveLength(17);
  });

  it('what was paged again in between is told again', async () => {
    const fake = await aPagerDuty();
    const told = createTold();
    const pager = pagerDutyOn(fake, told);
    const follower = pagerDutyFollowerOn(fake, undefined, told);
    for (const id of people) await pager.send(named(id), '');
    takesOnly(fake, 5);
    await later(follower.follow(request('resolved', people)));
    await pager.send(named('p0'), '');
    expect(statuses(fake).at(-1)).toBe('triggered');
    await follower.follow(request('resolved', people));
    expect(new Set(statuses(fake))).toEqual(new Set(['resolved']));
  });

  it('another effect tells all of it: what was acknowledged may ring again by now', async () => {
    const fake = await aPagerDuty();
    await pagerDutyOn(fake).send(named('p0'), '');
    const follower = pagerDutyFollowerOn(fake);
    await follower.follow(request('acknowledged', ['p0']));
    for (const incident of fake.incidents) incident.status = 'triggered';
    await follower.follow({ ...request('acknowledged', ['p0']), key: 'follow:acknowledged:p0:2' });
    expect(statuses(fake)).toEqual(['acknowledged']);
  });

  it('remembers the newest only, and nothing of what is done', () => {
    const told = createTold(2);
    const events = ['a', 'b', 'c'].map((dedup_key) => ({ routing_key: 'r', dedup_key }));
    for (const event of events) told.add('e', event);
    expect(events.map((event) => told.has('e', event))).toEqual([false, true, true]);
    told.done('e', events);
    expect(events.map((event) => told.has('e', event))).toEqual([false, false, false]);
  });
});
