import { createPagerDutyApi } from '../../../../activities/adapters/pagerduty-on-call/api';
import { createOnCallBook } from '../../../../activities/adapters/pagerduty-on-call/book';
import { createOnCallKeeper } from '../../../../activities/adapters/pagerduty-on-call/kept';
import { type Kept, merged } from '../../../../activities/adapters/pagerduty-on-call/kept-shape';
import { createPagingActivities } from '../../../../activities/paging/page';
import { createDirectory } from '../../../../directory/directory';
import type { DirectoryInput } from '../../../../directory/schema';
import { FakePagerDuty } from '../../../fakes/pagerduty-rest/fake-pagerduty';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MINUTE = 60_000;

const HOUR = 60 * MINUTE;

const DAY = 24 * HOUR;

const NOW = Date.parse('2026-03-28T12:00:00Z');

const SCHEDULE = { pagerduty: { schedule: 'PSCHED1' } };

const SECOND = { pagerduty: { escalationPolicy: 'PPOLICY', level: 2 } };

let fake: FakePagerDuty;

let now: number;

let home: string;

beforeEach(async () => {
  now = NOW;
  home = mkdtempSync(join(tmpdir(), 'muster-kept-'));
  fake = await FakePagerDuty.start(() => now);
  const { account } = fake;
  account.users = ['PADA001', 'PBO0001'].map((id) => ({ id, name: `User ${id}`, email: `${id}@example.com` }));
  account.users.push({
    id: 'PZOE001',
    name: 'Zoe',
    email: 'zoe@example.com',
    contact_methods: [{ id: 'C3', type: 'phone_contact_method', address: '170123456', country_code: 49 }],
  });
  account.schedules = [
    {
      id: 'PSCHED1',
      name: 'Primary',
      turns: [
        { user: 'PADA001', from: NOW - DAY, until: NOW + HOUR },
        { user: 'PZOE001', from: NOW + HOUR, until: NOW + 2 * HOUR },
      ],
    },
  ];
  account.policies = [{ id: 'PPOLICY', name: 'One', levels: [[{ schedule: 'PSCHED1' }], [{ user: 'PBO0001' }]] }];
});

afterEach(async () => {
  await fake.stop();
  rmSync(home, { recursive: true, force: true });
});

const file = () => join(home, 'pagerduty-on-call.json');

/**
 * A process that asks PagerDuty: what it has, what it said of the file, and when the file has all of it. A slow machine gets its
 * answers too, unless the test is about answers that never come.
 */
function aProcess(folder = home, withinMs = 20_000) {
  const problems: string[] = [];
  const keeper = createOnCallKeeper({ home: folder, now: () => now, onProblem: (problem) => problems.push(problem) });
  let written = Promise.resolve();
  const book = createOnCallBook({
    api: createPagerDutyApi({ token: fake.token, apiUrl: fake.url }),
    now: () => now,
    withinMs,
    keeper: {
      read: () => keeper.read(),
      write: (kept) => (written = keeper.write(kept)),
    },
  });
  const data: DirectoryInput = {
    people: [
      { id: 'ada', name: 'Ada', pagerduty: 'PADA001', contactPoints: [{ channel: 'push', address: 'ada' }] },
      { id: 'bo', name: 'Bo', pagerduty: 'PBO0001', contactPoints: [{ channel: 'push', address: 'bo' }] },
      { id: 'dee', name: 'Dee', contactPoints: [{ channel: 'push', address: 'dee' }] },
    ],
    rotations: [
      { id: 'first', role: 'on-call-engineer', onCall: SCHEDULE, fallback: ['dee'] },
      { id: 'second', role: 'on-call-backup', onCall: SECOND, fallback: ['dee'] },
    ],
  };
  const directory = createDirectory({ data, book, now: () => now });
  const who = async (role = 'on-call-engineer') => {
    const { people, problem } = await directory.whoIs(role, now);
    return { people: people.map(({ id }) => id), ...(problem !== undefined && { problem }) };
  };
  const ends = async () => {
    await directory.refresh(0);
    await written;
  };
  return { book, directory, who, problems, ends };
}

const away = () => {
  for (let n = 0; n < 8; n += 1) fake.vendor.failNext('reset');
};

describe('a process that starts while PagerDuty is away', () => {
  it('calls whom PagerDuty named last, hands over as it said, and stops where it said nothing', async () => {
    await aProcess().ends();
    now += 50 * MINUTE;
    away();
    const next = aProcess();
    const reason = (age: string) =>
      `PagerDuty schedule PSCHED1: using the answer from ${age} ago (PagerDuty is not available: connection reset)`;
    expect(await next.who()).toEqual({ people: ['ada'], problem: `${reason('50 min')}.` });
    expect(await next.who('on-call-backup')).toMatchObject({ people: ['bo'] });
    now += 20 * MINUTE;
    await next.directory.refresh();
    expect(await next.who()).toMatchObject({
      people: ['pagerduty-pzoe001'],
      problem: expect.stringContaining(reason('70 min')) as string,
    });
    // The last shift that is known is over: nobody is called by it any more.
    now += HOUR;
    away();
    await next.directory.refresh();
    expect(await next.who()).toEqual({
      people: ['dee'],
      // Which of the ways in which a vendor is away it was depends on the machine.
      problem: expect.stringMatching(
        /^PagerDuty schedule PSCHED1: using the answer from 2 h ago \(PagerDuty is not available: .+\); Nobody is on call in PagerDuty schedule PSCHED1: paging its fallback\.$/,
      ) as string,
    });
    expect(next.problems).toEqual([]);
  });

  it('reaches somebody whom the directory does not know', async () => {
    await aProcess().ends();
    now += 70 * MINUTE;
    away();
    const { directory } = aProcess();
    expect((await directory.person('pagerduty-pzoe001'))?.contactPoints).toEqual([
      { channel: 'phone', address: '+49-170123456' },
      { channel: 'email', address: 'zoe@example.com' },
    ]);
  });

  it('has nothing of an answer that says nothing of now', async () => {
    await aProcess().ends();
    now += 14 * DAY;
    away();
    expect(await aProcess().who('on-call-backup')).toEqual({
      people: ['dee'],
      problem:
        "Can't get the on-call from PagerDuty escalation policy PPOLICY, level 2 (PagerDuty is not available: connection reset): paging its fallback.",
    });
  });

  it('waits for all rotations together, not for one after another', async () => {
    for (let n = 0; n < 2; n += 1) fake.vendor.failNext('hang');
    const { directory } = aProcess(home, 300);
    const activities = createPagingActivities({ directory, pager: { page: () => Promise.reject(new Error()) } });
    const found = await activities.findPeople({ roles: ['on-call-engineer'], label: ['on-call-backup'], at: now });
    // Of rotations in a row the second would not even be asked: PagerDuty has just not answered.
    expect(fake.vendor.requests).toHaveLength(2);
    expect(found.people).toEqual([
      { id: 'dee', name: 'Dee', roles: ['on-call-engineer', 'on-call-backup'], asked: ['on-call-engineer'] },
    ]);
  });
});

it('where PagerDuty answers after a start, an old answer gives way before anybody is paged by it', async () => {
  await aProcess().ends();
  now += 10 * MINUTE;
  const [schedule] = fake.account.schedules;
  if (schedule !== undefined) schedule.overrides = [{ user: 'PBO0001', from: now - MINUTE, until: now + HOUR }];
  expect(await aProcess().who()).toEqual({ people: ['bo'] });
});

it('what was asked lately is not asked again', async () => {
  await aProcess().ends();
  const asked = fake.vendor.requests.length;
  now += MINUTE / 2;
  const next = aProcess();
  expect(await next.who()).toEqual({ people: ['ada'] });
  expect(fake.vendor.requests).toHaveLength(asked);
});

describe('the file', () => {
  it('is for its owner, without the token, and nothing is left beside it', async () => {
    await aProcess().ends();
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readFileSync(file(), 'utf8')).not.toContain(fake.token);
    expect(readdirSync(home)).toEqual(['pagerduty-on-call.json']);
  });

  const shape = { version: 1, answers: [], users: [] };
  const answer = {
    source: SCHEDULE,
    askedAt: '2026-03-28T11:00:00Z',
    from: '2026-03-27T11:00:00Z',
    until: '2026-04-11T11:00:00Z',
    duties: [{ user: { id: 'PBO0001', name: 'Bo', contactPoints: [] }, from: null, until: null }],
  };
  it.each([
    ['empty', ''],
    ['half of it', '{"version": 1, "answers": [{'],
    ['null', 'null'],
    ['of a later version', JSON.stringify({ ...shape, version: 2 })],
    ['without its list of users', JSON.stringify({ ...shape, users: undefined })],
    ['with an instant that is none', JSON.stringify({ ...shape, answers: [{ ...answer, until: 'tomorrow' }] })],
    ['about no source', JSON.stringify({ ...shape, answers: [{ ...answer, source: { pagerduty: {} } }] })],
    ['with more in it', JSON.stringify({ ...shape, answers: [{ ...answer, token: 'x' }] })],
    ['with a number for a name', JSON.stringify({ ...shape, users: [{ user: { id: 1 }, askedAt: answer.askedAt }] })],
  ])('counts as none where it is %s, says so once, and is whole after the next answer', async (_what, text) => {
    writeFileSync(file(), text);
    const first = aProcess();
    expect(first.problems).toHaveLength(1);
    expect(first.problems[0]).toContain(`${file()} is unusable and is ignored: not `);
    expect(await first.who()).toEqual({ people: ['ada'] });
    await first.ends();
    expect(first.problems).toHaveLength(1);
    expect(aProcess().problems).toEqual([]);
  });

  it('is believed where it is whole', async () => {
    writeFileSync(file(), JSON.stringify({ ...shape, answers: [answer] }));
    away();
    expect(await aProcess().who()).toMatchObject({ people: ['bo'] });
  });

  it('has nothing from the future: it would never be asked for again', async () => {
    writeFileSync(file(), JSON.stringify({ ...shape, answers: [{ ...answer, askedAt: '2026-03-29T12:00:00Z' }] }));
    away();
    expect(await aProcess().who()).toMatchObject({ people: ['dee'] });
  });

  it('that can not be written keeps nobody from an answer, and is told once', async () => {
    mkdirSync(join(file(), 'in the way'), { recursive: true });
    const stuck = aProcess();
    expect(await stuck.who()).toEqual({ people: ['ada'] });
    await stuck.ends();
    now += MINUTE;
    await stuck.ends();
    expect(stuck.problems).toEqual([
      `${file()} is unusable and is ignored: EISDIR`,
      expect.stringMatching(
        /can't be written: after a restart Muster won't know who is on call until PagerDuty answers: E[A-Z]+$/,
      ),
    ]);
    expect(readdirSync(home)).toEqual(['pagerduty-on-call.json']);
  });

  it('is whole at any time, and has of each source and person what is newer, whoever writes', async () => {
    const of = (askedAt: number, id: string): Kept => ({
      answers: [{ source: SCHEDULE, answer: { duties: [], from: NOW - DAY, until: NOW + DAY, askedAt } }],
      users: [{ user: { id, name: id, contactPoints: [] }, askedAt }],
    });
    const one = createOnCallKeeper({ home, now: () => NOW });
    const other = createOnCallKeeper({ home, now: () => NOW });
    await one.write(of(NOW - 1_000, 'POLD001'));
    await other.write(of(NOW - 5_000, 'PNEW001'));
    const kept = other.read();
    expect(kept.answers.map((entry) => entry.answer.askedAt)).toEqual([NOW - 1_000]);
    expect(kept.users.map(({ user }) => user.id).sort()).toEqual(['PNEW001', 'POLD001']);
    expect(merged(of(1, 'P'), of(2, 'P')).users).toHaveLength(1);
    const problems: string[] = [];
    const reader = createOnCallKeeper({ home, now: () => NOW, onProblem: (problem) => problems.push(problem) });
    const writing = Array.from({ length: 40 }, (_, n) =>
      (n % 2 === 0 ? one : other).write(of(NOW - 900 + n, `P${n}`)).then(() => reader.read()),
    );
    await Promise.all(writing);
    expect(problems).toEqual([]);
    expect(reader.read().answers).toHaveLength(1);
    expect(readdirSync(home)).toEqual(['pagerduty-on-call.json']);
  });
});
