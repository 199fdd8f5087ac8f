import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSignedLinks } from '../../launcher/answer-links';
import { readAnswerSettings } from '../../launcher/answer-settings';
import { readAnswer, signAnswer } from '../../launcher/answer-token';
import { createPeopleBook } from '../../launcher/people-book';
import { temporaryFolder } from '../support/temporary-folder';

const SECRET = 's'.repeat(40);
const INCIDENT = 'release-manager-7f3k2a9q-x4tm';
const GRANT = { subject: INCIDENT, person: 'ingrid-solberg', generation: 3, expiresAt: 1_800_000_000_000 };
const HOUR = 3_600_000;

const tokenOf = (url: string | undefined): string => url?.split('/a/')[1] ?? '';

function links(home = temporaryFolder('muster-answers-')) {
  let now = Date.parse('2026-11-23T08:00:00Z');
  const people = createPeopleBook({ home });
  const signed = createSignedLinks({ publicUrl: 'https://muster.example.com', secret: SECRET, people, now: () => now });
  return { ...signed, people, pass: (ms: number) => (now += ms) };
}

describe('a token', () => {
  test('says what was signed', () => {
    expect(readAnswer(SECRET, signAnswer(SECRET, GRANT) ?? '')).toEqual(GRANT);
  });

  test('is changed in no letter without its signature failing', () => {
    const token = signAnswer(SECRET, GRANT) ?? '';
    for (let n = 0; n < token.length; n += 1) {
      const other = token[n] === 'a' ? 'b' : 'a';
      if (token[n] !== '.') expect(readAnswer(SECRET, token.slice(0, n) + other + token.slice(n + 1))).toBeUndefined();
    }
  });

  test('of another secret is none', () => {
    expect(readAnswer('t'.repeat(40), signAnswer(SECRET, GRANT) ?? '')).toBeUndefined();
  });

  test('leaves room in a text message, and needs no escape in an address', () => {
    const token = signAnswer(SECRET, GRANT) ?? '';
    expect(token.length).toBeLessThan(80);
    expect(token).toMatch(/^[A-Za-z0-9._-]+[a-z0-9]$/);
  });

  test.each(['', 'a.b', '../..', 'x'.repeat(300), `${INCIDENT}.ingrid.0.0.${'0'.repeat(20)}`])('%j is none', (text) => {
    expect(readAnswer(SECRET, text)).toBeUndefined();
  });

  test('is not made for a name that would have to be escaped', () => {
    expect(signAnswer(SECRET, { ...GRANT, person: 'a person' })).toBeUndefined();
  });
});

describe('a link', () => {
  test('counts for its person and incident, for 24 hours', () => {
    const { linkFor, holderOf, pass } = links();
    const url = linkFor(INCIDENT, 'ingrid');
    expect(url).toMatch(/^https:\/\/muster\.example\.com\/a\//);
    pass(23 * HOUR);
    expect(holderOf(tokenOf(url))).toEqual({ subject: INCIDENT, person: 'ingrid' });
    pass(HOUR + 60_000);
    expect(holderOf(tokenOf(url))).toBeUndefined();
  });

  test('is over once its person’s links were ended; those of others are not', async () => {
    const { linkFor, holderOf, people } = links();
    const [lost, other] = [linkFor(INCIDENT, 'ingrid'), linkFor(INCIDENT, 'tomasz')];
    await people.endLinks('ingrid');
    expect(holderOf(tokenOf(lost))).toBeUndefined();
    expect(holderOf(tokenOf(other))).toBeDefined();
    expect(holderOf(tokenOf(linkFor(INCIDENT, 'ingrid')))).toBeDefined();
  });

  test('does not count where it can’t be told which were ended', () => {
    const home = temporaryFolder('muster-answers-');
    const { linkFor, holderOf } = links(home);
    const url = linkFor(INCIDENT, 'ingrid');
    writeFileSync(join(home, 'people.json'), '{');
    expect(() => holderOf(tokenOf(url))).toThrow(/people\.json/);
  });
});

describe('the settings', () => {
  const URL = 'https://muster.example.com';

  test('are none without a public address', () => {
    expect(readAnswerSettings({}, temporaryFolder('muster-answers-'))).toBeUndefined();
  });

  test('keep one secret in the home, for its owner alone', () => {
    const home = join(temporaryFolder('muster-answers-'), 'home');
    const first = readAnswerSettings({ MUSTER_PUBLIC_URL: `${URL}/` }, home);
    expect(first?.publicUrl).toBe(URL);
    expect(readAnswerSettings({ MUSTER_PUBLIC_URL: URL }, home)).toEqual(first);
    const file = join(home, 'answer-secret');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8').trim()).toHaveLength(43);
  });

  test('take a secret that is set', () => {
    const env = { MUSTER_PUBLIC_URL: URL, MUSTER_ANSWER_SECRET: SECRET };
    expect(readAnswerSettings(env, temporaryFolder('muster-answers-'))?.secret).toBe(SECRET);
  });

  test.each([
    ['http://muster.example.com', /MUSTER_PUBLIC_URL/],
    ['https://muster.example.com/muster', /nothing after the host/],
    ['muster', /MUSTER_PUBLIC_URL/],
  ])('refuse %s', (url, why) => {
    expect(() => readAnswerSettings({ MUSTER_PUBLIC_URL: url }, temporaryFolder('muster-answers-'))).toThrow(why);
  });

  test('refuse a short secret, and a file that has none', () => {
    const home = temporaryFolder('muster-answers-');
    expect(() => readAnswerSettings({ MUSTER_PUBLIC_URL: URL, MUSTER_ANSWER_SECRET: 'short' }, home)).toThrow(/32/);
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'answer-secret'), '');
    expect(() => readAnswerSettings({ MUSTER_PUBLIC_URL: URL }, home)).toThrow(/MUSTER_ANSWER_SECRET/);
  });
});
