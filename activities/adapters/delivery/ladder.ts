/** Reaches one person by the first of their contact points that works, and says what became of each. */
import { ProviderRejected, ProviderUnavailable } from '../../errors';
import type { ChannelTry, ContactPoint, Pager, Receipt } from '../../ports';
import type { Channel, Page } from './channel';
import { createDownChannels, type Health } from './down';
import { createWatches, type WatchOptions } from './watches';

export interface LadderOptions {
  channels: readonly Channel[];
  /** Has the page where nothing reached the person. */
  otherwise: Pager;
  /** How long one page may take in all, and one channel of it; a channel that failed last time gets `brieflyMs`. */
  withinMs?: number;
  perChannelMs?: number;
  brieflyMs?: number;
  now?: () => number;
  /** How what was sent is looked after. */
  watch?: WatchOptions;
  /** Hears what came of a page that failed after it had been sent; nobody else can be told by then. */
  onLate?: (late: LateFailure) => void;
}

export interface LateFailure {
  incidentId: string;
  key: string;
  person: string;
  /** The way by which it was sent and did not arrive. */
  channel: string;
  /** The ways after it, or why there was none. */
  outcome: { tries: ChannelTry[] } | { failed: string };
}

export interface Ladder extends Pager {
  /** Nobody wants the pages of these people for this incident any more: what fails late stays as it is. */
  letGo(incidentId: string, people: readonly string[]): void;
}

interface Rung {
  point: ContactPoint;
  channel: Channel;
  health: Health;
}

/**
 * A pager that tries a person's contact points in the order of the directory, each for a short time, and goes on at once
 * where one fails. A channel that failed for now within the last minute is tried after all others, and briefly until it
 * works again. Where nothing worked, the page is in the outbox and the pager fails with what was tried; the next attempt
 * begins at the top. Where a channel says later that it did not reach the person, the next one is tried with the same key.
 */
export function createLadder(options: LadderOptions): Ladder {
  const { channels, otherwise, withinMs = 7_000, perChannelMs = 2_500, brieflyMs = 1_000, now = Date.now } = options;
  const { onLate = () => undefined } = options;
  const down = createDownChannels(now);
  const watches = createWatches(options.watch);

  const climb = async (page: Page, ways: Ways, signal: AbortSignal | undefined): Promise<Receipt> => {
    const { rungs, tries } = ways;
    const budget = AbortSignal.timeout(withinMs);
    for (const [n, { point, channel, health }] of rungs.entries()) {
      if (budget.aborted) {
        tries.push({ channel: channel.name, outcome: 'not tried', reason: 'no time was left' });
        continue;
      }
      const limitMs = health === 'well' ? perChannelMs : brieflyMs;
      try {
        const receipt = await limited(channel, limitMs, budget, signal, (within) =>
          channel.send(page, point.address, within),
        );
        down.worked(channel);
        if (signal?.aborted !== true) lookAfter(page, channel, receipt.reference, rungs.slice(n + 1));
        return { ...receipt, tries: [...tries, { channel: channel.name, outcome: 'sent' }] };
      } catch (error) {
        signal?.throwIfAborted();
        down.failed(channel, error);
        tries.push(tryOf(channel, error));
      }
    }
    return nobodyReached(page, tries, signal);
  };

  const lookAfter = (page: Page, channel: Channel, reference: string, rest: Rung[]): void => {
    if (page.kind === 'withdrawal') return;
    watches.begin({ page, channel, reference }, async (wanted) => {
      const { incidentId, key, to } = page;
      const late = { incidentId, key, person: to.id, channel: channel.name };
      await climb(page, { rungs: rest, tries: [] }, wanted).then(
        ({ tries = [] }) => onLate({ ...late, outcome: { tries } }),
        (error: unknown) => onLate({ ...late, outcome: { failed: messageOf(error) } }),
      );
    });
  };

  const nobodyReached = async (page: Page, tries: ChannelTry[], signal?: AbortSignal): Promise<never> => {
    await otherwise.page(page, signal);
    const why = tries.length === 0 ? 'the directory has no way to reach them' : spokenTries(tries);
    throw new ProviderUnavailable('paging', `${page.to.name} was not reached; the page is in the outbox (${why})`);
  };

  return {
    page: async (page, signal) => {
      signal?.throwIfAborted();
      // What takes a page back overtakes it.
      if (page.kind === 'withdrawal') watches.letGo(page.incidentId, [page.to.id]);
      return climb(
        page,
        rungsFor(page.to.contactPoints, channels, (channel) => down.healthOf(channel)),
        signal,
      );
    },
    letGo: (incidentId, people) => watches.letGo(incidentId, people),
  };
}

interface Ways {
  rungs: Rung[];
  tries: ChannelTry[];
}

/** What to try, in order; ways that nothing is configured for are told at once. */
function rungsFor(points: ContactPoint[], channels: readonly Channel[], healthOf: (channel: Channel) => Health): Ways {
  const tries: ChannelTry[] = [];
  const rungs: Rung[] = [];
  for (const point of points) {
    const channel = channels.find(({ serves }) => serves.includes(point.channel));
    if (channel === undefined) tries.push({ channel: point.channel, outcome: 'not configured' });
    else rungs.push({ point, channel, health: healthOf(channel) });
  }
  const isResting = ({ health }: Rung): boolean => health === 'resting';
  return { tries, rungs: [...rungs.filter((rung) => !isResting(rung)), ...rungs.filter(isResting)] };
}

/** Ends at its limit even where the channel does not listen to its signal. */
async function limited<Result>(
  { name }: Channel,
  limitMs: number,
  budget: AbortSignal,
  signal: AbortSignal | undefined,
  send: (within: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const tooLong = AbortSignal.any([AbortSignal.timeout(limitMs), budget]);
  const within = signal === undefined ? tooLong : AbortSignal.any([signal, tooLong]);
  const over = new Promise<never>((_, reject) => {
    const end = (): void =>
      reject(
        tooLong.aborted
          ? new ProviderUnavailable(name, 'no answer in time')
          : new Error('called off', { cause: within.reason }),
      );
    within.addEventListener('abort', end, { once: true });
  });
  return Promise.race([send(within), over]).catch((error: unknown) => {
    // Its own words for the end of the time are "aborted".
    throw tooLong.aborted ? new ProviderUnavailable(name, 'no answer in time') : error;
  });
}

function tryOf({ name }: Channel, error: unknown): ChannelTry {
  const reason = messageOf(error);
  return { channel: name, outcome: error instanceof ProviderRejected ? 'refused' : 'failed for now', reason };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** For people: "SMS: Twilio is not available: 503; phone: not configured". */
const spokenTries = (tries: readonly ChannelTry[]): string =>
  tries.map(({ channel, outcome, reason }) => `${channel}: ${reason ?? outcome}`).join('; ');
