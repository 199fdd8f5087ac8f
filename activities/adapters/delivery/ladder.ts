/**
 * How does a page reach one person, by the first of their contact points that works? This room tries the channels in
 * turn and reports what became of each; it must never lose a page, so the outbox gets what no channel takes.
 */
import { NobodyReached, ProviderRejected, ProviderUnavailable } from '../../errors';
import type { ChannelTry, RecipientContact, Pager, Receipt } from '../../ports';
import type { Channel, ChannelPage } from './channel';
import { mayRing } from '../../../domain/paging/urgency';
import { createDownChannels, type ChannelHealth } from './down';
import { defined } from '../../../domain/state/fields';
import { messageOf } from '../../../domain/text/message-of';

export interface LadderOptions {
  channels: readonly Channel[];
  /** Has the page where nothing reached the person. */
  otherwise: Pager;
  /** How long one page may take in all, and one channel of it; a channel that failed last time gets `brieflyMs`. */
  withinMs?: number;
  perChannelMs?: number;
  brieflyMs?: number;
  now?: () => number;
  wait?: (ms: number) => Promise<unknown>;
}

interface Rung {
  point: RecipientContact;
  channel: Channel;
  health: ChannelHealth;
  /** Only for whoever has no other way. */
  isLast: boolean;
}

/**
 * A pager that tries a person's contact points in the order of the directory, each for a short time, and goes on at once
 * where one fails. What may not ring leaves out what rings. A channel that failed for now within the last minute is tried after all others, and briefly until it
 * works again. Where nothing worked, the page is in the outbox and the pager fails with `NobodyReached`; the next attempt
 * begins at the top, or after the ways that the page names.
 */
export function createLadder(options: LadderOptions): Required<Pager> {
  const { channels, otherwise, withinMs = 7_000, perChannelMs = 2_500, brieflyMs = 1_000, now = Date.now } = options;
  const down = createDownChannels({ now, ...defined({ wait: options.wait }) });
  const channelOf = ({ channel: name }: RecipientContact): Channel | undefined =>
    channels.find(({ serves }) => serves.includes(name));

  const climb = async (
    page: ChannelPage,
    { rungs, tries }: Ways,
    signal: AbortSignal | undefined,
  ): Promise<Receipt> => {
    const budget = AbortSignal.timeout(withinMs);
    let quietMayWork = false;
    for (const { point, channel, health, isLast } of rungs) {
      const at = now();
      // A quiet channel that may work later is another way: the next attempt tries it again.
      if (isLast && quietMayWork) break;
      if (budget.aborted) {
        tries.push({ channel: channel.name, outcome: 'not tried', reason: 'out of time', at });
        quietMayWork ||= !isLast;
        continue;
      }
      const limitMs = health === 'well' ? perChannelMs : brieflyMs;
      try {
        const receipt = await limited(channel, limitMs, budget, signal, (within) =>
          channel.send(page, point.address, within),
        );
        down.worked(channel);
        return { ...receipt, tries: [...tries, sentBy(channel, page, receipt, at)] };
      } catch (error) {
        signal?.throwIfAborted();
        down.failed(channel, error);
        const failed = tryOf(channel, error);
        quietMayWork ||= !isLast && failed.outcome === 'failed for now';
        tries.push({ ...failed, at });
      }
    }
    await otherwise.page(page, signal);
    throw new NobodyReached(page.to.name, tries);
  };

  return {
    page: async (page, signal) => {
      signal?.throwIfAborted();
      return climb(
        page,
        waysOf(page, channels, (channel) => down.healthOf(channel)),
        signal,
      );
    },
    stateOf: async ({ channel: name, reference }, signal) => {
      const channel = channels.find((one) => one.name === name);
      if (channel?.state === undefined)
        throw new ProviderRejected(name, "it can't report whether a page was delivered");
      return channel.state(reference, signal);
    },
    turn: async (to, names, signal) => {
      const theirs = to.contactPoints.flatMap((point) => channelOf(point) ?? []);
      const awaited = theirs.filter(({ name }) => names.includes(name));
      // Their contact points have changed since.
      if (awaited.length === 0) return 'works';
      const turn = await down.turn(to.id, awaited, signal);
      if (turn === 'works') return turn;
      const may = (point: RecipientContact): boolean => {
        const channel = channelOf(point);
        return channel !== undefined && turn.try.includes(channel);
      };
      return { to: { ...to, contactPoints: to.contactPoints.filter(may) }, over: turn.over };
    },
  };
}

interface Ways {
  rungs: Rung[];
  tries: ChannelTry[];
}

/**
 * What to try, in order: what may ring goes by the person's own order; all else by what is quiet, then by text message, and
 * never by what rings. Ways that nothing is configured for are told at once, the first time.
 */
function waysOf(page: ChannelPage, channels: readonly Channel[], healthOf: (channel: Channel) => ChannelHealth): Ways {
  const tries: ChannelTry[] = [];
  const rungs: Rung[] = [];
  const tooLoud: ChannelTry[] = [];
  const behind = [...(page.after ?? [])];
  const isUrgent = mayRing(page.kind);
  for (const point of page.to.contactPoints) {
    const channel = channels.find(({ serves }) => serves.includes(point.channel));
    if (channel === undefined) {
      if (page.after === undefined) tries.push({ channel: point.channel, outcome: 'not configured' });
      continue;
    }
    const loudness = isUrgent ? 'quiet' : channel.loudness(page.kind);
    if (loudness === 'rings') {
      tooLoud.push({ channel: channel.name, outcome: 'too loud', reason: `it rings, and a ${page.kind} never does` });
      continue;
    }
    // Of two numbers by the same way, the first one was tried first.
    const n = behind.indexOf(channel.name);
    if (n === -1) rungs.push({ point, channel, health: healthOf(channel), isLast: loudness === 'text' });
    else behind.splice(n, 1);
  }
  // Worth a word only where nothing else is left.
  if (rungs.length === 0) tries.push(...tooLoud);
  const place = ({ isLast, health }: Rung): number => (isLast ? 2 : 0) + (health === 'resting' ? 1 : 0);
  return { tries, rungs: rungs.toSorted((a, b) => place(a) - place(b)) };
}

/** The vendor's name for it is worth keeping only where it can be asked about it. */
const sentBy = (channel: Channel, page: ChannelPage, { reference }: Receipt, at: number): ChannelTry => ({
  channel: channel.name,
  outcome: 'sent',
  at,
  ...(channel.state !== undefined && { reference }),
  ...(page.triedSince !== undefined && channel.mayRepeat === true && { repeat: true }),
});

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
          : new Error('cancelled', { cause: within.reason }),
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
  return { channel: name, outcome: error instanceof ProviderRejected ? 'failed for good' : 'failed for now', reason };
}
