import { readAccount, tryRights } from '../../../../activities/adapters/pagerduty-on-call/account';
import { createPagerDutyApi } from '../../../../activities/adapters/pagerduty-on-call/api';
import { createOnCallBook } from '../../../../activities/adapters/pagerduty-on-call/book';
import { OnCalls } from '../../../../activities/adapters/pagerduty-on-call/shapes';
import { describeProvider } from '../../../contracts/provider.contract';
import { FakePagerDuty } from '../../../fakes/pagerduty-rest/fake-pagerduty';
import { json } from '../../../fakes/vendor';

const HOUR = 3_600_000;

const NOW = Date.parse('2026-03-28T12:00:00Z');

const SCHEDULE = { pagerduty: { schedule: 'PSCHED1' } };

const SECOND = { pagerduty: { escalationPolicy: 'PPOLICY', level: 2 } };

const known = () => true;

describeProvider('PagerDuty, on call', async () => {
  const { vendor, token } = await FakePagerDuty.start();
  const api = createPagerDutyApi({ token, apiUrl: vendor.url });
  const act = (signal?: AbortSignal) =>
    api.all('/oncalls', {}, OnCalls, ({ oncalls }) => oncalls, { deadlineAt: Date.now() + 500, signal });
  return { vendor, token, act };
});

let fake: FakePagerDuty;

let now: number;

beforeEach(async () => {
  now = NOW;
  fake = await FakePagerDuty.start(() => now);
  const { account } = fake;
  account.users = ['PADA001', 'PBO0001'].map((id) => ({ id, name: `User ${id}`, email: `${id}@example.com` }));
  account.users.push({
    id: 'PZOE001',
    name: 'Zoe',
    email: 'zoe@example.com',
    contact_methods: [
      { id: 'C1', type: 'email_contact_method', address: 'zoe@example.com' },
      { id: 'C2', type: 'sms_contact_method', address: '170 123456', country_code: 49 },
      { id: 'C3', type: 'phone_contact_method', address: '170123456', country_code: 49 },
      { id: 'C4', type: 'push_notification_contact_method', address: 'device' },
      { id: 'C5', type: 'phone_contact_method', address: '999999', blacklisted: true },
    ],
    notification_rules: [
      { urgency: 'low', start_delay_in_minutes: 0, contact_method: { id: 'C1' } },
      { urgency: 'high', start_delay_in_minutes: 5, contact_method: { id: 'C2' } },
      { urgency: 'high', start_delay_in_minutes: 0, contact_method: { id: 'C3' } },
    ],
  });
  account.schedules = [
    {
      id: 'PSCHED1',
      name: '<b>Primary</b>',
      turns: [{ user: 'PADA001', from: NOW - 24 * HOUR, until: NOW + 24 * HOUR }],
      overrides: [{ user: 'PZOE001', from: NOW + HOUR, until: NOW + 2 * HOUR }],
    },
    { id: 'PUNUSED', name: 'Unused', turns: [{ user: 'PADA001', from: NOW - HOUR, until: NOW + HOUR }] },
  ];
  account.policies = [
    { id: 'PPOLICY', name: 'One', levels: [[{ schedule: 'PSCHED1' }], [{ user: 'PBO0001' }, { user: 'PADA001' }]] },
    { id: 'PPOLIC2', name: 'Two', levels: [[{ schedule: 'PSCHED1' }]] },
  ];
});

afterEach(() => fake.stop());

const api = (token = fake.token) => createPagerDutyApi({ token, apiUrl: fake.url });

const book = () => createOnCallBook({ api: api(), now: () => now, withinMs: 300 });

const dutiesAt = (answer: ReturnType<ReturnType<typeof book>['known']>, at: number): string[] =>
  (answer.answer?.duties ?? []).filter(({ from, until }) => from <= at && at < until).map(({ user }) => user.id);

describe('the book of who is on call', () => {
  it('knows turns and overrides, each once, and nobody of a schedule that no policy uses', async () => {
    const read = book();
    const unused = { pagerduty: { schedule: 'PUNUSED' } };
    await read.refresh([SCHEDULE, unused], known);
    const answer = read.known(SCHEDULE);
    expect([NOW, NOW + HOUR, NOW + 2 * HOUR].map((at) => dutiesAt(answer, at))).toEqual([
      ['PADA001'],
      ['PZOE001'],
      ['PADA001'],
    ]);
    expect(read.known(unused)).toMatchObject({ answer: { duties: [] } });
  });

  it('knows the level of a policy, where several are always on call', async () => {
    const read = book();
    await read.refresh([SECOND], known);
    expect(dutiesAt(read.known(SECOND), NOW)).toEqual(['PBO0001', 'PADA001']);
  });

  it('finds out how strangers are reached, in the order of their urgent rules', async () => {
    const read = book();
    await read.refresh([SCHEDULE], ({ id }) => id !== 'PZOE001');
    const zoe = read.known(SCHEDULE).answer?.duties.find(({ user }) => user.id === 'PZOE001')?.user;
    expect(zoe?.contactPoints).toEqual([
      { channel: 'phone', address: '+49-170123456' },
      { channel: 'sms', address: '+49-170123456' },
      { channel: 'email', address: 'zoe@example.com' },
    ]);
    expect(await read.user('PZOE001')).toEqual(zoe);
    expect(await read.user('PNOBODY')).toBeUndefined();
  });

  it('has a mail address of a stranger of whom the token may not know more', async () => {
    fake.scopes.delete('users.read');
    const read = book();
    await read.refresh([SCHEDULE], () => false);
    expect(read.known(SCHEDULE).trouble).toBeUndefined();
    expect(read.known(SCHEDULE).answer?.duties[0]?.user.contactPoints).toEqual([
      { channel: 'email', address: 'PADA001@example.com' },
    ]);
  });

  it('asks once a minute, and once for many who wait', async () => {
    const read = book();
    await Promise.all(Array.from({ length: 5 }, () => read.refresh([SCHEDULE], known)));
    now += 59_000;
    await read.refresh([SCHEDULE], known);
    expect(fake.vendor.requests).toHaveLength(1);
    now += 1_000;
    await read.refresh([SCHEDULE], known);
    expect(fake.vendor.requests).toHaveLength(2);
  });

  it.each(['hang', 'reset', 'half', 'done-hang'] as const)('keeps the last good answer at a %s', async (fault) => {
    const read = book();
    await read.refresh([SCHEDULE], known);
    now += 60_000;
    fake.vendor.failNext(fault);
    // It ends within the book's own limit: a hanging vendor would never let it.
    await read.refresh([SCHEDULE], known);
    expect(dutiesAt(read.known(SCHEDULE), now)).toEqual(['PADA001']);
    expect(read.known(SCHEDULE).trouble).toContain('PagerDuty is not available');
    // Nobody waits again so soon; a while later it is as it was.
    const asked = fake.vendor.requests.length;
    await read.refresh([SCHEDULE], known);
    expect(fake.vendor.requests).toHaveLength(asked);
    now += 10_000;
    await read.refresh([SCHEDULE], known);
    expect(read.known(SCHEDULE).trouble).toBeUndefined();
    expect(read.known(SCHEDULE).answer?.askedAt).toBe(now);
  });

  it('waits for a PagerDuty that hangs once, not once for each source', async () => {
    const read = book();
    fake.vendor.failNext('hang');
    await read.refresh([SCHEDULE], known);
    await read.refresh([SECOND], known);
    expect(fake.vendor.requests).toHaveLength(1);
    now += 10_000;
    await read.refresh([SECOND], known);
    expect(dutiesAt(read.known(SECOND), now)).toEqual(['PBO0001', 'PADA001']);
  });

  it('asks for the others while one schedule is refused', async () => {
    const read = book();
    fake.vendor.failNext(json(404, { error: { message: 'Not Found' } }));
    await read.refresh([SCHEDULE], known);
    await read.refresh([SECOND], known);
    expect(dutiesAt(read.known(SECOND), now)).toEqual(['PBO0001', 'PADA001']);
  });

  const limited = (headers: Record<string, string>) => ({ ...json(429, {}), headers });

  it.each(['retry-after', 'ratelimit-reset'])('asks again after a 429, when there is time by %s', async (header) => {
    const read = createOnCallBook({ api: api(), now: () => now, withinMs: 3_000 });
    fake.vendor.failNext(limited({ [header]: '0' }));
    await read.refresh([SCHEDULE], known);
    expect(dutiesAt(read.known(SCHEDULE), now)).toEqual(['PADA001']);
  });

  it('does not ask without a pause where a limit is over at once, again and again', async () => {
    const read = book();
    fake.vendor.goesDown(limited({ 'retry-after': '0' }));
    await read.refresh([SCHEDULE], known);
    expect(fake.vendor.requests.length).toBeLessThanOrEqual(2);
  });

  it.each(['retry-after', 'ratelimit-reset'])('asks again after a 429 not before it may, by %s', async (header) => {
    const read = book();
    fake.vendor.failNext(limited({ [header]: '30' }));
    await read.refresh([SCHEDULE], known);
    const asked = fake.vendor.requests.length;
    now += 29_000;
    await read.refresh([SCHEDULE], known);
    expect(fake.vendor.requests).toHaveLength(asked);
    now += 1_000;
    await read.refresh([SCHEDULE], known);
    expect(fake.vendor.requests).toHaveLength(asked + 1);
  });

  it('reads every page', async () => {
    const turns = Array.from({ length: 250 }, (_, n) => ({
      user: 'PADA001',
      from: NOW + n * HOUR,
      until: NOW + (n + 1) * HOUR,
    }));
    const [schedule] = fake.account.schedules;
    if (schedule !== undefined) Object.assign(schedule, { turns, overrides: [] });
    fake.account.policies.pop();
    const read = book();
    await read.refresh([SCHEDULE], known);
    expect(read.known(SCHEDULE).answer?.duties).toHaveLength(250);
    expect(fake.vendor.requests).toHaveLength(3);
  });
});

describe('the account', () => {
  it('is read whole', async () => {
    fake.account.users = Array.from({ length: 130 }, (_, n) => ({
      id: `PUSER${n}`,
      name: `User ${n}`,
      email: `u${n}@example.com`,
    }));
    const { users, schedules, policies } = await readAccount(api());
    expect([users.length, schedules.length, policies.map(({ levels }) => levels)]).toEqual([130, 2, [2, 1]]);
  });

  it('says which right is missing, and when the token is none', async () => {
    fake.scopes.delete('schedules.read');
    const refused = (await tryRights(api())).filter((right) => right.refused !== undefined);
    expect(refused).toEqual([
      {
        scope: 'schedules.read',
        why: 'only for the import',
        refused: 'PagerDuty refused: 403 Access Denied; requires schedules.read',
        isMissing: true,
      },
    ]);
    expect((await tryRights(api('wrong'))).map(({ refused: reason }) => reason)).toEqual(
      Array(4).fill('PagerDuty refused: 401 Unauthorized'),
    );
  });

  it('is shown to people as text', async () => {
    const page = await (await fetch(fake.url)).text();
    expect(page).toContain('&#60;b&#62;Primary&#60;/b&#62;');
    expect(page).not.toContain('<b>');
  });
});
