import type { SlackCall } from '../../../../activities/adapters/slack/api';
import { createSentMessages, MOST_MESSAGES } from '../../../../activities/adapters/slack/message-index';
import type { Sent } from '../../../../activities/adapters/slack/own-messages';
import type { WebClient } from '@slack/web-api';

const sent = (n: number): Sent => ({
  channel: 'C1',
  ts: `${1_700_000_000 + n}.000000`,
  incidentId: `release-manager-${n}`,
  key: 'initial:chat',
  blocks: [],
});

/** A channel in which Slack shows nothing. */
const inAChannel = () =>
  createSentMessages({
    api: {
      ask: <Answer>(question: SlackCall<Answer>) =>
        question({ conversations: { history: () => Promise.resolve({ ok: true }) } } as unknown as WebClient),
    },
    place: { channel: 'C1' },
    botId: 'B1',
    lookBackMs: 0,
    now: () => 0,
  });

/** One more than is remembered. */
const all = Array.from({ length: MOST_MESSAGES + 1 }, (_, n) => n + 1);

const remembered = async (messages: ReturnType<typeof inAChannel>): Promise<boolean[][]> =>
  Promise.all(
    [1, 2, MOST_MESSAGES + 1].map(async (n) => [
      (await messages.find(sent(n))) !== undefined,
      (await messages.rootOf(sent(n).incidentId)) !== undefined,
    ]),
  );

test('what is remembered of a channel does not grow for ever: the message that was said first is forgotten', async () => {
  const messages = inAChannel();
  for (const n of all) messages.remember(sent(n));
  expect(await remembered(messages)).toEqual([
    [false, false],
    [true, true],
    [true, true],
  ]);
});

test('one that was edited since is kept, however old it is', async () => {
  const messages = inAChannel();
  for (const n of [...all.slice(0, -1), 1, ...all.slice(-1)]) messages.remember(sent(n));
  expect(await remembered(messages)).toEqual([
    [true, true],
    [false, false],
    [true, true],
  ]);
});
