import { readPagerDutySettings, readTwilioSettings } from '../../worker/settings/paging';

const SID = `AC${'0'.repeat(32)}`;
const TWILIO = {
  MUSTER_TWILIO_ACCOUNT_SID: SID,
  MUSTER_TWILIO_AUTH_TOKEN: 'token',
  MUSTER_TWILIO_FROM: '+15005550006',
};

test('nothing is set', () => {
  expect([readPagerDutySettings({}), readTwilioSettings({})]).toEqual([undefined, undefined]);
});

test('one routing key, or several with names', () => {
  expect(readPagerDutySettings({ MUSTER_PAGERDUTY_ROUTING_KEY: 'k1' })).toEqual({ routingKeys: { default: 'k1' } });
  expect(readPagerDutySettings({ MUSTER_PAGERDUTY_ROUTING_KEY: 'a=k1, b=k2' })).toEqual({
    routingKeys: { a: 'k1', b: 'k2' },
  });
});

test.each(['k1,k2', 'a=', '=k1', 'a=k1,a=k2'])('the routing keys %j are refused without repeating them', (value) => {
  const refusal = (): unknown => readPagerDutySettings({ MUSTER_PAGERDUTY_ROUTING_KEY: value });
  expect(refusal).toThrow(/must be one key, or a list/);
  expect(refusal).not.toThrow(/k1,k2/);
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
