import { createLadder } from '../../activities/adapters/delivery/ladder';
import { createSlack } from '../../activities/adapters/slack';
import { createTwilioSms } from '../../activities/adapters/twilio/sms';
import type { Chat, Pager } from '../../activities/ports';
import { aHome, twilioOptions, voiceOn } from '../activities/adapters/delivery/setup';
import { FakeSlack } from '../fakes/slack/fake-slack';
import { FakeTwilio } from '../fakes/twilio/fake-twilio';
import { json } from '../fakes/vendor';
import { MINUTE } from '../support/times';
import { directoryOf, useSkippingSystem } from '../support/time-skip-system';
import { SkippingIncident } from '../support/time-skip-incident';
import { keepHistory } from './keep-history';

let slack: FakeSlack;
let twilio: FakeTwilio;
let chat: Chat;
let pager: Required<Pager>;
const home = aHome();
beforeEach(async () => {
  [slack, twilio] = [await FakeSlack.start(), await FakeTwilio.start()];
  const otherwise: Pager = { page: ({ key }) => Promise.resolve({ reference: key }) };
  ({ chat } = createSlack({ token: slack.token, apiUrl: slack.apiUrl, directory, otherwise }));
  pager = createLadder({ channels: [createTwilioSms(twilioOptions(twilio)), voiceOn(twilio, home)], otherwise });
});
afterEach(() => Promise.all([slack.stop(), twilio.vendor.stop()]));

const directory = directoryOf();
const contactPoints = ['sms', 'phone'].map((channel) => ({ channel, address: '+491511111111' }));
const server = useSkippingSystem('test', () => ({
  chat: { post: (...post) => chat.post(...post) },
  pager: { page: (...page) => pager.page(...page), stateOf: (...asked) => pager.stateOf(...asked) },
  directory: {
    ...directory,
    person: async (id) => {
      const person = await directory.person(id);
      return person === undefined ? undefined : { ...person, contactPoints };
    },
  },
}));

test('P2 whose text messages are not delivered, whose posts are overtaken, and which is public for a while', async () => {
  slack.vendor.goesDown({ ...json(429, { ok: false, error: 'ratelimited' }), headers: { 'retry-after': '3600' } });
  const incident = await SkippingIncident.open(server.env, 'P2');
  await incident.waits(15_000);
  for (const message of twilio.messages) Object.assign(message, { status: 'undelivered' });
  await incident.waits(MINUTE);
  expect(twilio.calls.length).toBeGreaterThan(0);
  await incident.act('otto', { do: 'acknowledge' });
  await incident.act('emil', { do: 'publish', impact: 'Nobody can create a release' });
  await incident.waits(40 * MINUTE);
  await incident.act('emil', { do: 'unpublish', reason: 'it was only the test system' });
  await incident.act('emil', { do: 'escalate', role: 'cto', reason: 'a second opinion' });
  slack.vendor.comesBack();
  await incident.waits(31 * MINUTE);
  const { timeline, deliveries } = await incident.state();
  expect(timeline.some(({ kind }) => kind === 'overtaken')).toBe(true);
  expect(deliveries?.some(({ ways }) => ways.some(({ state }) => state.startsWith('failed')))).toBe(true);
  await incident.act('otto', { do: 'resolve', resolution: 'fixed', override: 'a test' });
  await incident.handle.result();
  await keepHistory(server.env.client, 'vendors', incident.address);
}, 120_000);
