import type { Channel } from '../../../../activities/adapters/delivery/channel';
import { createDownChannels, type ChannelTurn } from '../../../../activities/adapters/delivery/down';
import { ProviderRejected, ProviderUnavailable } from '../../../../activities/errors';

const channelOf = (name: string): Channel => ({
  name,
  serves: [name],
  loudness: () => 'rings',
  send: () => Promise.reject(new Error('not asked')),
});

const unavailable = (retryAfterMs?: number): Error =>
  new ProviderUnavailable('vendor', '503', retryAfterMs === undefined ? {} : { retryAfterMs });

/** Channels on a clock that the test moves; `taken` has who got which turn, in order. */
function aRoom() {
  let now = 0;
  let sleepers: { at: number; wake: () => void }[] = [];
  const wait = (ms: number): Promise<void> => new Promise((wake) => void sleepers.push({ at: now + ms, wake }));
  const down = createDownChannels({ now: () => now, wait });
  const taken: { who: string; at: number; turn: ChannelTurn }[] = [];
  const settle = async (): Promise<void> => {
    for (let n = 0; n < 10; n += 1) await Promise.resolve();
  };
  return {
    down,
    taken,
    waits: (who: string, channels: Channel[], signal = new AbortController().signal): Promise<void> =>
      down.turn(who, channels, signal).then(
        (turn) => void taken.push({ who, at: now, turn }),
        () => undefined,
      ),
    async runsTo(at: number): Promise<void> {
      for (;;) {
        const next = Math.min(...sleepers.map((one) => one.at));
        if (next > at) break;
        now = next;
        const due = sleepers.filter((one) => one.at <= now);
        sleepers = sleepers.filter((one) => one.at > now);
        for (const { wake } of due) wake();
        await settle();
      }
      now = at;
      await settle();
    },
  };
}

const sms = channelOf('sms');
const slack = channelOf('slack');

const endTry = ({ turn }: { turn: ChannelTurn }): void => {
  if (turn !== 'works') turn.over();
};

test('one person at a time tries a channel, each second; when it works, everybody hears of it', async () => {
  const room = aRoom();
  room.down.failed(sms, unavailable());
  for (const who of ['ann', 'bob', 'cem']) void room.waits(who, [sms]);
  await room.runsTo(900);
  expect(room.taken).toEqual([]);
  await room.runsTo(5_000);
  expect(room.taken.map(({ who }) => who)).toEqual(['ann']);
  room.down.worked(sms);
  await room.runsTo(5_000);
  expect(room.taken.map(({ who, turn }) => [who, turn === 'works'])).toEqual([
    ['ann', false],
    ['bob', true],
    ['cem', true],
  ]);
});

test('all pages of one person have their turn together', async () => {
  const room = aRoom();
  room.down.failed(sms, unavailable());
  for (const who of ['ann', 'bob', 'ann', 'ann']) void room.waits(who, [sms]);
  await room.runsTo(1_500);
  expect(room.taken.map(({ who }) => who)).toEqual(['ann', 'ann', 'ann']);
  room.down.failed(sms, unavailable());
  room.taken.splice(0).forEach(endTry);
  await room.runsTo(3_000);
  expect(room.taken.map(({ who }) => who)).toEqual(['bob']);
});

test.each([7_000, 900_000])('a vendor that asks for %i ms is left alone as long', async (asked) => {
  const room = aRoom();
  room.down.failed(sms, unavailable(asked));
  void room.waits('ann', [sms]);
  await room.runsTo(asked - 1);
  expect(room.taken).toEqual([]);
  await room.runsTo(asked + 200);
  expect(room.taken).toHaveLength(1);
});

test('only what may be tried is tried: the other channel has been asked to wait', async () => {
  const room = aRoom();
  room.down.failed(sms, unavailable(60_000));
  room.down.failed(slack, unavailable());
  void room.waits('ann', [sms, slack]);
  await room.runsTo(2_000);
  expect(room.taken.map(({ turn }) => (turn === 'works' ? turn : turn.try.map(({ name }) => name)))).toEqual([
    ['slack'],
  ]);
});

test('a process that knows of no failure lets one try at once', async () => {
  const room = aRoom();
  for (const who of ['ann', 'bob']) void room.waits(who, [sms]);
  await room.runsTo(200);
  expect(room.taken.map(({ who }) => who)).toEqual(['ann']);
});

test('a refusal is an answer: the others go out', async () => {
  const room = aRoom();
  room.down.failed(sms, unavailable());
  for (const who of ['ann', 'bob']) void room.waits(who, [sms]);
  await room.runsTo(1_500);
  room.down.failed(sms, new ProviderRejected('vendor', 'no such number'));
  await room.runsTo(1_500);
  expect(room.taken.map(({ who }) => who)).toEqual(['ann', 'bob']);
});

test('who is called off waits no longer, and the next one has the turn', async () => {
  const room = aRoom();
  room.down.failed(sms, unavailable());
  const called = new AbortController();
  void room.waits('ann', [sms], called.signal);
  void room.waits('bob', [sms]);
  called.abort();
  await room.runsTo(2_000);
  expect(room.taken.map(({ who }) => who)).toEqual(['bob']);
});
