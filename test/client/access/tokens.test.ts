import crypto, { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { issueToken, revokeToken, rotateToken, type TokenWish } from '../../../client/access/issue';
import { makeToken, readToken } from '../../../client/access/token';
import { readTokens, TokensBroken } from '../../../client/access/token-file';
import { createTokens } from '../../../client/access/tokens';
import { Refused } from '../../../client/errors';
import { temporaryFolder } from './a-home';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-24T12:00:00Z');
const folder = temporaryFolder();
let files = 0;
const aFile = (): string => join(folder, `home-${(files += 1).toString()}`, 'tokens.json');

const forAda: TokenWish = { for: { person: 'ada' }, lifetimeMs: 90 * DAY };
const forAlerts: TokenWish = { for: { source: 'alertmanager' }, lifetimeMs: 365 * DAY };
const reading = (file: string, now = NOW) => {
  const problems: TokensBroken[] = [];
  const clock = { now };
  const tokens = createTokens({ file, now: () => clock.now, onProblem: (problem) => problems.push(problem) });
  return { tokens, problems, clock };
};

describe('a file that is broken at a start', () => {
  it('lets in who had a token when it was last valid, and not whose token was revoked', async () => {
    const file = aFile();
    const { text: ada } = await issueToken(file, forAda, NOW);
    const { text: alerts, stored } = await issueToken(file, forAlerts, NOW);
    await revokeToken(file, stored.id);
    writeFileSync(file, '{ "tokens": [');
    const { tokens, problems } = reading(file);
    expect([tokens.find(ada)?.for, tokens.find(alerts)]).toEqual([{ person: 'ada' }, undefined]);
    expect(problems).toHaveLength(1);
    expect(statSync(`${file}.last-valid`).mode & 0o777).toBe(0o600);
    rmSync(`${file}.last-valid`);
    expect(() => reading(file)).toThrow(TokensBroken);
  });
});

describe('a token', () => {
  it('is found again by the whole of it, and by nothing else', async () => {
    const file = aFile();
    const { text, stored } = await issueToken(file, { ...forAda, access: 'responder', note: 'laptop' }, NOW);
    expect(text).toMatch(/^muster_[0-9a-z]{4}_[\w-]{43}$/);
    const { tokens } = reading(file);
    expect(tokens.find(text)).toEqual(stored);
    expect(tokens.find(text)).toMatchObject({ for: { person: 'ada' }, access: 'responder', note: 'laptop' });
    const { text: other } = await issueToken(file, forAda, NOW);
    const [, , secret = ''] = text.split('_');
    for (const wrong of ['', secret, `${text}x`, text.slice(0, -1), ` ${text}`, text.replace(secret, other.slice(-43))])
      expect(tokens.find(wrong)).toBeUndefined();
  });

  it('leaves only its hash in the file, which nobody else may read', async () => {
    const file = aFile();
    const { text } = await issueToken(file, forAda, NOW);
    const content = readFileSync(file, 'utf8');
    const { secret = '' } = readToken(text) ?? {};
    expect(secret).not.toBe('');
    expect(content).not.toContain(secret);
    expect(content).toContain(createHash('sha256').update(secret).digest('hex'));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
  });

  it('is over when its time has come', async () => {
    const file = aFile();
    const { text } = await issueToken(file, forAda, NOW);
    const { tokens, clock } = reading(file);
    clock.now = NOW + 90 * DAY - 1;
    expect([tokens.find(text)?.for, tokens.liveForPeople()]).toEqual([{ person: 'ada' }, true]);
    clock.now = NOW + 90 * DAY;
    expect([tokens.find(text), tokens.liveForPeople(), tokens.anyForPeople()]).toEqual([undefined, false, true]);
  });

  it('counts from the moment it is made until the moment it is revoked, for a server that runs', async () => {
    const file = aFile();
    const { tokens, problems } = reading(file);
    expect(tokens.anyForPeople()).toBe(false);
    const { text, stored } = await issueToken(file, forAda, NOW);
    expect(tokens.find(text)).toBeDefined();
    expect(await revokeToken(file, stored.id)).toEqual(stored);
    expect([tokens.find(text), tokens.anyForPeople()]).toEqual([undefined, false]);
    await expect(revokeToken(file, stored.id)).rejects.toThrow(
      `Not found: no token has the id "${stored.id}". \`muster token list\` shows the ids.`,
    );
    expect(problems).toEqual([]);
  });

  it('is compared in constant time', async () => {
    const file = aFile();
    const { text } = await issueToken(file, forAda, NOW);
    const compare = jest.spyOn(crypto, 'timingSafeEqual');
    try {
      reading(file).tokens.find(text);
      expect(compare).toHaveBeenCalledTimes(1);
    } finally {
      compare.mockRestore();
    }
  });

  it('never has the id of another, even where all short ones are taken', () => {
    const alphabet = Array.from('0123456789abcdefghjkmnpqrstvwxyz');
    const pairs = alphabet.flatMap((one) => alphabet.map((other) => one + other));
    const short = pairs.flatMap((pair) => pairs.map((other) => pair + other));
    expect(makeToken(short).id).toHaveLength(5);
  });

  it('is read from any text without an error', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `muster_${text}`),
        ),
        (text) => {
          const read = readToken(text);
          return read === undefined || text === `muster_${read.id}_${read.secret}`;
        },
      ),
    );
    const { id, text } = makeToken([]);
    expect(readToken(text)?.id).toBe(id);
  });
});

describe('a source', () => {
  it('has two live tokens at most, so that one can be exchanged for the other', async () => {
    const file = aFile();
    const first = await issueToken(file, forAlerts, NOW - 2 * DAY);
    const second = await issueToken(file, forAlerts, NOW - DAY);
    const { tokens } = reading(file);
    expect([tokens.find(first.text), tokens.find(second.text)]).toEqual([first.stored, second.stored]);
    const third = issueToken(file, forAlerts, NOW);
    await expect(third).rejects.toThrow(Refused);
    await expect(third).rejects.toThrow(
      `alertmanager already has 2 tokens (${first.stored.id} of 2026-11-22, ${second.stored.id} of 2026-11-23), enough to rotate from the old one to the new one. Revoke the oldest first: muster token revoke ${first.stored.id}`,
    );
    await issueToken(file, { ...forAlerts, for: { source: 'grafana' } }, NOW);
    await revokeToken(file, first.stored.id);
    await issueToken(file, forAlerts, NOW);
    expect(tokens.find(second.text)).toBeDefined();
  });

  it('has as many for each team, which the note names', async () => {
    const file = aFile();
    for (const note of [undefined, 'payments', 'search'])
      for (const at of [NOW, NOW + 1])
        await issueToken(file, { ...forAlerts, ...(note !== undefined && { note }) }, at);
    await expect(issueToken(file, { ...forAlerts, note: 'search' }, NOW)).rejects.toThrow('already has 2 tokens');
    expect(readTokens(file)).toHaveLength(6);
  });

  it('rotates a token: it keeps its id, and for a while the old secret too', async () => {
    const file = aFile();
    const { text: old, stored } = await issueToken(file, { ...forAlerts, note: 'payments' }, NOW);
    const { tokens, clock } = reading(file);
    const wish = { id: stored.id, lifetimeMs: 365 * DAY, keepMs: 7 * DAY };
    const { text: next } = await rotateToken(file, wish, NOW + DAY);
    for (const text of [old, next])
      expect(tokens.find(text)).toMatchObject({ id: stored.id, for: stored.for, note: 'payments' });
    clock.now = NOW + 8 * DAY;
    expect([tokens.find(old), tokens.find(next)?.id]).toEqual([undefined, stored.id]);
    const { text: third } = await rotateToken(file, wish, NOW + 9 * DAY);
    expect(readTokens(file)).toHaveLength(2);
    expect([tokens.find(next)?.id, tokens.find(third)?.id]).toEqual([stored.id, stored.id]);
    await revokeToken(file, stored.id);
    expect([tokens.find(next), tokens.find(third)]).toEqual([undefined, undefined]);
    await expect(rotateToken(file, wish, NOW)).rejects.toThrow(`no token has the id "${stored.id}".`);
  });

  it('a secret that is kept never lasts longer than it would have', async () => {
    const file = aFile();
    const { text: old, stored } = await issueToken(file, { ...forAlerts, lifetimeMs: 2 * DAY }, NOW);
    await rotateToken(file, { id: stored.id, lifetimeMs: 365 * DAY, keepMs: 7 * DAY }, NOW + DAY);
    const { tokens, clock } = reading(file);
    clock.now = NOW + 2 * DAY;
    expect(tokens.find(old)).toBeUndefined();
  });

  it('may have a new one when an old one is over', async () => {
    const file = aFile();
    await issueToken(file, { ...forAlerts, lifetimeMs: DAY }, NOW - 2 * DAY);
    await issueToken(file, forAlerts, NOW);
    await issueToken(file, forAlerts, NOW);
    expect(readTokens(file)).toHaveLength(3);
  });
});

describe('a file that is broken', () => {
  const broken: [string, (file: string) => void, RegExp][] = [
    ['no JSON', (file) => writeFileSync(file, '{"tokens": [{"hash": "abc'), /it is not JSON\. Restore/],
    ['another shape', (file) => writeFileSync(file, '{"tokens": [{"id": "x"}]}'), /tokens\.0\.for/],
    ['gone', (file) => rmSync(file), /was deleted; its tokens stay valid until the next start/],
  ];

  it.each(broken)('(%s) changes nothing for those who have tokens, and is told of once', async (_, damage, message) => {
    const file = aFile();
    const { text } = await issueToken(file, forAda, NOW);
    const { tokens, problems } = reading(file);
    damage(file);
    for (let request = 0; request < 3; request += 1) expect(tokens.find(text)).toBeDefined();
    expect(tokens.anyForPeople()).toBe(true);
    expect(problems.map(({ message: told }) => told)).toEqual([expect.stringMatching(message)]);
    expect(problems[0]?.message).not.toContain('abc');
  });

  it('is not taken for one without tokens when we start', async () => {
    const file = aFile();
    await issueToken(file, forAda, NOW);
    writeFileSync(file, '{}');
    rmSync(`${file}.last-valid`);
    expect(() => reading(file)).toThrow(TokensBroken);
  });

  it('is not written over', async () => {
    const file = aFile();
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, 'what was here?');
    await expect(issueToken(file, forAda, NOW)).rejects.toThrow(TokensBroken);
    expect(readFileSync(file, 'utf8')).toBe('what was here?');
  });
});

it('loses none of many that are made at once', async () => {
  const file = aFile();
  const made = await Promise.all(Array.from({ length: 12 }, () => issueToken(file, forAda, NOW)));
  const { tokens } = reading(file);
  expect(made.map(({ text }) => tokens.find(text)?.id)).toEqual(made.map(({ stored }) => stored.id));
  expect(readTokens(file)).toHaveLength(12);
});

test('a token file says everything that is wrong with it, and which source was probably meant', () => {
  const file = aFile();
  mkdirSync(join(file, '..'), { recursive: true });
  const token = {
    id: 'a',
    for: { source: 'alertmanger' },
    hash: 'x',
    createdAt: 'today',
    expiresAt: '2027-01-01T00:00:00Z',
  };
  writeFileSync(file, JSON.stringify({ tokens: [token] }));
  expect(() => readTokens(file)).toThrow(
    /tokens\.0\.for: .*did you mean 'alertmanager'\?; tokens\.0\.hash: must be a SHA-256 hash in hexadecimal; tokens\.0\.createdAt: /,
  );
});
