/** The methods of Slack's Web API that Muster uses, strict about arguments, scopes, membership and blocks. */
import { z } from 'zod';
import { MessageBlocks, Metadata, Modal, type FakeMetadata, type FakeBlock } from './limits';
import type { FakeChannel, FakeMessage, FakeWorkspace } from './workspace';

/** An answer with `ok: false`. */
export class SlackSaysNo extends Error {
  constructor(
    readonly error: string,
    readonly more: object = {},
  ) {
    super(error);
  }
}

/** What a call may use: `trigger` answers who may open a modal with a trigger, and uses it up. */
export interface Caller {
  workspace: FakeWorkspace;
  scopes: ReadonlySet<string>;
  url: string;
  trigger: (id: string) => string | undefined;
}

type Method = (caller: Caller, args: unknown) => object;

const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .unknown()
    .transform((value): unknown => (typeof value === 'string' ? JSON.parse(value) : value))
    .pipe(schema);
const flag = z.union([
  z.boolean(),
  z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1'),
]);
const whole = z.coerce.number().int().min(1).max(999);
const stamp = z.string().regex(/^\d{10}\.\d{6}$/);

const content = {
  text: z.string().max(40_000).optional(),
  blocks: json(z.unknown()).optional(),
  metadata: json(Metadata).optional(),
  parse: z.enum(['none', 'full']).optional(),
  link_names: flag.optional(),
};
const paging = { cursor: z.string().optional(), limit: whole.default(100) };
const reading = { channel: z.string(), include_all_metadata: flag.default(false), oldest: stamp.optional(), ...paging };

/** Reads the arguments as the method takes them; one that it does not know is a mistake of ours. */
function method<Shape extends z.ZodRawShape>(
  shape: Shape,
  scope: string | undefined,
  act: (caller: Caller, args: z.output<z.ZodObject<Shape>>) => object,
): Method {
  return (caller, args) => {
    if (scope !== undefined) demand(caller, scope);
    const parsed = z.strictObject(shape).safeParse(args);
    if (!parsed.success) throw new SlackSaysNo('invalid_arguments', { detail: z.prettifyError(parsed.error) });
    return act(caller, parsed.data);
  };
}

function demand({ scopes }: Caller, scope: string): void {
  if (!scopes.has(scope)) throw new SlackSaysNo('missing_scope', { needed: scope, provided: [...scopes].join(',') });
}

export const METHODS: Record<string, Method> = {
  'auth.test': method({}, undefined, ({ workspace: { bot } }) => ({
    url: 'https://muster-test.slack.com/',
    team: 'Test',
    team_id: bot.team,
    user: 'muster',
    user_id: bot.userId,
    bot_id: bot.botId,
  })),

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
      const ts = workspace.nextTs();
      const thread = threadTs === undefined ? {} : { threadTs };
      const { userId: user, botId } = workspace.bot;
      workspace.messages.push({
        channel: channel.id,
        ts,
        ...thread,
        isBroadcast: threadTs !== undefined && isBroadcast,
        user,
        botId,
        ...contentOf(given),
        edits: 0,
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

  'conversations.history': method(reading, undefined, (caller, { channel: id, ...asked }) => {
    const channel = readable(caller, id);
    return page(caller.workspace.shown(channel.id).reverse(), asked);
  }),

  'conversations.replies': method({ ...reading, ts: stamp }, undefined, (caller, { channel: id, ts, ...asked }) => {
    const channel = readable(caller, id);
    const thread = caller.workspace.shown(channel.id, ts);
    if (thread.length === 0) throw new SlackSaysNo('thread_not_found');
    return page(thread, asked);
  }),

  'conversations.list': method(
    { types: z.string().default('public_channel'), exclude_archived: flag.optional(), ...paging },
    'channels:read',
    ({ workspace }, { cursor, limit }) => {
      const all = [...workspace.channels.values()].filter(({ kind }) => kind === 'public');
      const { items, next } = slice(all, cursor, limit);
      return {
        channels: items.map(({ id, name, members }) => ({ id, name, is_member: members.has(workspace.bot.userId) })),
        ...next,
      };
    },
  ),

  'conversations.create': method({ name: z.string() }, 'channels:manage', ({ workspace }, { name }) => {
    if (!/^[a-z0-9_-]{1,80}$/.test(name)) throw new SlackSaysNo('invalid_name_specials');
    if (workspace.findChannel(name) !== undefined) throw new SlackSaysNo('name_taken');
    const { id } = workspace.addChannel(name);
    return { channel: { id, name } };
  }),

  'conversations.open': method({ users: z.string() }, 'im:write', ({ workspace }, { users }) => {
    if (!workspace.users.has(users)) throw new SlackSaysNo('user_not_found');
    return { channel: { id: workspace.directWith(users).id } };
  }),

  'conversations.invite': method(
    { channel: z.string(), users: z.string() },
    'channels:manage',
    ({ workspace }, { channel: id, users }) => {
      const channel = known(workspace, id);
      if (!workspace.users.has(users)) throw new SlackSaysNo('user_not_found');
      if (channel.members.has(users)) throw new SlackSaysNo('already_in_channel');
      channel.members.add(users);
      return { channel: { id } };
    },
  ),

  'conversations.setTopic': method(
    { channel: z.string(), topic: z.string().max(250) },
    'channels:manage',
    ({ workspace }, { channel, topic }) => {
      known(workspace, channel).topic = topic;
      return { channel: { id: channel, topic: { value: topic } } };
    },
  ),

  'pins.add': method(
    { channel: z.string(), timestamp: stamp },
    'pins:write',
    ({ workspace }, { channel: id, timestamp }) => {
      const channel = known(workspace, id);
      if (!workspace.messages.some(({ channel: at, ts }) => at === id && ts === timestamp))
        throw new SlackSaysNo('message_not_found');
      if (channel.pinned.includes(timestamp)) throw new SlackSaysNo('already_pinned');
      channel.pinned.push(timestamp);
      return {};
    },
  ),

  'users.info': method({ user: z.string() }, 'users:read', ({ workspace, scopes }, { user: id }) => {
    const user = workspace.users.get(id);
    if (user === undefined) throw new SlackSaysNo('user_not_found');
    const { name, realName, email, isBot = false, deleted = false, isStranger = false } = user;
    const profile = { real_name: realName, ...(scopes.has('users:read.email') && email !== undefined && { email }) };
    return {
      user: { id, name, team_id: workspace.bot.team, is_bot: isBot, deleted, is_stranger: isStranger, profile },
    };
  }),

  'users.lookupByEmail': method({ email: z.string() }, 'users:read.email', ({ workspace }, { email }) => {
    const user = [...workspace.users.values()].find((other) => other.email === email);
    if (user === undefined) throw new SlackSaysNo('users_not_found');
    return { user: { id: user.id, name: user.name, profile: { email } } };
  }),

  'views.open': method(
    { trigger_id: z.string(), view: json(z.unknown()) },
    undefined,
    ({ workspace, trigger }, { trigger_id: triggerId, view }) => {
      const openedBy = trigger(triggerId);
      if (openedBy === undefined) throw new SlackSaysNo('expired_trigger_id');
      const modal = Modal.safeParse(view);
      if (!modal.success) throw invalid('invalid_arguments', modal.error);
      const opened = { ...modal.data, id: workspace.nextId('V0VIEW'), hash: workspace.nextId('hash'), openedBy };
      workspace.views.push(opened);
      return { view: { id: opened.id, hash: opened.hash } };
    },
  ),
};

function known(workspace: FakeWorkspace, named: string): FakeChannel {
  const channel = workspace.findChannel(named);
  if (channel === undefined) throw new SlackSaysNo('channel_not_found');
  return channel;
}

function readable(caller: Caller, id: string): FakeChannel {
  const channel = caller.workspace.channels.get(id);
  if (channel === undefined) throw new SlackSaysNo('channel_not_found');
  demand(caller, { public: 'channels:history', private: 'groups:history', direct: 'im:history' }[channel.kind]);
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

const invalid = (error: string, why: z.ZodError): SlackSaysNo =>
  new SlackSaysNo(error, { response_metadata: { messages: [z.prettifyError(why)] } });

interface Asked {
  oldest?: string | undefined;
  cursor?: string | undefined;
  limit: number;
  include_all_metadata: boolean;
}

function page(
  messages: FakeMessage[],
  { oldest = '', cursor, limit, include_all_metadata: withMetadata }: Asked,
): object {
  const { items, next } = slice(
    messages.filter(({ ts }) => ts > oldest),
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

function slice<Item>(all: Item[], cursor: string | undefined, limit: number): { items: Item[]; next: object } {
  const from = Number(cursor ?? 0);
  const more = from + limit < all.length;
  return {
    items: all.slice(from, from + limit),
    next: { has_more: more, response_metadata: { next_cursor: more ? String(from + limit) : '' } },
  };
}
