/** A message of Muster's as Slack keeps it: its metadata say which effect it is, so that a restart needs no database. */
import type { Block } from '@slack/types';
import { z } from 'zod';

/** A message that people can see. `ts` is its name in its channel. */
export interface Sent {
  channel: string;
  ts: string;
  incidentId: string;
  key: string;
  /** When the incident said it; absent where it is not told. */
  saidAt?: number | undefined;
  blocks: Block[];
  /** How many messages of other processes stood in its thread when these blocks were read; absent: none. */
  asOfOthers?: number;
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

/** A message as Slack shows it, if it is one of Muster's: what other apps say of theirs proves nothing. */
export function readOurs(
  message: unknown,
  channel: string,
  botId: string,
): { sent: Sent; isReply: boolean } | undefined {
  const parsed = Ours.safeParse(message);
  if (!parsed.success || parsed.data.bot_id !== botId) return undefined;
  const { ts, thread_ts: threadTs, blocks, metadata } = parsed.data;
  return {
    sent: { channel, ts, blocks, ...metadata.event_payload },
    isReply: threadTs !== undefined && threadTs !== ts,
  };
}
