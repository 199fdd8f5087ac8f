import type { WebClient } from '@slack/web-api';
import type { Ask } from '../../activities/adapters/slack/api';
import type { Sent } from '../../activities/adapters/slack/own-messages';
import { createSentMessages } from '../../activities/adapters/slack/sent-messages';

const sent = (n: number): Sent => ({
  channel: 'C1',
  ts: `170000000${n}.000000`,
  incidentId: `release-manager-${n}`,
  key: 'initial:chat',
  blocks: [],
});

/** A channel in which Slack shows nothing, and room for two messages. */
const roomForTwo = () =>
  createSentMessages({
    api: {
      ask: <Answer>(question: Ask<Answer>) =>
        question({ conversations: { history: () => Promise.resolve({ ok: true }) } } as unknown as WebClient),
    },
    place: { channel: 'C1' },
    botId: 'B1',
    lookBackMs: 0,
    now: () => 0,
    most: 2,
  });

const remembered = async (messages: ReturnType<typeof roomForTwo>): Promise<boolean[][]> =>
  Promise.all(
    [1, 2, 3].map(async (n) => [
      (await messages.find(sent(n))) !== undefined,
      (await messages.rootOf(sent(n).incidentId)) !== undefined,
    ]),
  );

test('what is remembered of a channel does not grow for ever: the message that was said first is forgotten', async () => {
  const messages = roomForTwo();
  for (const n of [1, 2, 3]) messages.remember(sent(n));
  expect(await remembered(messages)).toEqual([
    [false, false],
    [true, true],
    [true, true],
  ]);
});

test('one that was edited since is kept, however old it is', async () => {
  const messages = roomForTwo();
  for (const n of [1, 2, 1, 3]) messages.remember(sent(n));
  expect(await remembered(messages)).toEqual([
    [true, true],
    [false, false],
    [true, true],
  ]);
});
