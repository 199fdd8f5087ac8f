import type { Channel } from '../../../activities/adapters/delivery/channel';
import { followedByLadder } from '../../../activities/adapters/delivery/following';
import { createLadder, type LadderOptions, type LateFailure } from '../../../activities/adapters/delivery/ladder';
import { createTwilioSms } from '../../../activities/adapters/twilio/sms';
import { ProviderUnavailable } from '../../../activities/errors';
import { FakeTwilio } from '../../fakes/twilio/fake-twilio';
import { aPage, INCIDENT, NUMBER, twilioOptions, voiceOn } from './setup';

/** A clock that only moves when it is told to, and lets everything that follows from it happen. */
function aClock() {
  let at = 0;
  const sleepers = new Set<{ until: number; wake: () => void }>();
  const settle = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    now: () => at,
    pause: (ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        const wake = (): void => {
          sleepers.delete(sleeper);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const sleeper = { until: at + ms, wake };
        sleepers.add(sleeper);
        signal.addEventListener('abort', wake);
      }),
    sleeping: () => sleepers.size,
    async passes(ms: number): Promise<void> {
      const end = at + ms;
      await settle();
      while (at < end) {
        const next = Math.min(end, ...[...sleepers].map(({ until }) => until));
        at = next;
        for (const sleeper of sleepers) if (sleeper.until <= at) sleeper.wake();
        await settle();
      }
    },
  };
}

type State = 'sent' | 'delivered' | 'failed';

/** A way whose vendor says later what became of it. */
function aWay(name: string, state: () => Promise<State> = () => Promise.resolve('sent')) {
  const keys: string[] = [];
  let asked = 0;
  const channel: Channel = {
    name,
    serves: [name],
    send: ({ key }) => {
      keys.push(key);
      return Promise.resolve({ reference: `${name} ${keys.length}` });
    },
    state: () => {
      asked += 1;
      return state();
    },
  };
  return { channel, keys, asked: () => asked };
}

const saying = (state: State) => () => Promise.resolve(state);

function aLadder(ways: { channel: Channel }[], more: Partial<LadderOptions['watch'] & object> = {}) {
  const clock = aClock();
  const late: LateFailure[] = [];
  const kept: string[] = [];
  const ladder = createLadder({
    channels: ways.map(({ channel }) => channel),
    otherwise: {
      page: ({ key }) => {
        kept.push(key);
        return Promise.resolve({ reference: key });
      },
    },
    now: clock.now,
    watch: { now: clock.now, pause: clock.pause, ...more },
    onLate: (failure) => late.push(failure),
  });
  return { ladder, clock, late, kept };
}

const to = (...channels: string[]) => ({
  to: { id: 'ingrid', name: 'Ingrid', contactPoints: channels.map((channel) => ({ channel, address: 'a' })) },
});

it('what fails after it was sent goes the next way within a minute, under the same key', async () => {
  const [sms, phone] = [aWay('sms', saying('failed')), aWay('phone')];
  const { ladder, clock, late } = aLadder([sms, phone]);
  const { tries } = await ladder.page(aPage(to('sms', 'phone')));
  expect(tries).toEqual([{ channel: 'sms', outcome: 'sent' }]);
  expect(phone.keys).toEqual([]);
  await clock.passes(60_000);
  expect(phone.keys).toEqual(sms.keys);
  expect(late).toEqual([
    {
      incidentId: INCIDENT,
      key: sms.keys[0],
      person: 'ingrid',
      channel: 'sms',
      outcome: { tries: [{ channel: 'phone', outcome: 'sent' }] },
    },
  ]);
});

it('even where it is told at the last moment', async () => {
  const clocks: ReturnType<typeof aClock>[] = [];
  const sms = aWay('sms', () => Promise.resolve((clocks[0]?.now() ?? 0) >= 48_000 ? 'failed' : 'sent'));
  const phone = aWay('phone', saying('delivered'));
  const { ladder, clock } = aLadder([sms, phone]);
  clocks.push(clock);
  await ladder.page(aPage(to('sms', 'phone')));
  await clock.passes(47_000);
  expect(phone.keys).toEqual([]);
  await clock.passes(5_000);
  expect(phone.keys).toHaveLength(1);
});

it.each<State>(['delivered', 'sent'])('what is %s goes no other way, and is let go after 50 s', async (state) => {
  const [sms, phone] = [aWay('sms', saying(state)), aWay('phone')];
  const { ladder, clock, late } = aLadder([sms, phone]);
  await ladder.page(aPage(to('sms', 'phone')));
  await clock.passes(300_000);
  expect([phone.keys, late, clock.sleeping()]).toEqual([[], [], 0]);
  expect(sms.asked()).toBe(state === 'delivered' ? 1 : 12);
});

it('each way after it is looked after too; after the last one the page is in the outbox', async () => {
  const ways = ['sms', 'phone', 'mobile'].map((name) => aWay(name, saying('failed')));
  const { ladder, clock, late, kept } = aLadder(ways);
  await ladder.page(aPage(to('sms', 'phone', 'mobile')));
  await clock.passes(60_000);
  expect(ways.map(({ keys }) => keys.length)).toEqual([1, 1, 1]);
  expect(late.map(({ channel }) => channel)).toEqual(['sms', 'phone', 'mobile']);
  expect(late[2]?.outcome).toMatchObject({ failed: expect.stringContaining('in the outbox') as string });
  expect(kept).toHaveLength(1);
});

it.each<[string, (ladder: ReturnType<typeof aLadder>['ladder']) => Promise<unknown>]>([
  [
    'withdrawn',
    (ladder) => ladder.page(aPage({ ...to(), kind: 'withdrawal', key: 'withdraw:1' })).catch(() => undefined),
  ],
  [
    'acknowledged',
    (ladder) =>
      followedByLadder(ladder).follow({ incidentId: INCIDENT, key: 'f', people: ['ingrid'], state: 'acknowledged' }),
  ],
])('what is %s meanwhile goes no other way', async (_of, overtake) => {
  const [sms, phone] = [aWay('sms', saying('failed')), aWay('phone')];
  const { ladder, clock, late } = aLadder([sms, phone]);
  await ladder.page(aPage(to('sms', 'phone')));
  await overtake(ladder);
  await clock.passes(60_000);
  expect([phone.keys, late, sms.asked()]).toEqual([[], [], 0]);
});

it('somebody else’s acknowledgement changes nothing', async () => {
  const [sms, phone] = [aWay('sms', saying('failed')), aWay('phone')];
  const { ladder, clock } = aLadder([sms, phone]);
  await ladder.page(aPage(to('sms', 'phone')));
  ladder.letGo(INCIDENT, ['vera']);
  ladder.letGo('another', ['ingrid']);
  await clock.passes(60_000);
  expect(phone.keys).toHaveLength(1);
});

it('that the vendor can not be asked is no failure', async () => {
  let isDown = true;
  const sms = aWay('sms', () =>
    isDown ? Promise.reject(new ProviderUnavailable('vendor', '503')) : Promise.resolve('failed'),
  );
  const phone = aWay('phone');
  const { ladder, clock } = aLadder([sms, phone]);
  await ladder.page(aPage(to('sms', 'phone')));
  await clock.passes(20_000);
  expect(phone.keys).toEqual([]);
  isDown = false;
  await clock.passes(5_000);
  expect(phone.keys).toHaveLength(1);
});

it('looks after a bounded number at once, and after each message once', async () => {
  const sms = aWay('sms');
  const { ladder, clock } = aLadder([sms, aWay('phone')], { atOnce: 10 });
  for (let n = 0; n < 30; n += 1) await ladder.page(aPage({ ...to('sms', 'phone'), key: `page:${n}` }));
  expect(clock.sleeping()).toBe(10);
  await clock.passes(60_000);
  expect(clock.sleeping()).toBe(0);
});

describe('over Twilio', () => {
  let fake: FakeTwilio;
  beforeEach(async () => {
    fake = await FakeTwilio.start();
  });
  afterEach(() => fake.vendor.stop());

  it.each([
    ['queued', 'sent'],
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['undelivered', 'failed'],
    ['failed', 'failed'],
  ])('a text message that is %s counts as %s', async (status, state) => {
    const sms = createTwilioSms(twilioOptions(fake));
    const { reference } = await sms.send(aPage(), NUMBER);
    Object.assign(fake.messages[0] ?? {}, { status });
    expect(await sms.state?.(reference)).toBe(state);
  });

  it.each([
    ['queued', 'sent'],
    ['ringing', 'sent'],
    ['in-progress', 'delivered'],
    ['completed', 'delivered'],
    ['busy', 'failed'],
    ['no-answer', 'failed'],
    ['failed', 'failed'],
  ])('a call that is %s counts as %s', async (status, state) => {
    const phone = voiceOn(fake);
    const { reference } = await phone.send(aPage(), NUMBER);
    Object.assign(fake.calls[0] ?? {}, { status });
    expect(await phone.state?.(reference)).toBe(state);
  });

  it('a text message that is not delivered becomes a call', async () => {
    const channels = [createTwilioSms(twilioOptions(fake)), voiceOn(fake)];
    let go = (): void => undefined;
    const isFailed = new Promise<void>((resolve) => {
      go = resolve;
    });
    // The message is looked after once; the call that follows it is not, as its wait ends only with the page.
    const waits = [isFailed];
    const late = new Promise<LateFailure>((resolve) => {
      const ladder = createLadder({
        channels,
        otherwise: { page: () => Promise.reject(new Error('not asked')) },
        watch: { pause: () => waits.shift() ?? new Promise(() => undefined) },
        onLate: resolve,
      });
      void ladder.page(aPage()).then(() => {
        Object.assign(fake.messages[0] ?? {}, { status: 'undelivered' });
        go();
      });
    });
    expect((await late).outcome).toEqual({ tries: [{ channel: 'phone', outcome: 'sent' }] });
    expect([fake.messages.length, fake.calls.length]).toEqual([1, 1]);
  });
});
