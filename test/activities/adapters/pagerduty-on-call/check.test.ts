import { createPagerDutyOnCallCheck } from '../../../../activities/adapters/pagerduty-on-call/check';
import { parseDirectory } from '../../../../directory/load';
import type { OnCallSource } from '../../../../directory/schema';
import { FakePagerDuty } from '../../../fakes/pagerduty-rest/fake-pagerduty';
import { json } from '../../../fakes/vendor';
import { found, NOWHERE } from '../found';

let pagerDuty: FakePagerDuty;

beforeEach(async () => {
  pagerDuty = await FakePagerDuty.start();
  pagerDuty.account.users = [{ id: 'PADA001', name: 'Ada', email: 'ada@example.com' }];
  pagerDuty.account.schedules = ['PFIRST1', 'PUNUSED'].map((id) => ({ id, name: `Schedule ${id}`, turns: [] }));
  pagerDuty.account.policies = [
    { id: 'PPOLICY', name: 'Escalation', levels: [[{ schedule: 'PFIRST1' }], [{ user: 'PADA001' }]] },
  ];
});

afterEach(() => pagerDuty.stop());

const asking = (...sources: OnCallSource['pagerduty'][]) =>
  parseDirectory({
    people: [{ id: 'ada', name: 'Ada' }],
    rotations: sources.map((pagerduty, n) => ({ id: `r${n}`, role: 'on-call-engineer', onCall: { pagerduty } })),
  });

const checked = (directory = asking({ schedule: 'PFIRST1' }), options: { token?: string; apiUrl?: string } = {}) =>
  found(createPagerDutyOnCallCheck({ token: pagerDuty.token, apiUrl: pagerDuty.url, ...options }, () => directory));

test('every right is there, and everything that the directory names', async () => {
  const policy = { escalationPolicy: 'PPOLICY', level: 2 };
  expect(await checked(asking({ schedule: 'PFIRST1' }, { schedule: 'PFIRST1' }, policy))).toEqual([
    'ok PagerDuty, on call: the worker’s token has all scopes it needs',
    'ok PagerDuty schedule PFIRST1: found: Schedule PFIRST1',
    'ok PagerDuty escalation policy PPOLICY, level 2: found: Escalation',
  ]);
  expect(new Set(pagerDuty.vendor.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
});

test('what is not there, what nobody uses, and a level too high', async () => {
  const policies = [
    { escalationPolicy: 'PPOLICY', level: 3 },
    { escalationPolicy: 'PNOTHER', level: 1 },
  ];
  const [, ...lines] = await checked(asking({ schedule: 'PNOTHER' }, { schedule: 'PUNUSED' }, ...policies));
  expect(lines).toEqual([
    'error PagerDuty schedule PNOTHER: does not exist, or the token can’t access it: correct the directory',
    'error PagerDuty schedule PUNUSED: ("Schedule PUNUSED") is not used by any escalation policy in PagerDuty, so it puts nobody on call',
    'error PagerDuty escalation policy PPOLICY, level 3: ("Escalation") only has 2 levels',
    'error PagerDuty escalation policy PNOTHER, level 1: does not exist, or the token can’t access it: correct the directory',
  ]);
});

test('each right that is missing is named; who is on call is an error, the others are not', async () => {
  for (const scope of ['oncalls.read', 'users.read', 'schedules.read']) pagerDuty.scopes.delete(scope);
  expect(await checked()).toEqual([
    expect.stringMatching(/^error PagerDuty, on call: oncalls.read is missing \(who is on call\): use a read-only key/),
    expect.stringMatching(/^note PagerDuty, on call: users.read is missing \(contact methods of people/),
    expect.stringMatching(/^note PagerDuty, on call: schedules.read is missing \(only for the import\)/),
    'note PagerDuty schedule PFIRST1: can’t be checked without schedules.read: run muster oncall to see whether someone is on call',
  ]);
});

test('a token that is not taken, and an address where nobody answers, are told once', async () => {
  expect(await checked(undefined, { token: 'pd-canary-other' })).toEqual([
    expect.stringMatching(/^error PagerDuty, on call: PagerDuty refused: 401 Unauthorized \(check .*_API_TOKEN/),
  ]);
  expect(await checked(undefined, { apiUrl: NOWHERE })).toEqual([
    expect.stringMatching(/^error PagerDuty, on call: PagerDuty is not available: connection refused$/),
  ]);
});

test('an odd answer, and one that is ill, are about what was asked', async () => {
  for (let rights = 0; rights < 4; rights += 1) pagerDuty.vendor.passNext();
  pagerDuty.vendor.failNext(json(200, { schedule: 'yes' }));
  expect(await checked()).toEqual([
    expect.stringMatching(/^ok PagerDuty, on call/),
    expect.stringMatching(/^error PagerDuty schedule PFIRST1: PagerDuty refused: unexpected response: 200/),
  ]);
  for (let rights = 0; rights < 4; rights += 1) pagerDuty.vendor.passNext();
  pagerDuty.vendor.failNext(json(502, {}));
  expect((await checked())[1]).toMatch(/^error PagerDuty schedule PFIRST1: PagerDuty is not available: 502/);
});

test('without a token: fine where nobody asks PagerDuty, an error where the directory does', async () => {
  const without = (directory = asking()) => found(createPagerDutyOnCallCheck(undefined, () => directory));
  expect(await without()).toEqual([expect.stringMatching(/^note PagerDuty, on call: not configured/)]);
  expect(await without(asking({ schedule: 'PFIRST1' }))).toEqual([
    'error PagerDuty, on call: MUSTER_PAGERDUTY_API_TOKEN is not set for the worker, and the directory takes its on-call from PagerDuty schedule PFIRST1',
  ]);
});
