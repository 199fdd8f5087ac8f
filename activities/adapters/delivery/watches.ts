/** Looks after what was sent, for a short time: a vendor that takes a text message may say later that it never arrived. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Channel, Page } from './channel';

export interface WatchOptions {
  /** How long one page is looked after; with the way that follows it is a minute. */
  forMs?: number;
  everyMs?: number;
  /** For one question to the vendor. */
  askWithinMs?: number;
  /** Beyond these, pages are not looked after: the policy's repeats have to do. */
  atOnce?: number;
  now?: () => number;
  /** Waits; ends early with the signal. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface Watched {
  page: Page;
  channel: Channel;
  reference: string;
}

/** What is looked after is known to this process only, and lost with it. */
export interface Watches {
  /** Calls `failed` at most once, with a signal that ends when nobody wants the page any more. */
  begin(watched: Watched, failed: (wanted: AbortSignal) => Promise<void>): void;
  /** Nobody wants the pages of these people for this incident any more. */
  letGo(incidentId: string, people: readonly string[]): void;
  count(): number;
}

export function createWatches(options: WatchOptions = {}): Watches {
  const { forMs = 50_000, everyMs = 4_000, askWithinMs = 2_000, atOnce = 40, now = Date.now } = options;
  const pause = options.pause ?? quietly;
  const underWay = new Map<string, { incidentId: string; person: string; end: AbortController }>();

  /** A vendor that can't be asked just now is asked again: that nobody knows is no failure. */
  const hasFailed = async ({ channel, reference }: Watched, wanted: AbortSignal): Promise<boolean | undefined> => {
    const signal = AbortSignal.any([wanted, AbortSignal.timeout(askWithinMs)]);
    const state = await channel.state?.(reference, signal).catch(() => 'sent' as const);
    return state === 'sent' ? undefined : state === 'failed';
  };

  const lookAfter = async (watched: Watched, wanted: AbortSignal): Promise<boolean> => {
    const untilAt = now() + forMs;
    while (now() + everyMs <= untilAt) {
      await pause(everyMs, wanted);
      if (wanted.aborted) return false;
      const failed = await hasFailed(watched, wanted);
      if (failed !== undefined) return failed;
    }
    return false;
  };

  return {
    begin(watched, failed) {
      const { page, channel, reference } = watched;
      const name = JSON.stringify([channel.name, reference]);
      if (channel.state === undefined || underWay.has(name) || underWay.size >= atOnce) return;
      const end = new AbortController();
      underWay.set(name, { incidentId: page.incidentId, person: page.to.id, end });
      void lookAfter(watched, end.signal)
        .then(async (isLost) => {
          if (isLost && !end.signal.aborted) await failed(end.signal);
        })
        .finally(() => underWay.delete(name));
    },
    letGo(incidentId, people) {
      for (const watch of underWay.values())
        if (watch.incidentId === incidentId && people.includes(watch.person)) watch.end.abort();
    },
    count: () => underWay.size,
  };
}

/** A worker that is told to stop does not wait for it. */
const quietly = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal, ref: false }).catch(() => undefined);
