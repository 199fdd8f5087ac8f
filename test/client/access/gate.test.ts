import { createGate, type GateOptions } from '../../../client/access/create-gate';
import type { Gate, Headers, Source } from '../../../client/access/gate';
import { issueToken, revokeToken } from '../../../client/access/issue';
import type { Oidc } from '../../../client/access/oidc';
import type { StoredToken } from '../../../client/access/token-file';
import { createTokens } from '../../../client/access/tokens';
import { NotAllowed, NotAuthenticated, Unreachable } from '../../../client/errors';
import { createDirectory } from '../../../directory/directory';
import type { Person } from '../../../directory/schema';
import { defined } from '../../../domain/state/fields';
import { type Access, ACCESS_LEVELS } from '../../../domain/state/access';
import { join } from 'node:path';
import { temporaryFolder } from './a-home';

const folder = temporaryFolder();
const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-24T12:00:00Z');
let files = 0;

const DIRECTORY = createDirectory({
  data: {
    people: [
      {
        ...{ id: 'ada', name: 'Ada Byron', handle: 'adab' },
        contactPoints: [{ channel: 'email', address: 'ada@example.com' }],
      },
      { id: 'vic', name: 'Vic Viewer', access: 'viewer' },
      { id: 'bea', name: 'Bea Boss', access: 'admin' },
    ],
  },
});

const SIGNED = 'eyJhbGciOiJSUzI1NiJ9.eyJlbWFpbCI6ImFkYSJ9.c2ln';

interface Given {
  loopback?: boolean;
  tokens?: { for: StoredToken['for']; access?: Access; lifetimeMs?: number }[];
  oidc?: Pick<Oidc, 'verify'>;
  directory?: GateOptions['directory'];
  host?: string;
}

/** A gate, and the texts of the tokens that were asked for, in their order. */
async function aGate({ loopback = true, tokens: wished = [], oidc, host, directory = DIRECTORY }: Given = {}) {
  const file = join(folder, `tokens-${(files += 1).toString()}.json`);
  const clock = { now: NOW };
  const issued = [];
  for (const wish of wished) issued.push(await issueToken(file, { lifetimeMs: HOUR, ...wish }, NOW));
  const broken = (problem: Error): never => {
    throw problem;
  };
  const tokens = createTokens({ file, onProblem: broken, now: () => clock.now });
  const gate = createGate({ tokens, directory, loopback, ...defined({ oidc, host }) });
  return { gate, texts: issued.map(({ text }) => text), ids: issued.map(({ stored }) => stored.id), clock, file };
}

const LOCAL: Headers = { host: '127.0.0.1:8080' };
const bearer = (text: string | undefined): Headers => ({ ...LOCAL, authorization: `Bearer ${text ?? ''}` });
const basic = (text: string | undefined): Headers => ({
  ...LOCAL,
  authorization: `Basic ${Buffer.from(`alertmanager:${text ?? ''}`).toString('base64')}`,
});
const says = (name: string): Headers => ({ ...LOCAL, 'muster-as': name });
const signedIn = (person: string, access?: Access): Pick<Oidc, 'verify'> => ({
  verify: () => Promise.resolve({ person, ...(access !== undefined && { access }) }),
});

/** Whom the gate lets in, in short, or the kind of its refusal. */
const entered = (gate: Gate, headers: Headers): Promise<string> =>
  gate.person(headers).then(
    ({ person, access, proof }) => `${person} ${access} ${proof.split(' ')[0] ?? ''}`,
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );

describe('people', () => {
  const forAda = { for: { person: 'ada' } };
  const forSource = { for: { source: 'alertmanager' as const } };

  /** What is shown × what there is × from where we are reached. */
  const matrix: [string, Given, (texts: string[]) => Headers, string, string][] = [
    ['a name', {}, () => says('ada'), 'ada lead loopback', 'NotAuthenticated'],
    ['nothing', {}, () => LOCAL, 'NotAuthenticated', 'NotAuthenticated'],
    ['a name that nobody has', {}, () => says('mallory'), 'NotAuthenticated', 'NotAuthenticated'],
    ['an unknown token', {}, () => bearer(`muster_abcd_${'x'.repeat(43)}`), 'NotAuthenticated', 'NotAuthenticated'],
    [
      'a token that is cut',
      { tokens: [forAda] },
      ([t]) => bearer(t?.slice(0, -1)),
      'NotAuthenticated',
      'NotAuthenticated',
    ],
    ['their token', { tokens: [forAda] }, ([t]) => bearer(t), 'ada lead token', 'ada lead token'],
    ['a name though there is a token', { tokens: [forAda] }, () => says('ada'), 'NotAuthenticated', 'NotAuthenticated'],
    [
      'a name where only a source has one',
      { tokens: [forSource] },
      () => says('ada'),
      'ada lead loopback',
      'NotAuthenticated',
    ],
    ['the token of a source', { tokens: [forSource] }, ([t]) => bearer(t), 'NotAuthenticated', 'NotAuthenticated'],
    ['their token as a password', { tokens: [forAda] }, ([t]) => basic(t), 'NotAuthenticated', 'NotAuthenticated'],
    [
      'the token of somebody who left',
      { tokens: [{ for: { person: 'gone' } }] },
      ([t]) => bearer(t),
      'NotAllowed',
      'NotAllowed',
    ],
    ['a sign-in', { oidc: signedIn('ada@example.com') }, () => bearer(SIGNED), 'ada lead oidc', 'ada lead oidc'],
    [
      'a sign-in of a stranger',
      { oidc: signedIn('eve@example.com') },
      () => bearer(SIGNED),
      'NotAllowed',
      'NotAllowed',
    ],
    ['a sign-in without a provider', {}, () => bearer(SIGNED), 'NotAuthenticated', 'NotAuthenticated'],
    [
      'a name though there is a provider',
      { oidc: signedIn('ada') },
      () => says('ada'),
      'NotAuthenticated',
      'NotAuthenticated',
    ],
    [
      'their token though there is a provider',
      { tokens: [forAda], oidc: signedIn('bea') },
      ([t]) => bearer(t),
      'ada lead token',
      'ada lead token',
    ],
    ['a bearer of another kind', {}, () => bearer('abc'), 'NotAuthenticated', 'NotAuthenticated'],
    [
      'another scheme',
      {},
      () => ({ ...says('ada'), authorization: 'Digest x' }),
      'NotAuthenticated',
      'NotAuthenticated',
    ],
  ];

  it.each(matrix)('show %s', async (_, given, headersOf, onLoopback, elsewhere) => {
    const near = await aGate({ ...given, loopback: true });
    expect(await entered(near.gate, headersOf(near.texts))).toBe(onLoopback);
    const far = await aGate({ ...given, loopback: false });
    expect(await entered(far.gate, headersOf(far.texts))).toBe(elsewhere);
  });

  it.each(['ada', '@adab', 'ADA@example.com', 'Ada Byron'])('say that they are %s', async (name) => {
    const { gate } = await aGate();
    expect(await gate.person(says(name))).toEqual({ person: 'ada', access: 'lead', proof: 'loopback' });
  });

  it('are told how to say who they are', async () => {
    const { gate } = await aGate();
    await expect(gate.person(LOCAL)).rejects.toThrow('send the header "Muster-As" with your id, handle');
    const closed = await aGate({ tokens: [forAda] });
    await expect(closed.gate.person(says('ada'))).rejects.toThrow(
      'send the header "Authorization: Bearer" with your token',
    );
  });

  it('are on record by the id of their token, never by the token', async () => {
    const { gate, texts, ids } = await aGate({ tokens: [forAda] });
    const caller = await gate.person(bearer(texts[0]));
    expect(caller.proof).toBe(`token ${ids[0] ?? ''}`);
    const error: unknown = await gate.person(bearer(`${texts[0] ?? ''}x`)).catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(NotAuthenticated);
    expect(JSON.stringify([caller, (error as Error).message])).not.toContain(texts[0]?.slice(12));
  });

  it.each(ACCESS_LEVELS)('with a token for %s may do that, and no more than the directory gives', async (access) => {
    const tokens = ['ada', 'vic', 'bea'].map((person) => ({ for: { person }, access }));
    const { gate, texts } = await aGate({ tokens });
    const got = await Promise.all(texts.map(async (text) => (await gate.person(bearer(text))).access));
    const least = (other: Access): Access =>
      ACCESS_LEVELS[Math.min(ACCESS_LEVELS.indexOf(access), ACCESS_LEVELS.indexOf(other))] ?? 'viewer';
    expect(got).toEqual([least('lead'), 'viewer', access]);
    const signed = await aGate({ oidc: signedIn('ada', access) });
    expect((await signed.gate.person(bearer(SIGNED))).access).toBe(least('lead'));
  });

  it('are not let in again by the mere passing of time', async () => {
    const { gate, texts, ids, clock, file } = await aGate({ tokens: [forAda] });
    clock.now += HOUR;
    expect(await entered(gate, bearer(texts[0]))).toBe('NotAuthenticated');
    expect(await entered(gate, says('ada'))).toBe('NotAuthenticated');
    await revokeToken(file, ids[0] ?? '');
    expect(await entered(gate, says('ada'))).toBe('ada lead loopback');
  });

  it('are told when their provider is away', async () => {
    const { gate } = await aGate({ oidc: { verify: () => Promise.reject(new Unreachable('No keys.')) } });
    await expect(gate.person(bearer(SIGNED))).rejects.toThrow(Unreachable);
  });
});

describe('names that prove something', () => {
  const mallory = { id: 'mallory', name: 'Mallory', handle: 'Priya-Raman', access: 'admin' as const };
  const priya = { id: 'priya-raman', name: 'Priya Raman', handle: 'priya', access: 'viewer' as const };
  const person = (named: object) => ({ roles: [], contactPoints: [], ...named }) as unknown as Person;
  const directory = {
    current: () => ({
      people: [
        person({ ...mallory, contactPoints: [{ channel: 'email', address: 'm@example.com' }] }),
        person({ ...priya, contactPoints: [{ channel: 'email', address: 'priya@example.com' }] }),
      ],
      rotations: [],
    }),
  };

  it('are ids for tokens, also where somebody else has one as another name', async () => {
    for (const [id, expected] of [
      ['priya-raman', 'priya-raman viewer token'],
      ['Priya Raman', 'NotAllowed'],
      ['priya@example.com', 'NotAllowed'],
      ['priya', 'NotAllowed'],
    ] as const) {
      const { gate, texts } = await aGate({ tokens: [{ for: { person: id } }], directory });
      expect(await entered(gate, bearer(texts[0]))).toBe(expected);
    }
  });

  it.each([
    ['priya@example.com', 'priya-raman viewer oidc'],
    ['PRIYA@example.com', 'priya-raman viewer oidc'],
    ['priya', 'priya-raman viewer oidc'],
    ['Priya Raman', 'NotAllowed'],
    ['Mallory', 'mallory admin oidc'],
  ])('are mail addresses, ids and handles for a sign-in: %s', async (claimed, expected) => {
    const { gate } = await aGate({ oidc: signedIn(claimed), directory });
    expect(await entered(gate, bearer(SIGNED))).toBe(expected);
  });

  it('are ids first of all for whoever says who they are', async () => {
    const { gate } = await aGate({ directory });
    expect(await entered(gate, says('priya-raman'))).toBe('priya-raman viewer loopback');
  });
});

describe('sources', () => {
  const own = { for: { source: 'alertmanager' as const } };
  const others = { for: { source: 'grafana' as const } };
  const persons = { for: { person: 'ada' } };

  const matrix: [string, Given, (texts: string[]) => Headers, string, string][] = [
    ['nothing', {}, () => LOCAL, 'not-needed', 'missing'],
    ['nothing though it has a token', { tokens: [own] }, () => LOCAL, 'missing', 'missing'],
    ['nothing where another has one', { tokens: [others] }, () => LOCAL, 'not-needed', 'missing'],
    ['nothing where a person has one', { tokens: [persons] }, () => LOCAL, 'unproven', 'missing'],
    ['nothing where people sign in', { oidc: signedIn('ada') }, () => LOCAL, 'unproven', 'missing'],
    ['its token', { tokens: [own] }, ([t]) => bearer(t), 'valid', 'valid'],
    ['its token as a password', { tokens: [own] }, ([t]) => basic(t), 'valid', 'valid'],
    ["another's token", { tokens: [own, others] }, ([, t]) => bearer(t), 'foreign', 'foreign'],
    ["a person's token", { tokens: [own, persons] }, ([, t]) => bearer(t), 'foreign', 'foreign'],
    ["a person's token where none is needed", { tokens: [persons] }, ([t]) => bearer(t), 'foreign', 'foreign'],
    ['an unknown token', {}, () => basic(`muster_abcd_${'x'.repeat(43)}`), 'wrong', 'wrong'],
    ['a sign-in', { oidc: signedIn('ada') }, () => bearer(SIGNED), 'wrong', 'wrong'],
    ['another scheme', {}, () => ({ ...LOCAL, authorization: 'Token abc' }), 'wrong', 'wrong'],
    ['a name', {}, () => says('ada'), 'not-needed', 'missing'],
  ];

  it.each(matrix)('show %s', async (_, given, headersOf, onLoopback, elsewhere) => {
    const source: Source = 'alertmanager';
    const near = await aGate({ ...given, loopback: true });
    expect((await near.gate.source(source, headersOf(near.texts))).verdict).toBe(onLoopback);
    const far = await aGate({ ...given, loopback: false });
    expect((await far.gate.source(source, headersOf(far.texts))).verdict).toBe(elsewhere);
  });

  it('have two tokens that count while one is exchanged for the other', async () => {
    const { gate, texts } = await aGate({ tokens: [own, own] });
    for (const text of texts) expect((await gate.source('alertmanager', bearer(text))).verdict).toBe('valid');
  });

  it('show a token that is over', async () => {
    const { gate, texts, clock } = await aGate({ tokens: [own] });
    clock.now += HOUR;
    expect((await gate.source('alertmanager', bearer(texts[0]))).verdict).toBe('wrong');
    expect((await gate.source('alertmanager', LOCAL)).verdict).toBe('not-needed');
  });
});

describe('while nobody has to show a token', () => {
  const foreign: [string, Headers][] = [
    ['a name that leads here', { host: 'evil.example.com:8080' }],
    ['a name that only begins like ours', { host: 'localhost.evil.example.com' }],
    ['no host', {}],
    ['a page of another site', { ...LOCAL, origin: 'https://evil.example.com' }],
    ['a page of another program here', { ...LOCAL, origin: 'http://127.0.0.1:3000' }],
    ['a page without an origin of its own', { ...LOCAL, origin: 'null' }],
    ['an address in the network', { host: '192.168.1.7:8080' }],
    ['an address before which a name stands', { host: 'evil.example.com@127.0.0.1' }],
    ['a name that only ends like an address', { host: 'evil.127.0.0.1' }],
    ['a name that only begins like an address', { host: '127.0.0.1.evil.example.com' }],
    ['a host with a path', { host: '127.0.0.1/evil' }],
  ];

  it.each(foreign)('%s gets nowhere', async (_, headers) => {
    const { gate } = await aGate();
    expect(() => gate.keepOutForeign(headers)).toThrow(NotAllowed);
    await expect(gate.person({ ...headers, 'muster-as': 'ada' })).rejects.toThrow(NotAllowed);
    expect((await gate.source('alertmanager', headers)).verdict).toBe('missing');
  });

  it.each<Headers>([
    LOCAL,
    { host: 'localhost:8080' },
    { host: 'LOCALHOST' },
    { host: '[::1]:8080' },
    { host: '127.0.0.2:25400' },
    { host: '127.1:8080', origin: 'http://127.1:8080' },
    { host: '[::ffff:127.0.0.1]:8080' },
    { host: 'Muster.Internal:8080', origin: 'http://muster.internal:8080' },
    { host: 'localhost:9000', origin: 'http://localhost:9000' },
  ])('%j is from here', async (headers) => {
    const { gate } = await aGate({ host: 'muster.internal' });
    expect(() => gate.keepOutForeign(headers)).not.toThrow();
    expect(await entered(gate, { ...headers, 'muster-as': 'ada' })).toBe('ada lead loopback');
    expect((await gate.source('alertmanager', headers)).verdict).toBe('not-needed');
  });

  it('and no longer than that: with a token it does not matter from where', async () => {
    const { gate, texts } = await aGate({ tokens: [{ for: { person: 'ada' } }] });
    const headers = { ...bearer(texts[0]), host: 'muster.example.com', origin: 'https://muster.example.com' };
    expect(() => gate.keepOutForeign(headers)).not.toThrow();
    expect(await entered(gate, headers)).toBe('ada lead token');
    expect((await gate.source('alertmanager', { host: 'muster.example.com' })).verdict).toBe('missing');
  });
});
