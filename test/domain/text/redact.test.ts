import fc from 'fast-check';
import { redact, REDACTED, redactNamed } from '../../../domain/text/redact';

const SECRETS: [string, string][] = [
  ['a Slack token', 'xoxb-123456789012-abcdefghijkl'],
  ['an AWS key', 'AKIAIOSFODNN7EXAMPLE'],
  ['a GitHub token', 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'],
  ['a JSON Web Token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl'],
  ['one with a long head', `eyJ${'a'.repeat(3_000)}.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl`],
  ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----'],
  ['half a private key', '-----BEGIN PRIVATE KEY-----\nMIIEow'],
  ['a Discord webhook', 'https://discord.com/api/webhooks/123456789/abcdefghijklmnop'],
  ['an npm token', 'npm_abcdefghijklmnopqrstuvwxyz0123456789'],
  ['an OpenAI key', 'sk-proj-abcdefghijklmnopqrstuvwxyz'],
  ['a SendGrid key', 'SG.abcdefghijklmnopqrstuv.abcdefghijklmnopqrstuvwxyz'],
  ['a token of our own', 'muster_t7k2_abcdefghijklmnopqrstuvwx'],
];

test.each(SECRETS)('takes out %s, wherever it stands', (_what, secret) => {
  fc.assert(
    fc.property(fc.constantFrom('', 'see ', 'a=b; ', '('), fc.constantFrom('', ' and more', ')', '\nnext'), (a, b) => {
      const left = redact(`${a}${secret}${b}`);
      expect(left).toContain(REDACTED);
      expect(left).not.toContain(secret.slice(-8));
    }),
  );
});

test.each([
  ['password=hunter22 was used', `password=${REDACTED} was used`],
  ['DB_PASSWORD: "hunter 22"', `DB_PASSWORD: ${REDACTED}`],
  ['{"api_key":"abc","x":1}', `{"api_key":${REDACTED},"x":1}`],
  ['postgres://app:hunter2@db/x', `postgres://${REDACTED}@db/x`],
  ['Authorization: Bearer abcdefghijkl', `Authorization: Bearer ${REDACTED}`],
  ['Authorization: Token abcdefghijkl', `Authorization: Token ${REDACTED}`],
  ['Cookie: session=abcdef; theme=dark', `Cookie: ${REDACTED}`],
  ['curl https://x/y?token=abc&z=1', `curl https://x/y?token=${REDACTED}&z=1`],
])('takes the secret out of %s', (text, left) => {
  expect(redact(text)).toBe(left);
});

test.each(['p99 is 7 s', 'see https://wiki/passwords', 'the token service is down', 'INC-7: password resets fail'])(
  'leaves alone what is none: %s',
  (text) => {
    expect(redact(text)).toBe(text);
  },
);

test('a name alone can say that a value is secret', () => {
  expect(redactNamed({ password: 'x', 'db.api-key': 'y', pod: 'a', note: 'token=z' })).toEqual({
    password: REDACTED,
    'db.api-key': REDACTED,
    pod: 'a',
    note: `token=${REDACTED}`,
  });
});

test.each([
  'x',
  '.',
  'A0',
  'tok-',
  'token-',
  'eyJ',
  '-eyJ',
  'AKIA',
  'a+',
  'http://',
  'a:',
  'muster_',
  '-----BEGIN ',
  'token="',
  "pwd='a",
])('a megabyte of %j holds nothing up', (unit) => {
  const text = unit.repeat(1_000_000 / unit.length);
  const before = performance.now();
  redact(text);
  // A hundredth of it takes a hundredth of the time; where each place looks to the end, it took half an hour.
  expect(performance.now() - before).toBeLessThan(5_000);
});

test('twice is as good as once', () => {
  const piece = fc.oneof(
    fc.constantFrom('password', 'token', '=', ': ', '"', "'", ']', ',', ' ', REDACTED, 'postgres://app:hunter2@db/x'),
    fc.constantFrom(...SECRETS.map(([, secret]) => secret)),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const once = redact(pieces.join(''));
      expect(redact(once)).toBe(once);
    }),
    { numRuns: 2_000 },
  );
});
