import { readPagerDutySettings } from '../../../../activities/adapters/pagerduty/settings';

test('nothing is set', () => {
  expect(readPagerDutySettings({})).toBeUndefined();
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
