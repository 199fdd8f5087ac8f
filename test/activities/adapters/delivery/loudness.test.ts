import type { Channel, Loudness } from '../../../../activities/adapters/delivery/channel';
import { createMailChannel } from '../../../../activities/adapters/mail';
import { createPagerDuty } from '../../../../activities/adapters/pagerduty/channel';
import { createSlackChannel } from '../../../../activities/adapters/slack/channel';
import { createTwilio } from '../../../../activities/adapters/twilio';
import { aHome } from './setup';

const nobody = (): Promise<never> => Promise.reject(new Error('not asked'));

const CHANNELS: Channel[] = [
  ...createTwilio({ accountSid: 'AC', user: 'u', secret: 's', from: '+491511234567', home: aHome() }),
  createSlackChannel({ page: nobody }),
  createPagerDuty({ routingKeys: { default: 'k' } }),
  createMailChannel(nobody),
];

/** What each channel does to somebody who sleeps, by what is sent. */
const EXPECTED: Record<string, [notice: Loudness, withdrawal: Loudness]> = {
  phone: ['rings', 'rings'],
  sms: ['text', 'text'],
  slack: ['quiet', 'quiet'],
  email: ['quiet', 'quiet'],
  // An event there may call people, whatever it says; its end calls nobody.
  pagerduty: ['rings', 'quiet'],
};

test('each channel says how loud it is', () => {
  const said = CHANNELS.flatMap(({ serves, loudness }) =>
    serves.map((word) => [word, [loudness('notice'), loudness('withdrawal')]]),
  );
  expect(Object.fromEntries(said)).toEqual(EXPECTED);
});
