/** How does the fake Slack post, change and read messages? */
import { z } from 'zod';
import { MessageBlocks, Metadata, type FakeBlock, type FakeMetadata } from './limits';
import {
  demand,
  flag,
  invalid,
  json,
  known,
  method,
  paging,
  slice,
  SlackSaysNo,
  stamp,
  type Caller,
  type Method,
} from './method';
import type { FakeChannel, FakeMessage } from './workspace';

const content = {
  text: z.string().max(40_000).optional(),
  blocks: json(z.unknown()).optional(),
  metadata: json(Metadata).optional(),
  parse: z.enum(['none', 'full']).optional(),
  link_names: flag.optional(),
};
const reading = {
  channel: z.string(),
  include_all_metadata: flag.default(false),
  oldest: stamp.optional(),
  latest: stamp.optional(),
  inclusive: flag.default(false),
  ...paging,
};

/** What reading needs in each kind of channel. */
const HISTORY = { public: 'channels:history', private: 'groups:history', direct: 'im:history' };
/** A private channel's is added by who has one. */
const HISTORIES = [HISTORY.public, HISTORY.direct];

export const MESSAGE_METHODS: Record<string, Method> = {
  'chat.postMessage': method(
    {
      ...content,
      channel: z.string(),
      mrkdwn: flag.optional(),
      thread_ts: stamp.optional(),
      reply_broadcast: flag.default(false),
      unfurl_links: flag.optional(),
      unfurl_media: flag.optional(),
    },
    'chat:write',
    ({ workspace, scopes }, { channel: named, thread_ts: threadTs, reply_broadcast: isBroadcast, ...given }) => {
      const channel = known(workspace, named);
      if (!channel.members.has(workspace.bot.userId) && !scopes.has('chat:write.public'))
        throw new SlackSaysNo('not_in_channel');
      if (channel.isArchived === true) throw new SlackSaysNo('is_archived');
      const ts = workspace.nextTs();
      const thread = threadTs === undefined ? {} : { threadTs };
      const { userId: user, botId } = workspace.bot;
      const content = contentOf(given);
      workspace.messages.push({
        channel: channel.id,
        ts,
        ...thread,
        isBroadcast: threadTs !== undefined && isBroadcast,
        user,
        botId,
        ...content,
        edits: 0,
        posted: { text: content.text, blocks: content.blocks },
      });
      return { channel: channel.id, ts };
    },
  ),

  'chat.update': method(
    { ...content, channel: z.string(), ts: stamp },
    'chat:write',
    ({ workspace }, { channel, ts, ...given }) => {
      const message = workspace.messages.find((other) => other.channel === channel && other.ts === ts);
      if (message === undefined) throw new SlackSaysNo('message_not_found');
      Object.assign(message, contentOf(given), { edits: message.edits + 1 });
      return { channel, ts, text: message.text };
    },
  ),

  'conversations.history': method(
    reading,
    undefined,
    (caller, { channel: id, ...asked }) => {
      const channel = readable(caller, id);
      return page(caller.workspace.shown(channel.id).reverse(), asked);
    },
    HISTORIES,
  ),

  'conversations.replies': method(
    { ...reading, ts: stamp },
    undefined,
    (caller, { channel: id, ts, ...asked }) => {
      const channel = readable(caller, id);
      const thread = caller.workspace.shown(channel.id, ts);
      if (thread.length === 0) throw new SlackSaysNo('thread_not_found');
      return page(thread, asked);
    },
    HISTORIES,
  ),
};

function readable(caller: Caller, id: string): FakeChannel {
  const channel = caller.workspace.channels.get(id);
  if (channel === undefined) throw new SlackSaysNo('channel_not_found');
  demand(caller, HISTORY[channel.kind]);
  if (!channel.members.has(caller.workspace.bot.userId)) throw new SlackSaysNo('not_in_channel');
  return channel;
}

interface Given {
  text?: string | undefined;
  blocks?: unknown;
  metadata?: FakeMetadata | undefined;
}

function contentOf({ text = '', blocks, metadata }: Given): {
  text: string;
  blocks: FakeBlock[];
  metadata?: FakeMetadata;
} {
  // Without it screen readers and notifications say nothing; Slack only warns, we insist.
  if (text === '') throw new SlackSaysNo('no_text');
  const parsed = MessageBlocks.safeParse(blocks ?? []);
  if (!parsed.success) throw invalid('invalid_blocks', parsed.error);
  return { text, blocks: parsed.data, ...(metadata !== undefined && { metadata }) };
}

interface Asked {
  oldest?: string | undefined;
  latest?: string | undefined;
  inclusive: boolean;
  cursor?: string | undefined;
  limit: number;
  include_all_metadata: boolean;
}

function page(
  messages: FakeMessage[],
  { oldest = '', latest = '~', inclusive, cursor, limit, include_all_metadata: withMetadata }: Asked,
): object {
  const { items, next } = slice(
    messages.filter(({ ts }) => (ts > oldest && ts < latest) || (inclusive && (ts === oldest || ts === latest))),
    cursor,
    limit,
  );
  return { messages: items.map((message) => told(message, withMetadata)), ...next };
}

const told = (
  { ts, threadTs, isBroadcast, user, botId, text, blocks, metadata }: FakeMessage,
  withMetadata: boolean,
) => ({
  type: 'message',
  ...(isBroadcast && { subtype: 'thread_broadcast' }),
  ts,
  ...(threadTs !== undefined && { thread_ts: threadTs }),
  user,
  bot_id: botId,
  text,
  blocks,
  ...(withMetadata && metadata !== undefined && { metadata }),
});
