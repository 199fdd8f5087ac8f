/** How far each page has come by each way to its person, and which pages go on by another way. */
import type { Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import type { AgendaEntry, Effect, Watch } from '../state/effects';
import type { WatchReport, Way } from '../state/events';
import { type Incident, isOpen, nameOf } from '../state/incident';
import { effectKey, watchKey } from '../state/keys';
import type { Delivery, WayTaken } from '../state/people';
import type { Instant } from '../state/vocabulary';
import { inertLine } from '../text/inert';

type Page = Extract<Effect, { do: 'page' }>;

/** As many pages of each person are told way by way; the timeline has all of them. */
const KEPT_PER_PERSON = 5;

/** What a page was sent by, or was tried by in vain. What went on by another way is the same page still. */
export function waysTaken(incident: Incident, effect: Page, tries: Way[] | undefined, at: Instant): Incident {
  if (tries === undefined) return incident;
  const { key, of: page = key, to, reason, kind, role } = effect;
  const begunAt = incident.effects[key]?.at ?? at;
  const ways = tries.map((tried): WayTaken => ({
    channel: inertLine(tried.channel, 60),
    state: tried.outcome,
    // By the clock of whoever sent it, which need not be ours.
    at: Math.min(at, Math.max(begunAt, tried.at ?? begunAt)),
    ...(tried.reason !== undefined && { reason: inertLine(tried.reason, 200) }),
    ...(tried.reference !== undefined && { reference: tried.reference, isAwaited: true }),
  }));
  const { deliveries = [] } = incident;
  const before = effect.of === undefined ? undefined : deliveries.find((one) => one.page === page);
  // What goes on keeps its place among the others: a page that came after it still overtakes it.
  if (before !== undefined) {
    const longer = { ...before, ways: [...upToLost(before.ways), ...ways] };
    return { ...incident, deliveries: deliveries.map((one) => (one === before ? longer : one)) };
  }
  const told: Delivery = { page, to, reason, kind, ways, ...(role !== undefined && { role }) };
  const others = deliveries.filter((one) => one.page !== page);
  const tooMany = others.filter((one) => one.to === to).slice(0, 1 - KEPT_PER_PERSON);
  return { ...incident, deliveries: [...others.filter((one) => !tooMany.includes(one)), told] };
}

/**
 * Vendors that say later what became of a page are asked, for as long as the page is wanted. It is a watch: it delays
 * nothing, ends with the incident, and goes on where a worker that had it died.
 */
export function watchDeliveries(policy: Policy, incident: Incident): Watch[] {
  const { confirmed } = policy.delivery;
  if (confirmed === null) return [];
  return (incident.deliveries ?? []).flatMap((delivery) => {
    const n = delivery.ways.length;
    const way = delivery.ways.at(-1);
    if (way?.isAwaited !== true || way.reference === undefined || !isWanted(incident, delivery)) return [];
    const { channel, reference, at } = way;
    const { page } = delivery;
    const untilAt = at + confirmed.within;
    return [{ key: watchKey('delivery', { page, n }), watch: 'delivery', page, channel, reference, untilAt }];
  });
}

/** A vendor said what became of a page, or was asked for as long as is useful. */
export function deliveryHeard(
  incident: Incident,
  { page, reference, state, said }: Extract<WatchReport, { of: 'delivery' }>,
  at: Instant,
): Incident {
  const { deliveries = [] } = incident;
  const delivery = deliveries.find((one) => one.page === page);
  const way = delivery?.ways.at(-1);
  if (delivery === undefined || way?.isAwaited !== true || way.reference !== reference) return incident;
  const { isAwaited: _asked, ...taken } = way;
  const word = inertLine(said ?? '', 100);
  const isLost = state !== 'sent' && state !== 'delivered';
  const heard: WayTaken = {
    ...taken,
    state,
    ...(state !== 'sent' && { at, reason: word }),
    ...(isLost && { isLost }),
  };
  const told: Delivery = { ...delivery, ways: [...delivery.ways.slice(0, -1), heard] };
  const next = { ...incident, deliveries: deliveries.map((one) => (one === delivery ? told : one)) };
  if (state === 'sent') return next;
  const who = nameOf(incident, delivery.to);
  const text = isLost
    ? `${way.channel} did not reach ${who} (${state}: ${word})`
    : `${way.channel} reached ${who} (${word})`;
  return noted(next, at, { kind: 'delivery', text, key: page });
}

/** A page that came to nothing after it had been sent goes on after the ways that were tried, as the same page. */
export function planFallbacks(incident: Incident): AgendaEntry[] {
  return (incident.deliveries ?? []).flatMap((delivery) => {
    const { page, to, reason, kind, role, ways } = delivery;
    const lost = ways.filter(({ isLost }) => isLost === true);
    const last = ways.at(-1);
    if (last === undefined || lost.at(-1) === undefined || !isWanted(incident, delivery) || hasGoneOn(delivery))
      return [];
    const after = ways
      .filter(({ isLost, state }) => isLost === true || state === 'failed for good')
      .map(({ channel }) => channel);
    const key = effectKey('fallback', { lost: lost.length, page });
    const common = { do: 'page', key, of: page, after, to, reason, kind } as const;
    return [{ at: lost.at(-1)?.at ?? last.at, effect: { ...common, ...(role !== undefined && { role }) } }];
  });
}

const isUnderWay = ({ state }: WayTaken): boolean => state === 'sent' || state === 'delivered';

/** What was tried in vain since is tried anew. */
const upToLost = (ways: WayTaken[]): WayTaken[] =>
  ways.slice(0, ways.findLastIndex(({ isLost }) => isLost === true) + 1);

/** Whether a way after the one that came to nothing has taken it. */
const hasGoneOn = ({ ways }: Delivery): boolean => ways.slice(upToLost(ways).length).some(isUnderWay);

/** Nothing that is left could work later: what was tried last was refused, or there was nothing to try. */
export const isExhausted = (effect: Page, tries: Way[] | undefined): boolean =>
  effect.of !== undefined &&
  tries !== undefined &&
  !tries.some(({ outcome }) => outcome === 'failed for now' || outcome === 'not tried');

/** Whether this page, as it was sent, is still to reach its person: nothing has happened that overtakes it. */
function isWanted(incident: Incident, delivery: Delivery): boolean {
  const { to, kind, reason, ways } = delivery;
  const sentAt = ways.at(0)?.at ?? 0;
  const { acknowledgedAt = -Infinity, joinedAt = -Infinity, rounds } = incident.people[to] ?? {};
  const isSince = (at: Instant): boolean => at >= sentAt;
  const isAnswered = isSince(Math.max(acknowledgedAt, joinedAt, rounds?.answered?.at ?? -Infinity));
  const isActedOn = reason === 'idle' && incident.lastActAt !== undefined && isSince(incident.lastActAt);
  const isRepeat = reason === 'unanswered' && isReachedOtherwise(incident, delivery);
  const isOver = isRepeat && isSince(incident.firstAcknowledgedAt ?? -Infinity);
  const isTakenBack = incident.calls.some((call) => call.kind === 'withdrawal' && call.to === to && isSince(call.at));
  return (
    isOpen(incident) &&
    kind !== 'withdrawal' &&
    !isAnswered &&
    !isActedOn &&
    !isOver &&
    !isTakenBack &&
    !hasNewer(incident, delivery)
  );
}

/** Another page has come through to the same person. */
const isReachedOtherwise = ({ deliveries = [] }: Incident, delivery: Delivery): boolean =>
  deliveries.some((other) => other !== delivery && other.to === delivery.to && other.ways.some(isUnderWay));

/** A later page of the same person says the same and is looked after itself; a withdrawal takes it back. */
function hasNewer({ deliveries = [] }: Incident, delivery: Delivery): boolean {
  const later = deliveries.slice(deliveries.indexOf(delivery) + 1);
  return later.some(({ to, kind }) => to === delivery.to && kind !== 'notice');
}

/** Puts on the timeline by which way a person was reached, and what failed before; absent where only one way exists. */
export function tellWays(
  incident: Incident,
  { key, to }: Extract<Effect, { do: 'page' }>,
  tries: Way[] | undefined,
  at: Instant,
): Incident {
  if (tries === undefined) return incident;
  const used = tries.find(({ outcome }) => outcome === 'sent')?.channel ?? 'a way that is not told';
  const others = tries.filter(({ outcome }) => outcome !== 'sent');
  const failures = others.map(({ channel, outcome, reason }) => inertLine(`${channel}: ${reason ?? outcome}`));
  const text = [`Reached ${nameOf(incident, to)} by ${used}`, ...failures].join('; ');
  return noted(incident, at, { kind: 'paged', text, key });
}

/** A page got through; it counts from when it was sent. */
export function paged(incident: Incident, { key, to, kind }: Extract<Effect, { do: 'page' }>): Incident {
  const person = incident.people[to];
  if (person === undefined || (kind !== 'page' && kind !== 'brief')) return incident;
  const pagedAt = incident.effects[key]?.at ?? incident.startedAt;
  return { ...incident, people: { ...incident.people, [to]: { ...person, pagedAt } } };
}
