/** Which messages of ours stand in a conversation, told by their metadata, so that a restart needs no database. */
import type { Block } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { SlackApi } from './api';

/** A message that people can see. `ts` is its name in its channel. */
export interface Sent {
  channel: string;
  ts: string;
  incidentId: string;
  key: string;
  /** When the incident said it; absent where it is not told. */
  saidAt?: number | undefined;
  blocks: Block[];
}

/** A channel, or one thread in it. */
export interface Place {
  channel: string;
  threadTs?: string;
}

/** What tells an effect from all others. */
export type EffectName = Pick<Sent, 'incidentId' | 'key'>;

export const EVENT_TYPE = 'muster';

/** What every message carries: the effect that it is. */
export const metadataOf = ({ incidentId, key, saidAt }: Pick<Sent, 'incidentId' | 'key' | 'saidAt'>) => ({
  event_type: EVENT_TYPE,
  event_payload: { key, incidentId, ...(saidAt !== undefined && { saidAt: String(saidAt) }) },
});

const Ours = z.object({
  ts: z.string(),
  thread_ts: z.string().optional(),
  bot_id: z.string().optional(),
  blocks: z.array(z.custom<Block>((block) => z.looseObject({ type: z.string() }).safeParse(block).success)).default([]),
  metadata: z.object({
    event_type: z.literal(EVENT_TYPE),
    event_payload: z.object({ key: z.string(), incidentId: z.string(), saidAt: z.coerce.number().optional() }),
  }),
});

const PAGE_SIZE = 100;

export interface SentMessages {
  /** The message of this effect, if there is one. Reads what was added to the place since it last looked. */
  find(effect: EffectName, signal?: AbortSignal): Promise<Sent | undefined>;
  /** The incident's first message that is no answer in a thread. */
  rootOf(incidentId: string, signal?: AbortSignal): Promise<Sent | undefined>;
  /** When the newest of the messages here was said, as far as was looked. */
  newestSaidAt(): number;
  remember(sent: Sent): void;
  forget(sent: Sent): void;
}

export interface SentMessagesOptions {
  api: SlackApi;
  place: Place;
  /** What the app is called as a sender: other apps' metadata proves nothing. */
  botId: string;
  /** How far back the first look goes. */
  lookBackMs: number;
  now: () => number;
}

export function createSentMessages({ api, place, botId, lookBackMs, now }: SentMessagesOptions): SentMessages {
  const byEffect = new Map<string, Sent>();
  const roots = new Map<string, Sent>();
  let seenUntil = stampOf(now() - lookBackMs);
  let newestSaidAt = 0;

  const remember = (sent: Sent, isReply = place.threadTs !== undefined): void => {
    byEffect.set(nameOf(sent), sent);
    newestSaidAt = Math.max(newestSaidAt, sent.saidAt ?? 0);
    const root = roots.get(sent.incidentId);
    // The first stands, should two processes have begun at the same time.
    if (!isReply && (root === undefined || sent.ts <= root.ts)) roots.set(sent.incidentId, sent);
  };

  /** Takes in what was added. A look that fails half-way is made again from where it began. */
  const catchUp = async (signal: AbortSignal | undefined): Promise<void> => {
    let cursor: string | undefined;
    let newest = seenUntil;
    do {
      const from = { oldest: seenUntil, limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) };
      const page = await api.ask((slack) => read(slack, place, from), signal);
      for (const message of page.messages ?? []) {
        if (message.ts !== undefined && message.ts > newest) newest = message.ts;
        const parsed = Ours.safeParse(message);
        if (!parsed.success || parsed.data.bot_id !== botId) continue;
        const { ts, thread_ts: threadTs, blocks, metadata } = parsed.data;
        const isReply = threadTs !== undefined && threadTs !== ts;
        remember({ channel: place.channel, ts, blocks, ...metadata.event_payload }, isReply);
      }
      cursor = page.response_metadata?.next_cursor || undefined;
    } while (cursor !== undefined);
    seenUntil = newest;
  };

  return {
    async find(effect, signal) {
      // In a thread a repeat looks too: another process may have said something newer since.
      if (!byEffect.has(nameOf(effect)) || place.threadTs !== undefined) await catchUp(signal);
      return byEffect.get(nameOf(effect));
    },
    async rootOf(incidentId, signal) {
      if (!roots.has(incidentId)) await catchUp(signal);
      return roots.get(incidentId);
    },
    newestSaidAt: () => newestSaidAt,
    remember: (sent) => remember(sent),
    forget: (sent) => {
      byEffect.delete(nameOf(sent));
      if (roots.get(sent.incidentId)?.ts === sent.ts) roots.delete(sent.incidentId);
    },
  };
}

type From = { oldest: string; limit: number; cursor?: string };

const read = (slack: WebClient, { channel, threadTs }: Place, from: From) =>
  threadTs === undefined
    ? slack.conversations.history({ channel, include_all_metadata: true, ...from })
    : slack.conversations.replies({ channel, ts: threadTs, include_all_metadata: true, ...from });

const nameOf = ({ incidentId, key }: EffectName): string => JSON.stringify([incidentId, key]);

/** Slack's stamps are seconds with six decimals, and compare as texts. */
const stampOf = (atMs: number): string => `${Math.floor(Math.max(0, atMs) / 1000)}.000000`.padStart(17, '0');
