/**
 * Which channels failed lately, so that a vendor that is down for an hour delays no page, and whose turn is it to find out that
 * one works again? Kept in this process only.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { ProviderRejected, ProviderUnavailable } from '../../errors';
import type { Channel } from './channel';

/** How long a channel that failed is tried after all others. */
const REST_MS = 60_000;
/** However long a vendor asks to wait, it is tried in its place again after this. */
const LONGEST_REST_MS = 300_000;

/** A channel that pages wait for is tried this long after it failed, or when the vendor asked for. */
const TRY_AGAIN_MS = 1_000;
/** No vendor's word makes pages wait longer than this. */
const LONGEST_WAIT_MS = 3_600_000;

const LOOK_MS = 100;

export type ChannelHealth = 'well' | 'resting' | 'doubtful';

/** It is this page's turn to try these channels; or one that it waits for works. */
export type ChannelTurn = { try: readonly Channel[]; over: () => void } | 'works';

export interface DownChannels {
  /** `resting`: it failed lately. `doubtful`: its rest is over, but it has not worked since. */
  healthOf(channel: Channel): ChannelHealth;
  worked(channel: Channel): void;
  failed(channel: Channel, error: unknown): void;
  /**
   * Resolves when the page of this person may try some of these channels, or one of them works again. One person at a time tries a
   * channel, whoever has waited longest first; all pages of that person have their turn together, so that they can be one message.
   */
  turn(person: string, channels: readonly Channel[], signal: AbortSignal): Promise<ChannelTurn>;
}

export interface DownOptions {
  now: () => number;
  wait?: (ms: number) => Promise<unknown>;
}

interface Waiting {
  person: string;
  channels: readonly Channel[];
  take: (turn: ChannelTurn) => void;
}

/** What is known of a channel that failed: while it rests, others go first; from `tryAt` on, one page that waits for it tries it. */
interface Down {
  restsUntil?: number;
  tryAt: number;
}

export function createDownChannels({ now, wait = later }: DownOptions): DownChannels {
  const down = new Map<Channel, Down>();
  const waiting = new Set<Waiting>();
  /** How many pages of whom are just trying a channel. */
  const trying = new Map<Channel, { person: string; pages: number }>();
  let isLooking = false;

  /** Whoever waits for it goes on. */
  const tell = (channel: Channel): void => {
    for (const one of waiting)
      if (one.channels.includes(channel)) {
        waiting.delete(one);
        one.take('works');
      }
  };
  const over = (channels: readonly Channel[]): void => {
    for (const channel of channels) {
      const try_ = trying.get(channel);
      if (try_ !== undefined && (try_.pages -= 1) === 0) trying.delete(channel);
    }
  };
  const give = (): void => {
    /** Who has begun to try a channel in this round. */
    const begun = new Map<Channel, string>();
    for (const one of waiting) {
      const mayTry = one.channels.filter((channel) =>
        begun.has(channel)
          ? begun.get(channel) === one.person
          : !trying.has(channel) && (down.get(channel)?.tryAt ?? 0) <= now(),
      );
      if (mayTry.length === 0) continue;
      for (const channel of mayTry) {
        begun.set(channel, one.person);
        trying.set(channel, { person: one.person, pages: (trying.get(channel)?.pages ?? 0) + 1 });
      }
      waiting.delete(one);
      one.take({ try: mayTry, over: () => over(mayTry) });
    }
  };
  const look = async (): Promise<void> => {
    isLooking = true;
    while (waiting.size > 0) {
      await wait(LOOK_MS);
      give();
    }
    isLooking = false;
  };

  return {
    healthOf: (channel) => {
      const untilAt = down.get(channel)?.restsUntil;
      if (untilAt === undefined) return 'well';
      return untilAt > now() ? 'resting' : 'doubtful';
    },
    worked: (channel) => {
      down.delete(channel);
      tell(channel);
    },
    failed: (channel, error) => {
      // A refusal is about this page or this address: the vendor answers, and the next person may well be reached.
      if (error instanceof ProviderRejected) {
        tell(channel);
        return;
      }
      const isAway = error instanceof ProviderUnavailable;
      const asked = isAway ? (error.options.retryAfterMs ?? 0) : 0;
      const rest = now() + Math.min(LONGEST_REST_MS, Math.max(REST_MS, asked));
      down.set(channel, {
        ...down.get(channel),
        ...(isAway && { restsUntil: rest }),
        tryAt: now() + Math.min(LONGEST_WAIT_MS, Math.max(TRY_AGAIN_MS, asked)),
      });
    },
    turn: (person, channels, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const stop = (): void => {
          waiting.delete(one);
          reject(signal.reason as Error);
        };
        const one: Waiting = {
          person,
          channels,
          take: (turn) => {
            signal.removeEventListener('abort', stop);
            resolve(turn);
          },
        };
        signal.addEventListener('abort', stop, { once: true });
        waiting.add(one);
        if (!isLooking) void look();
      }),
  };
}

const later = (ms: number): Promise<unknown> => pause(ms);
