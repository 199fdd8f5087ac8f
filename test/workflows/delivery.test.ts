import { createLadder } from '../../activities/adapters/delivery/ladder';
import { createTwilioSms } from '../../activities/adapters/twilio/sms';
import type { Pager } from '../../activities/ports/messages';
import { aHome, twilioOptions, voiceOn } from '../activities/adapters/delivery/setup';
import { FakeTwilio } from '../fakes/twilio/fake-twilio';
import { SkippingIncident } from '../support/time-skip-incident';
import { directoryOf, useSkippingSystem } from '../support/time-skip-system';

let fake: FakeTwilio;

beforeEach(async () => {
  fake = await FakeTwilio.start();
});

afterEach(() => fake.vendor.stop());

const home = aHome();

/** Each call is what another worker of this machine would be: nothing but the home is left from one to the next. */
const aNewWorker = (): Required<Pager> =>
  createLadder({
    channels: [createTwilioSms(twilioOptions(fake)), voiceOn(fake, home)],
    otherwise: { page: ({ key }) => Promise.resolve({ reference: key }) },
  });

const NUMBERS: Record<string, string> = { otto: '+491511111111', vera: '+491512222222' };

const directory = directoryOf({ otto: ['on-call-engineer', 'all-on-call'], vera: ['engineering-manager'] });

const server = useSkippingSystem('test', () => ({
  pager: {
    page: (...page) => aNewWorker().page(...page),
    stateOf: (...asked) => aNewWorker().stateOf(...asked),
  },
  directory: {
    ...directory,
    person: async (id) => {
      const person = await directory.person(id);
      const address = NUMBERS[id] ?? '';
      const contactPoints = ['sms', 'phone'].map((channel) => ({ channel, address }));
      return person === undefined ? undefined : { ...person, contactPoints };
    },
  },
}));

const messagesTo = (person: string) => fake.messages.filter(({ to }) => to === NUMBERS[person]);

const callsTo = (person: string) => fake.calls.filter(({ to }) => to === NUMBERS[person]);

const become = (of: { status: string }[], status: string): void => of.forEach((one) => Object.assign(one, { status }));

const waysOf = async (incident: SkippingIncident, person: string): Promise<string[]> =>
  (await incident.state()).deliveries
    ?.findLast(({ to }) => to === person)
    ?.ways.map(({ channel, state }) => `${channel} ${state}`) ?? [];

/** Lets the clock run until it is so, a little at a time; answers how many seconds went by. */
async function passesUntil(incident: SkippingIncident, isSo: () => boolean | Promise<boolean>): Promise<number> {
  for (let seconds = 0; seconds < 120; seconds += 2) {
    if (await isSo()) return seconds;
    await incident.waits('2s');
  }
  throw new Error('Not within two minutes');
}

test('a text message that is not delivered becomes a call within a minute, whichever worker asks', async () => {
  const incident = await SkippingIncident.open(server.env, 'P2');
  await passesUntil(incident, () => messagesTo('otto').length + messagesTo('vera').length === 2);
  become(messagesTo('vera'), 'delivered');
  await incident.waits('20s');
  expect(fake.calls).toEqual([]);
  become(messagesTo('otto'), 'undelivered');
  expect(await passesUntil(incident, () => callsTo('otto').length === 1)).toBeLessThan(20);
  become(callsTo('otto'), 'completed');
  await passesUntil(incident, async () => (await waysOf(incident, 'otto')).includes('phone delivered'));
  expect(await waysOf(incident, 'otto')).toEqual(['SMS failed for now', 'phone delivered']);
  expect([await waysOf(incident, 'vera'), callsTo('vera')]).toEqual([['SMS delivered'], []]);
  await incident.act('otto', { do: 'resolve', resolution: 'fixed', override: 'a test' });
  await incident.handle.result();
}, 60_000);

test('it ends with the incident, which waits for none of it', async () => {
  const incident = await SkippingIncident.open(server.env, 'P2');
  await passesUntil(incident, () => fake.messages.length >= 2);
  await incident.act('vera', { do: 'resolve', resolution: 'fixed', override: 'a test' });
  await incident.handle.result();
  become(fake.messages, 'undelivered');
  await server.env.sleep('60s');
  expect(fake.calls).toEqual([]);
}, 60_000);

test('what nothing is heard of for 50 s is asked about no more', async () => {
  const incident = await SkippingIncident.open(server.env, 'P2');
  await incident.waits('70s');
  const asked = fake.vendor.requests.length;
  become(fake.messages, 'undelivered');
  await incident.waits('30s');
  expect([fake.vendor.requests.length, fake.calls.length]).toEqual([asked, 0]);
  expect(await waysOf(incident, 'otto')).toEqual(['SMS sent']);
  await incident.act('otto', { do: 'cancel', reason: 'a test' });
  await incident.handle.result();
}, 60_000);
