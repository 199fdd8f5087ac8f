/** Which channels failed lately, so that a vendor that is down for an hour delays no page. Kept in this process only. */
import { ProviderUnavailable } from '../../errors';
import type { Channel } from './channel';

/** How long a channel that failed is tried after all others. */
const REST_MS = 60_000;
/** However long a vendor asks to wait, it is tried in its place again after this. */
const LONGEST_REST_MS = 300_000;

export type ChannelHealth = 'well' | 'resting' | 'doubtful';

export interface DownChannels {
  /** `resting`: it failed lately. `doubtful`: its rest is over, but it has not worked since. */
  healthOf(channel: Channel): ChannelHealth;
  worked(channel: Channel): void;
  failed(channel: Channel, error: unknown): void;
}

export function createDownChannels(now: () => number): DownChannels {
  const restsUntil = new Map<Channel, number>();
  return {
    healthOf: (channel) => {
      const untilAt = restsUntil.get(channel);
      if (untilAt === undefined) return 'well';
      return untilAt > now() ? 'resting' : 'doubtful';
    },
    worked: (channel) => void restsUntil.delete(channel),
    failed: (channel, error) => {
      // A refusal is about this page or this address: the next person may well be reached.
      if (!(error instanceof ProviderUnavailable)) return;
      const asked = error.options.retryAfterMs ?? 0;
      restsUntil.set(channel, now() + Math.min(LONGEST_REST_MS, Math.max(REST_MS, asked)));
    },
  };
}
