import { readTwilioSettings } from '../../../../activities/adapters/twilio/settings';

const SID = `AC${'0'.repeat(32)}`;
const TWILIO = {
  MUSTER_TWILIO_ACCOUNT_SID: SID,
  MUSTER_TWILIO_AUTH_TOKEN: 'token',
  MUSTER_TWILIO_FROM: '+15005550006',
};

test('nothing is set', () => {
  expect(readTwilioSettings({})).toBeUndefined();
});

test('Twilio by the account’s token, or by an API key', () => {
  expect(readTwilioSettings(TWILIO)).toMatchObject({ user: SID, secret: 'token' });
  const key = { MUSTER_TWILIO_API_KEY: 'SK1', MUSTER_TWILIO_API_SECRET: 's' };
  expect(readTwilioSettings({ ...TWILIO, ...key })).toMatchObject({ user: 'SK1', secret: 's', accountSid: SID });
});

test.each([
  [{ MUSTER_TWILIO_ACCOUNT_SID: 'AC1' }, 'MUSTER_TWILIO_ACCOUNT_SID'],
  [{ MUSTER_TWILIO_FROM: '0151' }, 'MUSTER_TWILIO_FROM'],
  [{ MUSTER_TWILIO_AUTH_TOKEN: '' }, 'MUSTER_TWILIO_AUTH_TOKEN'],
  [{ MUSTER_TWILIO_API_URL: 'twilio' }, 'MUSTER_TWILIO_API_URL'],
])('%j is refused', (changed, named) => {
  expect(() => readTwilioSettings({ ...TWILIO, ...changed })).toThrow(named);
});
