import { readTokens } from '../../../client/access/token-file';
import { NOW } from '../../support/client';
import { muster } from '../cli/command-line';
import { musterProcess, temporaryFolder } from './a-home';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DAY = 86_400_000;

const folder = temporaryFolder();

let homes = 0;

const aHome = () => {
  const home = join(folder, (homes += 1).toString());
  return { env: { MUSTER_HOME: home }, file: join(home, 'tokens.json') };
};

const noTemporal = () => Promise.reject(new Error('A token needs no Temporal.'));

const token = (argv: string[], env: NodeJS.ProcessEnv) => muster(['token', ...argv], { env, connect: noTemporal });

describe('muster token create', () => {
  it('shows a token once, on a line of its own', async () => {
    const { env, file } = aHome();
    const made = await token(['create', '--person', 'priya', '--access', 'responder', '--note', 'laptop'], env);
    expect(made.code).toBe(0);
    // The secret may have underlines too, even at its beginning.
    const [, id = '', secret = ''] = /^muster_([0-9a-z]{4})_([\w-]{43})\n$/.exec(made.out) ?? [];
    expect(secret).not.toBe('');
    expect(made.err).toBe(
      `Token ${id} for priya-raman, until 2027-02-21. It won't be shown again: store it with your other secrets.\n`,
    );
    expect(readTokens(file)).toMatchObject([
      { id, for: { person: 'priya-raman' }, access: 'responder', note: 'laptop', expiresAt: NOW + 90 * DAY },
    ]);
    for (const argv of [['list'], ['list', '--json'], ['revoke', id]])
      expect((await token(argv, env)).out).not.toContain(secret.slice(0, 20));
  });

  it('makes one for a source that lasts a year, as JSON for a program', async () => {
    const { env, file } = aHome();
    const { out } = await token(['create', '--source', 'alertmanager', '--json'], env);
    const made = JSON.parse(out) as { id: string; token: string };
    expect(made).toEqual({
      id: made.id,
      token: expect.stringMatching(new RegExp(`^muster_${made.id}_`)) as string,
      for: { source: 'alertmanager' },
      createdAt: new Date(NOW).toISOString(),
      expiresAt: new Date(NOW + 365 * DAY).toISOString(),
    });
    expect(readTokens(file)).toHaveLength(1);
  });

  it('keeps them where MUSTER_TOKENS says', async () => {
    const { env, file } = aHome();
    const elsewhere = join(folder, 'elsewhere.json');
    await token(['create', '--person', 'priya', '--expires', '1d12h'], { ...env, MUSTER_TOKENS: elsewhere });
    expect(readTokens(elsewhere)).toMatchObject([{ expiresAt: NOW + 1.5 * DAY }]);
    expect(readTokens(file)).toBeUndefined();
  });

  it.each([
    [['--person', 'nobody'], 1, /^nobody is not in the directory \(.*directory\.yaml\)\.\n$/],
    [[], 2, /^Say who the token is for: either --person PERSON or --source SOURCE\.\n$/],
    [['--person', 'priya', '--source', 'grafana'], 2, /^Say who the token is for/],
    [['--source', 'nagios'], 2, /Allowed choices are alertmanager, grafana/],
    [['--source', 'grafana', '--access', 'lead'], 2, /^--access only works with --person/],
    [['--person', 'priya', '--access', 'boss'], 2, /Allowed choices are viewer, responder/],
    [['--person', 'priya', '--expires', 'soon'], 2, /^"soon" is not a lifetime/],
    [['--person', 'priya', '--expires', '0d'], 2, /^"0d" is not a lifetime/],
    [['--person', 'priya', '--expires', '401d'], 2, /^"401d" is too long; a token can last 400 d at most\.\n$/],
  ])('refuses %j', async (argv, code, message) => {
    const { env, file } = aHome();
    const refused = await token(['create', ...argv], env);
    expect([refused.code, refused.out]).toEqual([code, '']);
    expect(refused.err).toMatch(message);
    expect(readTokens(file)).toBeUndefined();
  });

  it('refuses a third for a source, and says which to revoke', async () => {
    const { env } = aHome();
    const create = () => token(['create', '--source', 'grafana'], env);
    await create();
    await create();
    const third = await create();
    expect([third.code, third.out]).toEqual([1, '']);
    const revoke = /Revoke the oldest first: muster (token revoke \w+)\n$/.exec(third.err)?.[1] ?? '';
    expect((await token(revoke.split(' ').slice(1), env)).code).toBe(0);
    expect((await create()).code).toBe(0);
  });
});

describe('muster token rotate', () => {
  it('shows a new secret of the same token, which lasts as long as a new token would', async () => {
    const { env, file } = aHome();
    const made = await token(['create', '--source', 'grafana', '--note', 'payments'], env);
    const id = made.out.split('_')[1] ?? '';
    const rotated = await token(['rotate', id, '--keep', '1d'], env);
    expect(rotated.out).toMatch(new RegExp(`^muster_${id}_[\\w-]{43}\\n$`));
    expect(rotated.out).not.toBe(made.out);
    expect(readTokens(file)?.map((one) => [one.id, one.note, one.expiresAt])).toEqual([
      [id, 'payments', NOW + DAY],
      [id, 'payments', NOW + 365 * DAY],
    ]);
  });

  it('refuses an id that does not exist', async () => {
    const { env } = aHome();
    expect(await token(['rotate', 'nope'], env)).toMatchObject({ code: 1, out: '' });
  });
});

it('lists the tokens, those that end first on top, and revokes one', async () => {
  const { env } = aHome();
  expect((await token(['list'], env)).out).toBe('No tokens.\n');
  await token(['create', '--source', 'alertmanager', '--note', 'production'], env);
  await token(['create', '--person', 'kwame', '--access', 'approver', '--expires', '30d'], env);
  const { out } = await token(['list'], env);
  const [first = '', second = ''] = out.trimEnd().split('\n');
  expect(first).toMatch(/^\w{4} +kwame-mensah +approver +until 2026-12-23$/);
  expect(second).toMatch(/^\w{4} +alerts from alertmanager +until 2027-11-23 +production$/);
  const id = first.slice(0, 4);
  expect(await token(['revoke', id], env)).toMatchObject({
    code: 0,
    out: `Token ${id} for kwame-mensah is revoked.\n`,
  });
  expect((await token(['list'], env)).out.trimEnd().split('\n')).toHaveLength(1);
  expect(await token(['revoke', id], env)).toMatchObject({ code: 1, out: '' });
});

it('says what to do about a broken file', async () => {
  const { env, file } = aHome();
  const broken = { ...env, MUSTER_TOKENS: join(__dirname, 'tokens.test.ts') };
  for (const argv of [['list'], ['revoke', 'x'], ['create', '--person', 'priya']]) {
    const { code, err } = await token(argv, broken);
    expect(code).toBe(1);
    expect(err).toMatch(/tokens\.test\.ts: it is not JSON\. Restore the file from a backup/);
  }
  expect(readTokens(file)).toBeUndefined();
});

it('loses no token of processes that make theirs at the same moment', async () => {
  const { env, file } = aHome();
  const made = await Promise.all(
    ['priya', 'kwame', 'meilin', 'tomasz'].map((person) => musterProcess(['token', 'create', '--person', person], env)),
  );
  expect(made.map(({ code, err }) => [code, err.replace(/^Token \w+ for /, '')])).toEqual(
    ['priya-raman', 'kwame-mensah', 'mei-lin-chen', 'tomasz-nowak'].map((person) => [
      0,
      expect.stringMatching(new RegExp(`^${person}, until `)) as string,
    ]),
  );
  const ids = made.map(({ out }) => out.split('_')[1]);
  expect(
    readTokens(file)
      ?.map(({ id }) => id)
      .sort(),
  ).toEqual([...ids].sort());
  expect(readFileSync(file, 'utf8')).not.toMatch(/muster_/);
});
