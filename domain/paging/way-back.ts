/** Which failed pages wait until a channel works again, and which of them is tried until it does? */
import type { Policy } from '../../policy/schema';
import { effectDone, effectStarted } from '../effects/evolve';
import type { AgendaEntry, Effect, Watch } from '../state/effects';
import type { WatchReport } from '../state/events';
import { type Incident, isOpen } from '../state/incident';
import { watchKey } from '../state/keys';
import type { Instant, Role } from '../state/vocabulary';
import { sinceLost } from './delivery';
import { asOneRing, ringAt } from './phone';

/**
 * The channels that failed this page when it was last tried and may work later. Where there are none, or nobody watches them any
 * more, the page is retried by the clock.
 */
export function channelsAwaited(incident: Incident, effect: Effect): string[] {
  const record = incident.effects[effect.key];
  if (effect.do !== 'page' || !isOpen(incident) || record?.status !== 'failed') return [];
  const page = effect.of ?? record.with ?? effect.key;
  const ways = incident.deliveries?.find((one) => one.page === page)?.ways ?? [];
  return [...new Set(sinceLost(ways).flatMap(({ channel, state }) => (state === 'failed for now' ? [channel] : [])))];
}

/**
 * Of each channel that pages wait for, one page is tried until it gets through or the channel works for somebody else. `entries`:
 * what the plan asks for, before it knows what failed.
 */
export function watchWays(
  policy: Policy,
  incident: Incident,
  entries: AgendaEntry[],
  sought: ReadonlySet<Role>,
  now: Instant,
): { watches: Watch[]; wakeAt?: Instant } {
  const awaited = entries
    .filter(({ effect }) => channelsAwaited(incident, effect).length > 0)
    .map(({ at, effect }) => ({ at: ringAt(policy, incident, effect, at), effect }));
  const waiting = awaited.filter(({ at }) => at <= now).map(({ effect }) => effect);
  const later = awaited.filter(({ at }) => at > now).map(({ at }) => at);
  const covered = new Set<string>();
  const watches = asOneRing(incident, waiting, sought).flatMap((page): Watch[] => {
    const channels = channelsAwaited(incident, page);
    if (page.do !== 'page' || channels.every((channel) => covered.has(channel))) return [];
    for (const channel of channels) covered.add(channel);
    const pages = [page.key, ...(page.also ?? []).map(({ key }) => key)].join('+');
    return [{ key: watchKey('way', { pages }), watch: 'way', page, channels }];
  });
  return { watches, ...(later.length > 0 && { wakeAt: Math.min(...later) }) };
}

/** A channel works again: what failed is due at once, and the page that found it out is out. */
export function channelBack(
  policy: Policy,
  incident: Incident,
  { page, sent }: Extract<WatchReport, { of: 'way' }>,
  at: Instant,
): Incident {
  const next = { ...incident, waysBackAt: at };
  if (sent === undefined) return next;
  const { at: sentAt, ...outcome } = sent;
  const begun = effectStarted(policy, next, page, Math.min(at, sentAt));
  return effectDone(policy, begun, page, { of: 'delivered', ...outcome }, at);
}
