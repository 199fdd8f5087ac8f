/** What does a Slack workspace remember? */
import type { FakeBlock, FakeMetadata, FakeModal } from './limits';

export interface FakeUser {
  id: string;
  name: string;
  realName: string;
  email?: string;
  isBot?: boolean;
  deleted?: boolean;
  isStranger?: boolean;
}

export interface FakeChannel {
  id: string;
  name: string;
  kind: 'public' | 'private' | 'direct';
  members: Set<string>;
  topic: string;
  isArchived?: boolean;
  pinned: string[];
}

export interface FakeMessage {
  channel: string;
  ts: string;
  threadTs?: string;
  isBroadcast: boolean;
  user: string;
  botId: string;
  text: string;
  blocks: FakeBlock[];
  metadata?: FakeMetadata;
  edits: number;
  /** As it was posted. Who was notified then has read this, whatever it was changed into. */
  posted: { text: string; blocks: FakeBlock[] };
}

/** A private word to one member, by `response_url`. */
export interface FakeWhisper {
  user: string;
  channel: string;
  text: string;
}

export interface FakeView extends FakeModal {
  id: string;
  hash: string;
  openedBy: string;
}

/** What a Slack workspace remembers: members, channels, messages, modals. Stamps only grow. */
export class FakeWorkspace {
  readonly bot = { userId: 'U0MUSTER1', botId: 'B0MUSTER1', team: 'T0TEAM001' };
  readonly users = new Map<string, FakeUser>();
  readonly channels = new Map<string, FakeChannel>();
  readonly messages: FakeMessage[] = [];
  readonly whispers: FakeWhisper[] = [];
  readonly views: FakeView[] = [];
  private count = 0;
  private lastStamp = 0;

  addUser(user: FakeUser): FakeUser {
    this.users.set(user.id, user);
    return user;
  }

  addChannel(name: string, kind: FakeChannel['kind'] = 'public', members = [this.bot.userId]): FakeChannel {
    const prefix = { public: 'C', private: 'G', direct: 'D' }[kind];
    const id = this.nextId(`${prefix}0CHAN`);
    const channel: FakeChannel = { id, name, kind, members: new Set(members), topic: '', pinned: [] };
    this.channels.set(id, channel);
    return channel;
  }

  /** By id or, like Slack where it allows that, by name. */
  findChannel(named: string): FakeChannel | undefined {
    const name = named.replace(/^#/, '');
    return this.channels.get(named) ?? [...this.channels.values()].find((channel) => channel.name === name);
  }

  channelNamed(name: string): FakeChannel {
    const channel = this.findChannel(name);
    if (channel === undefined) throw new Error(`the fake has no channel ${name}`);
    return channel;
  }

  directWith(userId: string): FakeChannel {
    const name = `dm-${userId}`;
    return this.findChannel(name) ?? this.addChannel(name, 'direct', [this.bot.userId, userId]);
  }

  /** What a channel shows without opening a thread, or one thread, oldest first. */
  shown(channel: string, threadTs?: string): FakeMessage[] {
    const inChannel = this.messages.filter((message) => message.channel === channel);
    if (threadTs === undefined)
      return inChannel.filter((message) => message.threadTs === undefined || message.isBroadcast);
    return inChannel.filter((message) => message.ts === threadTs || message.threadTs === threadTs);
  }

  /** Microseconds, as Slack's are. */
  nextTs(): string {
    this.lastStamp = Math.max(this.lastStamp + 1, Date.now() * 1_000);
    const digits = String(this.lastStamp);
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  }

  nextId(prefix: string): string {
    this.count += 1;
    return `${prefix}${String(this.count).padStart(3, '0')}`;
  }

  /** The effects that people can see, `incident key`, in the order in which they came. Twice the same is a duplicate. */
  effects(): string[] {
    return this.messages.flatMap(({ metadata }) =>
      metadata === undefined
        ? []
        : [`${metadata.event_payload['incidentId'] ?? ''} ${metadata.event_payload['key'] ?? ''}`],
    );
  }
}

/** The part of the fake that its members and its window act on. */
export interface SlackHost {
  readonly workspace: FakeWorkspace;
  readonly vendor: { readonly url: string };
  newTrigger(user: string): string;
  newResponseUrl(user: string, channel: string): string;
}
