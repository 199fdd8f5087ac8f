/** What waits at the start of an incident, so that nothing is in the way of its first pages? */
import { hasEffect } from '../state/effect-records';
import { type AgendaEntry, type Effect, isInternal } from '../state/effects';
import type { Incident } from '../state/incident';
import { effectKey, isCall } from '../state/keys';
import type { Instant } from '../state/vocabulary';

/** Everything else waits no longer than this; as durations of the policy, it is divided by the speed. */
const AT_MOST_MS = 2_000;

/**
 * Until when everything but pages, and what leads to them, waits: the first pages are not out yet. `asked` is what the plan asks
 * for, `untaken` what of it has not begun.
 */
export function pagesFirstUntil(
  incident: Incident,
  asked: AgendaEntry[],
  untaken: AgendaEntry[],
  now: Instant,
): Instant | undefined {
  const { contacts, effects, policy } = incident;
  const search = asked.find(({ at, effect }) => effect.do === 'find-people' && at <= now)?.effect.key;
  const first = contacts[0] === undefined ? search : effectKey('people', { contact: contacts[0].id });
  const lookUp = first === undefined ? undefined : effects[first];
  if (first === undefined || (contacts.length > 0 && lookUp === undefined) || lookUp?.status === 'failed')
    return undefined;
  const untilAt = (lookUp?.at ?? now) + AT_MOST_MS / policy.speed;
  if (now >= untilAt) return undefined;
  const isOut =
    contacts.length > 0 &&
    !untaken.some(({ at, effect }) => effect.do === 'page' && at <= now) &&
    !hasEffect(effects, (key, { status }) => status === 'running' && isCall(key));
  return isOut ? undefined : untilAt;
}

/** The agenda with everything else behind the first pages. */
export const withHeadStart = (entries: AgendaEntry[], untilAt: Instant | undefined): AgendaEntry[] =>
  untilAt === undefined
    ? entries
    : entries.map((entry) => (goesFirst(entry.effect) ? entry : { ...entry, at: Math.max(entry.at, untilAt) }));

/** What the clock alone does is in nobody's way. */
const goesFirst = (effect: Effect): boolean =>
  effect.do === 'page' || effect.do === 'find-people' || effect.do === 'find-holders' || isInternal(effect);
