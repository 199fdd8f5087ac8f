import type { Channel } from '../../../../activities/adapters/delivery/channel';
import { createLadder } from '../../../../activities/adapters/delivery/ladder';
import { createTwilioSms } from '../../../../activities/adapters/twilio/sms';
import { NobodyReached, ProviderRejected, ProviderUnavailable } from '../../../../activities/errors';
import type { Outgoing } from '../../../../activities/ports';
import { FakeTwilio } from '../../../fakes/twilio/fake-twilio';
import { json } from '../../../fakes/vendor';
import { aPage, NUMBER, twilioOptions, voiceOn } from './setup';

/** A way whose vendor can tell later, or not. */
function aWay(name: string, tells = true) {
  const addresses: string[] = [];
  const channel: Channel = {
    name,
    serves: [name],
    loudness: () => 'quiet',
    send: (_page, address) => {
      addresses.push(address);
      return Promise.resolve({ reference: `${name} ${addresses.length}` });
    },
    ...(tells && { state: (reference: string) => Promise.resolve({ state: 'sent' as const, said: reference }) }),
  };
  return { channel, addresses };
}

function aLadder(...ways: { channel: Channel }[]) {
  const kept: string[] = [];
  const otherwise = {
    page: ({ key }: Outgoing) => {
      kept.push(key);
      return Promise.resolve({ reference: key });
    },
  };
  return { ladder: createLadder({ channels: ways.map(({ channel }) => channel), otherwise, now: () => 7 }), kept };
}

const to = (...points: string[]) => ({
  to: {
    id: 'ingrid',
    name: 'Ingrid',
    contactPoints: points.map((channel, n) => ({ channel, address: `${channel} ${n}` })),
  },
});

it('says when it was sent, and under which name its vendor can be asked', async () => {
  const { ladder } = aLadder(aWay('sms'), aWay('slack', false));
  expect((await ladder.page(aPage(to('sms')))).tries).toEqual([
    { channel: 'sms', outcome: 'sent', at: 7, reference: 'sms 1' },
  ]);
  expect((await ladder.page(aPage(to('slack')))).tries).toEqual([{ channel: 'slack', outcome: 'sent', at: 7 }]);
});

it('asks the way that sent it; one that can not tell is an error', async () => {
  const { ladder } = aLadder(aWay('sms'), aWay('slack', false));
  expect(await ladder.stateOf({ channel: 'sms', reference: 'r' })).toEqual({ state: 'sent', said: 'r' });
  for (const channel of ['slack', 'pigeon'])
    await expect(ladder.stateOf({ channel, reference: 'r' })).rejects.toBeInstanceOf(ProviderRejected);
});

it('goes on after the ways by which the page came to nothing, and tells what is not configured only once', async () => {
  const [sms, phone] = [aWay('sms'), aWay('phone')];
  const { ladder } = aLadder(sms, phone);
  const person = to('pigeon', 'sms', 'phone');
  expect((await ladder.page(aPage({ ...person, after: ['sms'] }))).tries).toMatchObject([
    { channel: 'phone', outcome: 'sent' },
  ]);
  expect(sms.addresses).toEqual([]);
});

it('of two numbers by the same way the second one is next', async () => {
  const sms = aWay('sms');
  const { ladder } = aLadder(sms);
  await ladder.page(aPage({ ...to('sms', 'sms'), after: ['sms'] }));
  expect(sms.addresses).toEqual(['sms 1']);
});

it('after the last one the page is in the outbox', async () => {
  const { ladder, kept } = aLadder(aWay('sms'));
  const failure = ladder.page(aPage({ ...to('sms'), after: ['sms'] }));
  await expect(failure).rejects.toBeInstanceOf(NobodyReached);
  await expect(failure).rejects.toMatchObject({ tries: [] });
  expect(kept).toHaveLength(1);
});

describe('over Twilio', () => {
  let fake: FakeTwilio;
  beforeEach(async () => {
    fake = await FakeTwilio.start();
  });
  afterEach(() => fake.vendor.stop());

  it.each([
    ['queued', undefined, 'sent', 'queued'],
    ['sent', undefined, 'sent', 'sent'],
    ['delivered', undefined, 'delivered', 'delivered'],
    ['undelivered', undefined, 'failed for now', 'undelivered'],
    ['undelivered', 30003, 'failed for now', 'undelivered (30003)'],
    ['undelivered', 30006, 'failed for good', 'undelivered (30006)'],
    ['failed', 30008, 'failed for good', 'failed (30008)'],
  ])('a text message that is %s (%s) counts as %s', async (status, error_code, state, said) => {
    const sms = createTwilioSms(twilioOptions(fake));
    const { reference } = await sms.send(aPage(), NUMBER);
    Object.assign(fake.messages[0] ?? {}, { status, error_code });
    expect(await sms.state?.(reference)).toEqual({ state, said });
  });

  it.each([
    ['queued', 'sent'],
    ['ringing', 'sent'],
    ['in-progress', 'delivered'],
    ['completed', 'delivered'],
    ['busy', 'failed for now'],
    ['no-answer', 'failed for now'],
    ['failed', 'failed for good'],
  ])('a call that is %s counts as %s', async (status, state) => {
    const phone = voiceOn(fake);
    const { reference } = await phone.send(aPage(), NUMBER);
    Object.assign(fake.calls[0] ?? {}, { status });
    expect(await phone.state?.(reference)).toEqual({ state, said: status });
  });

  it('that can not be asked is no answer', async () => {
    const sms = createTwilioSms(twilioOptions(fake));
    const { reference } = await sms.send(aPage(), NUMBER);
    fake.vendor.failNext(json(503, { message: 'maintenance' }));
    await expect(sms.state?.(reference)).rejects.toBeInstanceOf(ProviderUnavailable);
  });

  it('a text message that was not delivered becomes a call under the same key', async () => {
    const channels = [createTwilioSms(twilioOptions(fake)), voiceOn(fake)];
    const ladder = createLadder({ channels, otherwise: { page: () => Promise.reject(new Error('not asked')) } });
    await ladder.page(aPage());
    const { tries } = await ladder.page(aPage({ after: ['SMS'] }));
    expect(tries).toMatchObject([{ channel: 'phone', outcome: 'sent', reference: fake.calls[0]?.sid }]);
    expect([fake.messages.length, fake.calls.length]).toEqual([1, 1]);
  });
});
