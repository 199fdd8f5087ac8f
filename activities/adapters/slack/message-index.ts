/** Which messages of ours stand in a conversation, told by their metadata, so that a restart needs no database. */
import type { SlackClient } from './api';
import { type EffectName, readOurs, type Sent } from './own-messages';
import type { WebClient } from '@slack/web-api';
import { defined } from '../../../domain/state/fields';

/** A channel, or one thread in it. */
export interface SlackPlace {
  channel: string;
  threadTs?: string;
}

const PAGE_SIZE = 100;

/**
 * So many messages of a place are remembered, those said or edited last. One that is older is as unknown as it is to a worker
 * that has just started and does not look back that far: if it is asked for again, it is posted again.
 */
export const MOST_MESSAGES = 5_000;

export interface SentMessages {
  /** The message of this effect, if there is one. Reads what was added to the place since it last looked. */
  find(effect: EffectName, signal?: AbortSignal): Promise<Sent | undefined>;
  /** The incident's first message that is not a reply in a thread. */
  rootOf(incidentId: string, signal?: AbortSignal): Promise<Sent | undefined>;
  /** When the newest of the messages here was said, as far as was looked. */
  newestSaidAt(): number;
  /** How many messages of Muster's came here from other processes, as far as was looked: each may have edited what we know. */
  fromOthers(): number;
  remember(sent: Sent): void;
  forget(sent: Sent): void;
}

export interface SentMessagesOptions {
  api: SlackClient;
  place: SlackPlace;
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
  let fromOthers = 0;

  const remember = (sent: Sent, isReply = place.threadTs !== undefined): void => {
    keepNewest(byEffect, nameOf(sent), sent);
    newestSaidAt = Math.max(newestSaidAt, sent.saidAt ?? 0);
    const root = roots.get(sent.incidentId);
    // The first stands, should two processes have begun at the same time.
    if (!isReply && (root === undefined || sent.ts <= root.ts)) keepNewest(roots, sent.incidentId, sent);
  };

  /** Takes in what was added. A look that fails half-way is made again from where it began. */
  const catchUp = async (signal: AbortSignal | undefined): Promise<void> => {
    let cursor: string | undefined;
    let newest = seenUntil;
    do {
      const from = { oldest: seenUntil, limit: PAGE_SIZE, ...defined({ cursor }) };
      const page = await api.ask((slack) => read(slack, place, from), signal);
      for (const message of page.messages ?? []) {
        if (message.ts !== undefined && message.ts > newest) newest = message.ts;
        const ours = readOurs(message, place.channel, botId);
        if (ours === undefined) continue;
        if (byEffect.get(nameOf(ours.sent))?.ts !== ours.sent.ts && ours.sent.ts !== place.threadTs) fromOthers += 1;
        remember(ours.sent, ours.isReply);
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
    fromOthers: () => fromOthers,
    remember: (sent) => remember(sent),
    forget: (sent) => {
      byEffect.delete(nameOf(sent));
      if (roots.get(sent.incidentId)?.ts === sent.ts) roots.delete(sent.incidentId);
    },
  };
}

type From = { oldest: string; limit: number; cursor?: string };

const read = (slack: WebClient, { channel, threadTs }: SlackPlace, from: From) =>
  threadTs === undefined
    ? slack.conversations.history({ channel, include_all_metadata: true, ...from })
    : slack.conversations.replies({ channel, ts: threadTs, include_all_metadata: true, ...from });

/** Puts it at the end of a map that keeps its order, and drops from the front what is too many. */
function keepNewest<Value>(map: Map<string, Value>, name: string, value: Value): void {
  map.delete(name);
  map.set(name, value);
  for (const oldest of map.keys()) {
    if (map.size <= MOST_MESSAGES) return;
    map.delete(oldest);
  }
}

const nameOf = ({ incidentId, key }: EffectName): string => JSON.stringify([incidentId, key]);

/** Slack's stamps are seconds with six decimals, and compare as texts. */
const stampOf = (atMs: number): string => `${Math.floor(Math.max(0, atMs) / 1000)}.000000`.padStart(17, '0');
