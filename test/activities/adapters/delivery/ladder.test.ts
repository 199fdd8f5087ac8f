import type { Channel, Loudness } from '../../../../activities/adapters/delivery/channel';
import { createLadder } from '../../../../activities/adapters/delivery/ladder';
import { createTwilioSms } from '../../../../activities/adapters/twilio/sms';
import { ProviderRejected, ProviderUnavailable } from '../../../../activities/errors';
import type { MessageKind, Pager } from '../../../../activities/ports/messages';
import { describePeoplePort } from '../../../contracts/people.contract';
import { FakePagerDuty } from '../../../fakes/pagerduty/fake-pagerduty';
import { FakeTwilio } from '../../../fakes/twilio/fake-twilio';
import { json } from '../../../fakes/vendor';
import { aPage, pagerDutyOn, twilioOptions } from './setup';

/** A channel that does what it is told, and remembers when it was asked. */
function aChannel(name: string, does: () => Promise<unknown> = () => Promise.resolve(), loudness: Loudness = 'quiet') {
  const asked: string[] = [];
  const channel: Channel & { asked: string[] } = {
    name,
    serves: [name],
    loudness: () => loudness,
    asked,
    send: async ({ incidentId, key }) => {
      asked.push(`${incidentId} ${key}`);
      await does();
      return { reference: `${name} ${key}` };
    },
  };
  return channel;
}

function anOutbox(): { pager: Pager; kept: string[] } {
  const kept: string[] = [];
  return {
    kept,
    pager: {
      page: ({ key }) => {
        kept.push(key);
        return Promise.resolve({ reference: key });
      },
    },
  };
}

const unavailable = (): Promise<never> => Promise.reject(new ProviderUnavailable('vendor', '503'));

const points = (...channels: string[]) => ({
  to: { id: 'ingrid', name: 'Ingrid', contactPoints: channels.map((channel) => ({ channel, address: 'a' })) },
});

describePeoplePort('the ladder over text messages', () => {
  const fake = FakeTwilio.start();
  fakes.push(fake);
  const sent: string[] = [];
  return {
    send: async (incidentId, key, signal) => {
      const { messages } = await fake;
      const channels = [createTwilioSms(twilioOptions(await fake))];
      const receipt = await (ladders.get(fake) ?? keep(fake, channels)).page(aPage({ incidentId, key }), signal);
      while (sent.length < messages.length) sent.push(`${incidentId} ${key}`);
      return receipt;
    },
    effects: () => Promise.resolve(sent),
  };
});

const fakes: Promise<FakeTwilio>[] = [];

const ladders = new Map<Promise<FakeTwilio>, Pager>();

function keep(fake: Promise<FakeTwilio>, channels: Channel[]): Pager {
  const ladder = createLadder({ channels, otherwise: anOutbox().pager, now: () => 0 });
  ladders.set(fake, ladder);
  return ladder;
}

afterEach(async () => {
  for (const fake of fakes.splice(0)) await (await fake).vendor.stop();
});

describe('the ladder', () => {
  it('goes on at once where a way fails, and tells what became of each', async () => {
    const at = 7;
    const refusing = aChannel('a', () => Promise.reject(new ProviderRejected('vendor', 'no such person')));
    const [failing, working, further] = [aChannel('b', unavailable), aChannel('c'), aChannel('d')];
    const { pager, kept } = anOutbox();
    const ladder = createLadder({ channels: [refusing, failing, working, further], otherwise: pager, now: () => at });
    const { tries } = await ladder.page(aPage(points('a', 'pigeon', 'b', 'c', 'd')));
    expect(tries).toEqual([
      { channel: 'pigeon', outcome: 'not configured' },
      { channel: 'a', outcome: 'failed for good', at, reason: 'vendor refused: no such person' },
      { channel: 'b', outcome: 'failed for now', at, reason: 'vendor is not available: 503' },
      { channel: 'c', outcome: 'sent', at },
    ]);
    expect([further.asked, kept]).toEqual([[], []]);
  });

  it('leaves the page in the outbox where nothing works, says why, and begins at the top the next time', async () => {
    const channel = aChannel('a', unavailable);
    const { pager, kept } = anOutbox();
    const ladder = createLadder({ channels: [channel], otherwise: pager });
    const page = aPage(points('a', 'pigeon'));
    await expect(ladder.page(page)).rejects.toThrow(
      'no channel delivered the page to Ingrid (pigeon: not configured; a: vendor is not available: 503); it is in the outbox',
    );
    await expect(ladder.page(page)).rejects.toBeInstanceOf(ProviderUnavailable);
    expect([channel.asked.length, new Set(kept).size]).toEqual([2, 1]);
  });

  it('waits a short time for a way that does not answer, even one that does not listen', async () => {
    const silent = aChannel('a', () => new Promise(() => undefined));
    const working = aChannel('b');
    const ladder = createLadder({ channels: [silent, working], otherwise: anOutbox().pager, perChannelMs: 30 });
    const { tries } = await ladder.page(aPage(points('a', 'b')));
    expect(tries?.[0]).toMatchObject({
      outcome: 'failed for now',
      reason: expect.stringContaining('in time') as string,
    });
  });

  it('is over in its time, however many ways hang', async () => {
    const silent = ['a', 'b', 'c', 'd'].map((name) => aChannel(name, () => new Promise(() => undefined)));
    const { pager, kept } = anOutbox();
    const ladder = createLadder({ channels: silent, otherwise: pager, withinMs: 60, perChannelMs: 40 });
    await expect(ladder.page(aPage(points('a', 'b', 'c', 'd')))).rejects.toThrow(/d: out of time/);
    expect(kept).toHaveLength(1);
  });

  it('a vendor that is down for an hour delays no page, and is used again when it is back', async () => {
    let [now, isDown] = [0, true];
    const vendor = aChannel('a', () => (isDown ? unavailable() : Promise.resolve()));
    const other = aChannel('b');
    const options = { channels: [vendor, other], otherwise: anOutbox().pager, now: () => now };
    const ladder = createLadder(options);
    const usedAt = async (n: number): Promise<string | undefined> =>
      (await ladder.page(aPage({ ...points('a', 'b'), key: `page:${n}` }))).tries?.at(-1)?.channel;
    // A page every 10 s for an hour.
    for (let n = 0; n < 360; n += 1, now += 10_000) expect(await usedAt(n)).toBe('b');
    expect(other.asked).toHaveLength(360);
    // Once a minute it is asked, as long as it takes to say that it is down.
    expect(vendor.asked.length).toBeLessThanOrEqual(61);
    isDown = false;
    now += 60_000;
    expect(await usedAt(1_000)).toBe('a');
    expect(await usedAt(1_001)).toBe('a');
  });

  it('tries one that failed lately after all others, and it still counts where they fail', async () => {
    let firstIsDown = true;
    const flaky = aChannel('a', () => (firstIsDown ? unavailable() : Promise.resolve()));
    let secondIsDown = false;
    const second = aChannel('b', () => (secondIsDown ? unavailable() : Promise.resolve()));
    const ladder = createLadder({ channels: [flaky, second], otherwise: anOutbox().pager, now: () => 0 });
    await ladder.page(aPage(points('a', 'b')));
    [firstIsDown, secondIsDown] = [false, true];
    const { tries } = await ladder.page(aPage({ ...points('a', 'b'), key: 'k2' }));
    expect(tries?.map(({ channel, outcome }) => `${channel} ${outcome}`)).toEqual(['b failed for now', 'a sent']);
  });

  it('PagerDuty and then Twilio, as they are wired', async () => {
    const [pagerDuty, twilio] = [await FakePagerDuty.start(), await FakeTwilio.start()];
    try {
      const channels = [pagerDutyOn(pagerDuty), createTwilioSms(twilioOptions(twilio))];
      const ladder = createLadder({ channels, otherwise: anOutbox().pager });
      pagerDuty.vendor.failNext(json(503, { message: 'maintenance' }));
      const { tries } = await ladder.page(aPage());
      expect(tries?.map(({ channel, outcome }) => `${channel} ${outcome}`)).toEqual([
        'pigeon not configured',
        'phone not configured',
        'PagerDuty failed for now',
        'SMS sent',
      ]);
      expect([pagerDuty.incidents.length, twilio.messages.length]).toEqual([0, 1]);
    } finally {
      await Promise.all([pagerDuty.vendor.stop(), twilio.vendor.stop()]);
    }
  });
});

describe('a message that may not ring', () => {
  const wellAs = (name: string, loudness: Loudness) => aChannel(name, () => Promise.resolve(), loudness);
  const sentBy = async (
    channels: (Channel & { asked: string[] })[],
    kind: MessageKind,
    person = points('phone', 'sms', 'slack'),
  ) => {
    const { pager, kept } = anOutbox();
    const sent = await createLadder({ channels, otherwise: pager })
      .page(aPage({ ...person, kind }))
      .then(
        ({ tries }) => tries?.at(-1)?.channel,
        (error: unknown) => error,
      );
    return { sent, kept, asked: channels.filter(({ asked }) => asked.length > 0).map(({ name }) => name) };
  };
  const phone = () => wellAs('phone', 'rings');
  const sms = () => wellAs('sms', 'text');
  const refusing = () => aChannel('slack', () => Promise.reject(new ProviderRejected('vendor', 'no such user')));

  const QUIET: MessageKind[] = [
    'notice',
    'withdrawal',
    'reminder',
    'nudge',
    'invitation',
    'update',
    'ask',
    'warning',
    'resolved',
    'initial',
  ];

  it.each(QUIET)('goes by what is quiet, wherever that is in the person’s order: a %s', async (kind) => {
    expect(await sentBy([phone(), sms(), wellAs('slack', 'quiet')], kind)).toMatchObject({ asked: ['slack'] });
  });

  it.each(['page', 'brief'] as const)('is no %s, which goes by the person’s order', async (kind) => {
    expect(await sentBy([phone(), sms(), wellAs('slack', 'quiet')], kind)).toMatchObject({ asked: ['phone'] });
  });

  it('is a text message where there is no other way, or none that will ever work', async () => {
    expect(await sentBy([phone(), sms()], 'notice')).toMatchObject({ asked: ['sms'] });
    expect(await sentBy([phone(), sms(), refusing()], 'notice')).toMatchObject({
      asked: ['sms', 'slack'],
      sent: 'sms',
    });
  });

  it('waits for a quiet channel that is only down', async () => {
    const down = aChannel('slack', unavailable);
    expect(await sentBy([phone(), sms(), down], 'notice')).toMatchObject({ asked: ['slack'], kept: [aPage().key] });
  });

  it('is in the outbox where a phone is all that a person has, and says why', async () => {
    const { sent, asked, kept } = await sentBy([phone()], 'withdrawal', points('phone'));
    expect(asked).toEqual([]);
    expect(kept).toEqual([aPage().key]);
    expect(sent).toMatchObject({
      tries: [{ channel: 'phone', outcome: 'too loud', reason: 'it rings, and a withdrawal never does' }],
    });
  });
});
