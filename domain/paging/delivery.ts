/** Did each page reach its person, by which channel, and which pages go on by the next channel? */
import type { Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import type { AgendaEntry, Effect, Watch } from '../state/effects';
import type { WatchReport, Way } from '../state/events';
import { type Incident, isOpen, nameOf } from '../state/incident';
import { effectKey, watchKey } from '../state/keys';
import type { Delivery, WayTaken } from '../state/people';
import type { Instant, PersonId } from '../state/vocabulary';
import { inertLine } from '../text/inert';
import { withdrawnAt } from './calls';
import { defined } from '../state/fields';
import { hasDeclined } from './response';
import { mayRing } from './urgency';

type Page = Extract<Effect, { do: 'page' }>;

/** How many pages per person are kept channel by channel; the timeline has all of them. */
const KEPT_PER_PERSON = 5;

/** Of so many pages only the newest of each person is kept. */
const MANY = 500;

/** A vendor is asked about so many pages at once; about the others when its turn comes, or not at all. */
const MOST_WATCHED = 200;

/** Which channels a page was sent by or failed on. A page that went on by another channel is still the same page. */
export function waysTaken(incident: Incident, effect: Page, tries: Way[] | undefined, at: Instant): Incident {
  if (tries === undefined) return incident;
  const { key, of: page = key, to, reason, kind, role } = effect;
  const begunAt = incident.effects[key]?.at ?? at;
  const ways = tries.map((tried): WayTaken => ({
    channel: inertLine(tried.channel, 60),
    state: tried.outcome,
    // The sender's clock, which may differ from ours.
    at: Math.min(at, Math.max(begunAt, tried.at ?? begunAt)),
    ...(tried.reason !== undefined && { reason: inertLine(tried.reason, 200) }),
    ...(tried.reference !== undefined && { reference: tried.reference, isAwaited: true }),
  }));
  const { deliveries = [] } = incident;
  const before = effect.of === undefined ? undefined : deliveries.find((one) => one.page === page);
  // A page that goes on keeps its place among the others: a later page still supersedes it.
  if (before !== undefined) {
    const longer = { ...before, ways: [...upToLost(before.ways), ...ways] };
    return { ...incident, deliveries: deliveries.map((one) => (one === before ? longer : one)) };
  }
  const told: Delivery = { page, to, reason, kind, ways, ...defined({ role }) };
  const others = deliveries.filter((one) => one.page !== page);
  const kept = others.length < MANY ? KEPT_PER_PERSON - 1 : 0;
  const theirs = others.filter((one) => one.to === to);
  const tooMany = theirs.slice(0, Math.max(0, theirs.length - kept));
  return { ...incident, deliveries: [...others.filter((one) => !tooMany.includes(one)), told] };
}

/**
 * Vendors that report later whether a page was delivered are asked for as long as the page is wanted. It is a watch: it delays
 * nothing, ends with the incident, and survives the worker that ran it.
 */
export function watchDeliveries(policy: Policy, incident: Incident): Watch[] {
  const { confirmed } = policy.delivery;
  if (confirmed === null) return [];
  const watches = (incident.deliveries ?? []).flatMap((delivery): Watch[] => {
    const n = delivery.ways.length;
    const way = delivery.ways.at(-1);
    if (way?.isAwaited !== true || way.reference === undefined || !isWanted(incident, delivery)) return [];
    const { channel, reference, at } = way;
    const { page } = delivery;
    const untilAt = at + confirmed.within;
    return [{ key: watchKey('delivery', { page, n }), watch: 'delivery', page, channel, reference, untilAt }];
  });
  return watches.slice(0, MOST_WATCHED);
}

/** A vendor reported whether a page was delivered, or was asked for as long as it helps. */
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
    ? `${way.channel} to ${who} failed (${state}: ${word})`
    : `${way.channel} to ${who} was delivered (${word})`;
  return noted(next, at, { kind: 'delivery', text, key: page });
}

/** A page that failed after it was sent goes on by the next channel, as the same page. */
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
    return [{ at: lost.at(-1)?.at ?? last.at, effect: { ...common, ...defined({ role }) } }];
  });
}

const isUnderWay = ({ state }: WayTaken): boolean => state === 'sent' || state === 'delivered';

const lastLost = (ways: WayTaken[]): number => ways.findLastIndex(({ isLost }) => isLost === true);

/** Channels that failed since then are tried again. */
const upToLost = (ways: WayTaken[]): WayTaken[] => ways.slice(0, lastLost(ways) + 1);

/** What became of the page since it last came to nothing after it was sent. */
export const sinceLost = (ways: WayTaken[]): WayTaken[] => ways.slice(lastLost(ways) + 1);

/** Whether a channel after the failed one has taken it. */
const hasGoneOn = ({ ways }: Delivery): boolean => sinceLost(ways).some(isUnderWay);

/**
 * No channel is left that could work later: each was refused, or there was none to try. A page begins again all the same,
 * unless it is one that went on by another channel.
 */
export const isExhausted = (effect: Page, tries: Way[] | undefined): boolean =>
  (effect.of !== undefined || !mayRing(effect.kind)) &&
  tries !== undefined &&
  !tries.some(({ outcome }) => outcome === 'failed for now' || outcome === 'not tried');

/** Whether this page is still wanted: nothing has superseded it. */
function isWanted(incident: Incident, delivery: Delivery): boolean {
  const { to, kind, reason, ways } = delivery;
  const sentAt = ways.at(0)?.at ?? 0;
  const { acknowledgedAt = -Infinity, answeredAt = -Infinity, rounds } = incident.people[to] ?? {};
  const isSince = (at: Instant): boolean => at >= sentAt;
  const isAnswered = isSince(Math.max(acknowledgedAt, answeredAt, rounds?.answered?.at ?? -Infinity));
  const isActedOn = reason === 'idle' && incident.lastActAt !== undefined && isSince(incident.lastActAt);
  const isRepeat = reason === 'unanswered' && isReachedOtherwise(incident, delivery);
  const isOver = isRepeat && isSince(incident.response.answered?.at ?? -Infinity);
  const isTakenBack = isSince(withdrawnAt(incident, to));
  return (
    isOpen(incident) &&
    kind !== 'withdrawal' &&
    !isAnswered &&
    !hasDeclined(incident, to, sentAt) &&
    !isActedOn &&
    !isOver &&
    !isTakenBack &&
    !hasNewer(incident, delivery)
  );
}

/** Another page has reached the same person. */
const isReachedOtherwise = (incident: Incident, delivery: Delivery): boolean =>
  deliveriesTo(incident, delivery.to).some((other) => other !== delivery && other.ways.some(isUnderWay));

/** A later page to the same person says the same and has its own delivery; a withdrawal makes it pointless. */
function hasNewer(incident: Incident, delivery: Delivery): boolean {
  const theirs = deliveriesTo(incident, delivery.to);
  return theirs.slice(theirs.indexOf(delivery) + 1).some(({ kind }) => kind !== 'notice');
}

/** By person. The plan asks for each delivery of many; a list is never changed, so it is sorted out once. */
const sorted = new WeakMap<Delivery[], Map<PersonId, Delivery[]>>();

function deliveriesTo({ deliveries = [] }: Incident, person: PersonId): Delivery[] {
  let byPerson = sorted.get(deliveries);
  if (byPerson === undefined) {
    byPerson = new Map();
    for (const delivery of deliveries) {
      const theirs = byPerson.get(delivery.to);
      if (theirs === undefined) byPerson.set(delivery.to, [delivery]);
      else theirs.push(delivery);
    }
    sorted.set(deliveries, byPerson);
  }
  return byPerson.get(person) ?? [];
}

/** Puts on the timeline which channel reached a person, and what failed before. */
export function tellWays(
  incident: Incident,
  { key, to }: Extract<Effect, { do: 'page' }>,
  tries: Way[] | undefined,
  at: Instant,
): Incident {
  if (tries === undefined) return incident;
  const sent = tries.find(({ outcome }) => outcome === 'sent');
  const again = sent?.repeat === true ? ', perhaps for the second time: Muster was stopped while it was sending' : '';
  const used = `${sent?.channel ?? 'an unknown channel'}${again}`;
  const others = tries.filter(({ outcome }) => outcome !== 'sent');
  const failures = others.map(({ channel, outcome, reason }) => inertLine(`${channel}: ${reason ?? outcome}`));
  const text = [`Delivered to ${nameOf(incident, to)} by ${used}`, ...failures].join('; ');
  return noted(incident, at, { kind: 'paged', text, key });
}

/** A page was delivered; it counts from when it was sent. */
export function paged(incident: Incident, { key, to, kind }: Extract<Effect, { do: 'page' }>): Incident {
  const person = incident.people[to];
  if (person === undefined || (kind !== 'page' && kind !== 'brief')) return incident;
  const pagedAt = incident.effects[key]?.at ?? incident.startedAt;
  return { ...incident, people: { ...incident.people, [to]: { ...person, pagedAt } } };
}
