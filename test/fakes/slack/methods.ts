/** Which methods of Slack's Web API does Muster use, and what does each accept and refuse? */
import { z } from 'zod';
import { Modal } from './limits';
import { MESSAGE_METHODS } from './message-methods';
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
  unarchived,
  type Method,
} from './method';

export const METHODS: Record<string, Method> = {
  ...MESSAGE_METHODS,

  'auth.test': method({}, undefined, ({ workspace: { bot } }) => ({
    url: 'https://muster-test.slack.com/',
    team: 'Test',
    team_id: bot.team,
    user: 'muster',
    user_id: bot.userId,
    bot_id: bot.botId,
  })),

  'conversations.list': method(
    { types: z.string().default('public_channel'), exclude_archived: flag.optional(), ...paging },
    'channels:read',
    ({ workspace }, { cursor, limit, exclude_archived: isLeftOut = false }) => {
      const all = [...workspace.channels.values()].filter(
        ({ kind, isArchived = false }) => kind === 'public' && !(isArchived && isLeftOut),
      );
      const { items, next } = slice(all, cursor, limit);
      return {
        channels: items.map(({ id, name, members }) => ({ id, name, is_member: members.has(workspace.bot.userId) })),
        ...next,
      };
    },
  ),

  'conversations.info': method({ channel: z.string() }, 'channels:read', ({ workspace, scopes }, { channel: id }) => {
    const channel = workspace.channels.get(id);
    const isHidden = channel?.kind === 'private' && !channel.members.has(workspace.bot.userId);
    if (channel === undefined || isHidden) throw new SlackSaysNo('channel_not_found');
    if (channel.kind === 'private') demand({ scopes }, 'groups:read');
    const { name, members, isArchived = false } = channel;
    return { channel: { id, name, is_member: members.has(workspace.bot.userId), is_archived: isArchived } };
  }),

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
      const channel = unarchived(workspace, id);
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
      unarchived(workspace, channel).topic = topic;
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
