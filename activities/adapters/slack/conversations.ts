/** What Slack calls the places that people name: channels, direct messages, the channel of an incident. */
import { ProviderRejected } from '../../errors';
import { createQueueByName } from '../shared/in-turn';
import { missing, type SlackClient } from './api';
import { createChannelList } from './channel-list';
import { SLACK, SlackRefused } from './failures';
import { mrkdwnLine } from './text';

export interface Conversations {
  /** The id of `#incidents`, `incidents` or an id itself. */
  channel(named: string, signal?: AbortSignal): Promise<string>;
  /** The id of the direct conversation with a member. */
  direct(userId: string, signal?: AbortSignal): Promise<string>;
  /** The incident's own channel, made where there is none. The first posts and pages of an incident ask for it at once. */
  ofIncident(incidentId: string, signal?: AbortSignal): Promise<string>;
  /** Adds a member; one who is there stays. */
  invite(channel: string, userId: string, signal?: AbortSignal): Promise<void>;
  setTopic(channel: string, topic: string, signal?: AbortSignal): Promise<void>;
  /** Pins a message; one that is pinned stays. */
  pin(channel: string, ts: string, signal?: AbortSignal): Promise<void>;
}

const ID = /^[CG][A-Z0-9]{6,}$/;
const LONGEST_NAME = 80;
const LONGEST_TOPIC = 250;

export function createConversations({ api, now }: { api: SlackClient; now: () => number }): Conversations {
  const list = createChannelList({ api, now });
  const inTurn = createQueueByName();
  const directs = new Map<string, string>();

  const create = async (name: string, signal?: AbortSignal): Promise<string> => {
    const { channel } = await api.ask((slack) => slack.conversations.create({ name }), signal);
    if (channel?.id === undefined) throw missing('the new channel’s id');
    list.add(name, channel.id);
    return channel.id;
  };

  const findOrCreate = async (incidentId: string, signal?: AbortSignal): Promise<string> => {
    const name = nameFor(incidentId, now());
    // By its end: after a restart nobody knows on which day the incident began.
    const end = name.slice(DATED);
    const isTheirs = (other: string): boolean => other.startsWith('inc-') && other.slice(DATED) === end;
    const there = await list.find(isTheirs, { signal });
    if (there !== undefined) return there;
    try {
      return await create(name, signal);
    } catch (error) {
      if (!isCode(error, 'name_taken')) throw error;
      // Made a moment ago, by a process that heard no answer.
      const made = await list.find(isTheirs, { fresh: true, signal });
      if (made === undefined) throw error;
      return made;
    }
  };

  return {
    async channel(named, signal) {
      if (ID.test(named)) return named;
      const wanted = named.replace(/^#/, '').toLowerCase();
      const id = await list.find((name) => name === wanted, { signal });
      if (id !== undefined) return id;
      throw new ProviderRejected(
        SLACK,
        `the public channel #${wanted} was not found. Create it, or for a private channel set MUSTER_SLACK_CHANNEL to its id (C…)`,
      );
    },

    async direct(userId, signal) {
      const known = directs.get(userId);
      if (known !== undefined) return known;
      const { channel } = await api.ask((slack) => slack.conversations.open({ users: userId }), signal);
      if (channel?.id === undefined) throw missing('the conversation’s id');
      directs.set(userId, channel.id);
      return channel.id;
    },

    ofIncident: (incidentId, signal) => inTurn(incidentId, () => findOrCreate(incidentId, signal)),

    invite: async (channel, users, signal) =>
      orThere('already_in_channel', () => api.ask((slack) => slack.conversations.invite({ channel, users }), signal)),
    setTopic: async (channel, topic, signal) => {
      const line = mrkdwnLine(topic, LONGEST_TOPIC);
      await api.ask((slack) => slack.conversations.setTopic({ channel, topic: line }), signal);
    },
    pin: async (channel, timestamp, signal) =>
      orThere('already_pinned', () => api.ask((slack) => slack.pins.add({ channel, timestamp }), signal)),
  };
}

const isCode = (error: unknown, code: string): boolean => error instanceof SlackRefused && error.code === code;

/** Does something that may have been done before. */
async function orThere(code: string, call: () => Promise<unknown>): Promise<void> {
  await call().catch((error: unknown) => {
    if (!isCode(error, code)) throw error;
  });
}

/** `inc-2026-11-24-`: where the incident's id begins in the name of its channel. */
const DATED = 'inc-2026-11-24-'.length;

/** Of an id that is too long the end is kept: it tells incidents apart. */
function nameFor(incidentId: string, now: number): string {
  const id = incidentId.toLowerCase().replace(/[^a-z0-9-]+/g, '-');
  return `inc-${new Date(now).toISOString().slice(0, 10)}-${id.slice(-(LONGEST_NAME - DATED))}`;
}
