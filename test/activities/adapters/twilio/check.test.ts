import type { TwilioOptions } from '../../../../activities/adapters/twilio/api';
import { createTwilioCheck } from '../../../../activities/adapters/twilio/check';
import { parseDirectory } from '../../../../directory/load';
import { FakeTwilio } from '../../../fakes/twilio/fake-twilio';
import { json } from '../../../fakes/vendor';
import { twilioOptions } from '../delivery/setup';
import { found, NOWHERE } from '../found';

let twilio: FakeTwilio;

beforeEach(async () => {
  twilio = await FakeTwilio.start();
});

afterEach(() => twilio.vendor.stop());

const directory = (...channels: ('sms' | 'phone')[]) =>
  parseDirectory({
    people: [
      { id: 'ada', name: 'Ada', contactPoints: channels.map((channel) => ({ channel, address: '+1-555-0101' })) },
    ],
  });

const checked = (options: Partial<TwilioOptions> = {}, people = directory('sms', 'phone')) =>
  found(createTwilioCheck({ ...twilioOptions(twilio), withinMs: 5_000, ...options }, () => people));

const asKey = (may: FakeTwilio['keys'][number]['may']): Partial<TwilioOptions> => {
  twilio.keys.push({ sid: 'SK1', secret: 'canary-key', may });
  return { user: 'SK1', secret: 'canary-key' };
};

const NUMBER = 'Twilio, number +15005550006';

test('the account, what it may, and the number; nobody is texted or called', async () => {
  expect(await checked()).toEqual([
    'ok Twilio: answers; the account "Example" is active',
    'ok Twilio, text messages: can be sent and listed',
    'ok Twilio, calls: can be sent and listed',
    `ok ${NUMBER}: belongs to the account and can send text messages and make calls`,
  ]);
  expect(new Set(twilio.vendor.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
});

test('whether replies come to Muster, where it can be reached', async () => {
  const publicUrl = 'https://muster.example.com';
  const last = async (options: Partial<TwilioOptions>): Promise<string> => (await checked(options)).at(-1) ?? '';
  expect(await last({ publicUrl })).toMatch(/^note .*keys and replies are not taken: set MUSTER_TWILIO_AUTH_TOKEN/);
  expect(await last({ publicUrl, hears: true })).toMatch(/^error .*to https:\/\/muster\.example\.com\/twilio\/sms$/);
  if (twilio.numbers[0] !== undefined) twilio.numbers[0].sms_url = `${publicUrl}/twilio/sms`;
  expect(await last({ publicUrl, hears: true })).toMatch(/^ok .*replies to text messages come to Muster$/);
});

test('a trial, and an account that is suspended', async () => {
  twilio.account.type = 'Trial';
  expect((await checked())[0]).toMatch(
    /^note Twilio: the account "Example" is a trial and only reaches verified numbers/,
  );
  twilio.account.status = 'suspended';
  expect(await checked()).toEqual([
    expect.stringMatching(/^error Twilio: the account "Example" is suspended: Twilio sends nothing/),
  ]);
});

test('a key that may all but read the account', async () => {
  expect(await checked(asKey('standard'))).toEqual([
    expect.stringMatching(/^note Twilio: an API key can't read the account/),
    'ok Twilio, text messages: the API key can list them; use --send-test to check that it can create them too',
    'ok Twilio, calls: the API key can list them; use --send-test to check that it can create them too',
    expect.stringMatching(/^ok Twilio, number/),
  ]);
  twilio.keys.length = 0;
  expect((await checked(asKey('main')))[0]).toMatch(/^ok Twilio: answers/);
});

test('each permission that a restricted key lacks is named', async () => {
  expect((await checked(asKey(new Set(['Messages'] as const)))).slice(1)).toEqual([
    expect.stringMatching(/^ok Twilio, text messages/),
    expect.stringMatching(
      /^error Twilio, calls: Twilio refused: 403 .*give the API key the permissions to list, read and create calls$/,
    ),
    `note ${NUMBER}: can’t be checked: the API key can’t list phone numbers`,
  ]);
});

test('a number that is not the account’s, and one that can’t do what the directory asks of it', async () => {
  expect((await checked({ from: '+15005550001' })).at(-1)).toMatch(
    /^error Twilio, number \+15005550001: does not belong to the account/,
  );
  const [number] = twilio.numbers;
  if (number !== undefined) number.capabilities.sms = false;
  expect((await checked()).at(-1)).toBe(
    `error ${NUMBER}: does not support text messages, but the directory has contact points sms: use another number`,
  );
  expect((await checked({}, directory('phone'))).at(-1)).toMatch(
    /^note .*does not support text messages; nobody in the directory/,
  );
});

test('a token that is not taken, a key that is not, and nobody there: each told once, without the secret', async () => {
  const wrongToken = await checked({ secret: 'canary-other' });
  expect(wrongToken).toEqual([
    'error Twilio: Twilio refused: 401 Authenticate (check MUSTER_TWILIO_ACCOUNT_SID and MUSTER_TWILIO_AUTH_TOKEN, and that the account is not suspended)',
  ]);
  const wrongKey = await checked({ user: 'SK9', secret: 'canary-other' });
  expect(wrongKey).toEqual([
    expect.stringMatching(/^error Twilio: Twilio refused: 401 Authenticate \(check MUSTER_TWILIO_API_KEY/),
  ]);
  expect(await checked({ apiUrl: NOWHERE })).toEqual(['error Twilio: Twilio is not available: connection refused']);
  expect([...wrongToken, ...wrongKey].join()).not.toContain('canary');
});

test.each([
  ['too many', json(429, { message: 'Too Many Requests' }), /^error Twilio: Twilio is not available: 429 Too Many/],
  ['an odd answer', json(200, { status: 1 }), /^error Twilio: Twilio refused: unexpected response: 200/],
  ['a web page', { status: 200, body: '<html>proxy' }, /unexpected response: 200 <html>proxy/],
])('%s', async (_what, answer, told) => {
  twilio.vendor.failNext(answer);
  expect((await checked())[0]).toMatch(told);
});

test('an odd account is told to who has a key, too', async () => {
  twilio.vendor.failNext(json(200, { status: 1 }));
  expect(await checked(asKey('standard'))).toEqual([
    expect.stringMatching(/^error Twilio: Twilio refused: unexpected response: 200/),
  ]);
});

test('what is ill for one of them hides no other', async () => {
  twilio.vendor.passNext();
  twilio.vendor.failNext(json(503, { message: 'ill' }));
  expect((await checked()).map((line) => line.split(' ', 1)[0]).sort()).toEqual(['error', 'ok', 'ok', 'ok']);
});

test('not configured', async () => {
  expect(await found(createTwilioCheck(undefined, directory))).toEqual([
    'note Twilio: not configured, so nobody gets text messages or phone calls',
  ]);
});
