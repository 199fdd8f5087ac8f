import type { Account } from '../../../activities/adapters/pagerduty-on-call/account';
import { createOnCallKeeper } from '../../../activities/adapters/pagerduty-on-call/kept';
import { importInto } from '../../../client/people/pagerduty-import';
import { readDirectory } from '../../../directory/load';
import { FakePagerDuty } from '../../fakes/pagerduty-rest/fake-pagerduty';
import { muster } from '../cli/command-line';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const account: Account = {
  users: [
    {
      id: 'PADA001',
      name: 'Ada Byron',
      email: 'ada@example.com',
      zone: 'Europe/London',
      contactPoints: [{ channel: 'email', address: 'ada@example.com' }],
    },
    {
      id: 'PLUK001',
      name: 'Łukasz Ørsted',
      zone: 'Middle Earth',
      contactPoints: [{ channel: 'phone', address: '+48-123456' }],
    },
    { id: 'PLUK002', name: 'Lukasz Orsted', contactPoints: [] },
    { id: 'PWEI001', name: '伟', contactPoints: [{ channel: 'sms', address: '+86-123456' }] },
    { id: 'PBAD001', name: 'yes: "no" # {x}\n- y', contactPoints: [{ channel: 'sms', address: '+1-123456' }] },
  ],
  schedules: [{ id: 'PSCHED1', name: 'Primary\n- id: evil' }],
  policies: [{ id: 'PPOLICY', name: 'Engineering', levels: 2 }],
};

const MINE = `# mine
people:
  - id: countess # the first
    name: Ada
    roles: [cto]
    contactPoints:
      - { channel: slack, address: ada }
      - { channel: email, address: ADA@example.com }
rotations:
  - { id: main, role: on-call-engineer, onCall: { pagerduty: { schedule: PSCHED1 } }, fallback: [countess] }
`;

describe('the import', () => {
  it('gives two people of one name a name each, and nobody the name of somebody else', () => {
    const users = ['PADA001', 'PADA002'].map((id) => ({ id, name: 'Ada', contactPoints: [] }));
    const { text, added } = importInto(MINE, { users, schedules: [], policies: [] });
    expect(added).toEqual(['ada-2', 'ada-3']);
    expect(readDirectory(text, 'x').people.map(({ name }) => name)).toEqual(['Ada', 'Ada (PADA001)', 'Ada (PADA002)']);
  });

  it('makes a directory that its own loader accepts', () => {
    const { text, added, notes } = importInto(undefined, account);
    expect(added).toEqual(['ada-byron', 'lukasz-orsted', 'lukasz-orsted-2', 'pagerduty-pwei001', 'yes-no-x-y']);
    expect(notes).toEqual([
      'Łukasz Ørsted: unknown time zone "Middle Earth", left out',
      'Lukasz Orsted has no contact method in PagerDuty',
    ]);
    const { people, rotations } = readDirectory(text, 'x');
    expect(people.map(({ name }) => name)).toEqual(account.users.map(({ name }) => name));
    expect(people[0]).toMatchObject({ pagerduty: 'PADA001', zone: 'Europe/London' });
    expect(rotations).toEqual([]);
    expect(text).toContain(
      'role: ROLE, onCall: { pagerduty: { escalationPolicy: PPOLICY, level: 2 } } } # Engineering, level 2',
    );
  });

  it('keeps who is there, and changes nothing the second time', () => {
    const first = importInto(MINE, account);
    expect(first.updated).toEqual(['countess']);
    const { people, rotations } = readDirectory(first.text, 'x');
    expect(people[0]).toMatchObject({ id: 'countess', name: 'Ada', roles: ['cto'], pagerduty: 'PADA001' });
    expect(people[0]?.contactPoints).toHaveLength(2);
    expect(rotations).toHaveLength(1);
    expect(first.text).toContain('# the first');
    const second = importInto(first.text, account);
    expect(second).toMatchObject({ added: [], updated: [] });
    expect(second.text.trim()).toBe(first.text.trim());
  });
});

describe('on the command line', () => {
  let fake: FakePagerDuty;
  let folder: string;
  let env: NodeJS.ProcessEnv;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'muster-import-'));
    fake = await FakePagerDuty.start();
    fake.account.users = [{ id: 'PADA001', name: 'Ada Byron', email: 'ada@example.com' }];
    fake.account.policies = [{ id: 'PPOLICY', name: 'P', levels: [[{ user: 'PADA001' }]] }];
    env = { MUSTER_PAGERDUTY_API_TOKEN: fake.token, MUSTER_PAGERDUTY_API_URL: fake.url };
  });
  afterEach(async () => {
    await fake.stop();
    rmSync(folder, { recursive: true });
  });

  it('prints, writes once, and overwrites only when told', async () => {
    const file = join(folder, 'directory.yaml');
    const importing = ['directory', 'import', 'pagerduty'];
    const printed = await muster(importing, { env });
    expect([printed.code, printed.out.includes('ada-byron')]).toEqual([0, true]);
    expect((await muster([...importing, '--write', file], { env })).code).toBe(0);
    writeFileSync(file, readFileSync(file, 'utf8').replace('name: Ada Byron', 'name: Countess'));
    const again = await muster([...importing, '--write', file], { env });
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('--overwrite')]);
    expect((await muster([...importing, '--write', file, '--overwrite'], { env })).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('name: Countess');
    expect((await muster(importing, { env: {} })).code).toBe(2);
    expect((await muster(importing, { env: { ...env, MUSTER_PAGERDUTY_API_TOKEN: 'wrong' } })).err).toContain('401');
  });

  it('shows where an answer comes from, and what the token lacks', async () => {
    const file = join(folder, 'directory.yaml');
    writeFileSync(
      file,
      'people: [{ id: ada, name: Ada, pagerduty: PADA001, contactPoints: [{ channel: push, address: ada }] }]\n' +
        'rotations: [{ id: main, role: on-call-engineer, onCall: { pagerduty: { escalationPolicy: PPOLICY } }, fallback: [ada] }]\n',
    );
    // The clock of this command line stands still, and PagerDuty's does not: somebody always on call is on call for both.
    env.MUSTER_DIRECTORY = file;
    const shown = await muster(['oncall', '--json'], { env });
    const held = JSON.parse(shown.out) as { role: string; people: { id: string }[]; sources?: string[] }[];
    const engineer = held.find(({ role }) => role === 'on-call-engineer');
    expect(engineer?.people.map(({ id }) => id)).toEqual(['ada']);
    fake.scopes.delete('oncalls.read');
    const doctor = await muster(['doctor'], { env });
    expect(doctor.out.replace(/\s+/g, ' ')).toContain('the token lacks the scope oncalls.read (who is on call)');
    const checked = await muster(['directory', 'check'], { env });
    expect(checked.out).toContain("Can't get the on-call");
  });

  it('says how old the answer is that a worker has kept, and writes none itself', async () => {
    const source = { pagerduty: { escalationPolicy: 'PPOLICY', level: 1 } };
    const askedAt = Date.now() - 10 * 60_000;
    const span = { from: askedAt, until: askedAt + 14 * 86_400_000 };
    const home = mkdtempSync(join(folder, 'home-'));
    env.MUSTER_HOME = home;
    env.MUSTER_DIRECTORY = join(folder, 'asking.yaml');
    writeFileSync(
      env.MUSTER_DIRECTORY,
      'people: [{ id: ada, name: Ada, pagerduty: PADA001, contactPoints: [{ channel: push, address: ada }] }]\n' +
        'rotations: [{ id: main, role: on-call-engineer, onCall: { pagerduty: { escalationPolicy: PPOLICY } }, fallback: [ada] }]\n',
    );
    expect((await muster(['oncall'], { env })).code).toBe(0);
    expect(readdirSync(home)).toEqual([]);
    await createOnCallKeeper({ home }).write({
      answers: [{ source, answer: { duties: [], askedAt, ...span } }],
      users: [],
    });
    fake.vendor.failNext('reset');
    const checked = await muster(['directory', 'check'], { env });
    expect(checked.out).toMatch(
      /PPOLICY, level 1 could not be refreshed \(PagerDuty is not available: connection reset\)\. Muster keeps using the answer from \d+ \w+ ago/,
    );
    // It asks, however lately somebody else did.
    await createOnCallKeeper({ home }).write({
      answers: [{ source, answer: { duties: [], ...span, askedAt: Date.now() } }],
      users: [],
    });
    const asked = fake.vendor.requests.length;
    await muster(['directory', 'check'], { env });
    expect(fake.vendor.requests.length).toBeGreaterThan(asked);
  });
});
