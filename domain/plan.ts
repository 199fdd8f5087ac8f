/**
 * What does the guide require now, and when has Muster to check again? Each room plans its own part; the order here is the
 * order in which things are started, and pages come first.
 */
import type { Policy } from '../policy/schema';
import { planAlerts } from './alerts/evolve';
import { planAuthority } from './decision/authority';
import { planDecision } from './decision/plan';
import { watchRollback } from './decision/rollback';
import { withinAudience } from './drill/audience';
import { planFallbacks, watchDeliveries } from './paging/delivery';
import { pagesFirstUntil, withHeadStart } from './paging/head-start';
import { planEscalation } from './paging/matrix';
import { withSearches } from './paging/again';
import { planPaging } from './paging/pages';
import { planFollowing } from './paging/provider-sync';
import { asOneRing, ringAt } from './paging/phone';
import { channelsAwaited, watchWays } from './paging/way-back';
import { watchProbes } from './resolution/probes';
import { planStability } from './resolution/stability';
import { type AgendaEntry, type Effect, isInternal, type Watch } from './state/effects';
import { defined } from './state/fields';
import { hasEffect } from './state/effect-records';
import { type EffectRecord, type Incident, isOpen } from './state/incident';
import type { Obligation } from './state/obligation';
import { effectKey, isCall } from './state/keys';
import { readObligation } from './state/obligation-ids';
import type { Instant, Role } from './state/vocabulary';
import { planStatusPage } from './status-page/plan';
import { planUpdates } from './updates/plan';
import { rulesOf } from './severity/scale';

export interface Plan {
  /** What is to be started now, in this order; then the plan is asked again. */
  due: Effect[];
  /** What is watched now; every other watch ends. */
  watches: Watch[];
  /** Everything but pages still waits for the first ones. */
  pagesFirst: boolean;
  /** The incident's ledger. */
  obligations: Obligation[];
  /** When to check again, if nothing happens before. */
  wakeAt?: Instant;
  /** What comes next by the clock, soonest first: for people to read. */
  upcoming: AgendaEntry[];
}

/** Whether this effect, or a later one of its series, has been started and has not failed since. */
function isTaken(incident: Incident, effect: Effect): boolean {
  const record = incident.effects[effect.key];
  if (effect.series !== undefined && effect.n !== undefined && (incident.series[effect.series] ?? 0) >= effect.n)
    return !isOpenAgain(record) || (incident.series[effect.series] ?? 0) > effect.n;
  return record !== undefined && !isOpenAgain(record);
}

/** A superseded effect that the plan asks for is wanted again. */
const isOpenAgain = (record: EffectRecord | undefined): boolean =>
  record?.status === 'failed' || record?.status === 'overtaken';

/**
 * A failed delivery is retried after the policy's pause, even if it was not wanted in between; and at once when a channel works
 * again. A page that waits for its channels, which are watched, needs no other retry.
 */
function dueAt(policy: Policy, incident: Incident, { at, effect }: AgendaEntry): Instant {
  const record = incident.effects[effect.key];
  const isFailed = record?.status === 'failed' || (record?.status === 'overtaken' && record.reason !== undefined);
  if (!isFailed) return at;
  const { waysBackAt = -Infinity } = incident;
  if (waysBackAt > record.at) return Math.max(at, waysBackAt);
  if (channelsAwaited(incident, effect).length > 0) return Infinity;
  return Math.max(at, record.at + policy.delivery.retryEvery);
}

/** Reads the guide at one instant: what is due, what to watch, and when to check again. Pure; `now` is an argument. */
export function plan(policy: Policy, incident: Incident, now: Instant): Plan {
  const all = agenda(policy, incident, now);
  const isUntaken = ({ effect }: AgendaEntry): boolean => !isTaken(incident, effect);
  const untaken = all.filter(isUntaken);
  const searched = withSearches(policy, incident, untaken, now);
  const pagesFirst = pagesFirstUntil(incident, all, untaken, now);
  const asked = withHeadStart(searched.filter(isUntaken), pagesFirst);
  const entries = asked.map((entry) => ({
    effect: entry.effect,
    at: ringAt(policy, incident, entry.effect, dueAt(policy, incident, entry)),
  }));
  const upcoming = entries.filter(({ at }) => at > now && at < Infinity).sort((a, b) => a.at - b.at);
  const next = upcoming[0];
  const sought = rolesSought(incident, [...all, ...searched], now);
  const ways = watchWays(policy, incident, asked, sought, now);
  return {
    due: untilItChanges(
      asOneRing(
        incident,
        entries.filter(({ at }) => at <= now).map(({ effect }) => effect),
        sought,
      ),
    ),
    pagesFirst: pagesFirst !== undefined,
    watches: [
      ...watchProbes(policy, incident),
      ...watchRollback(incident),
      ...watchDeliveries(policy, incident),
      ...ways.watches,
    ],
    obligations: Object.values(incident.obligations),
    ...defined({ wakeAt: least(next?.at, ways.wakeAt) }),
    upcoming,
  };
}

const least = (...instants: (Instant | undefined)[]): Instant | undefined => {
  const known = instants.filter((at) => at !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
};

const isAboutAlert = ({ do: what }: Effect): boolean =>
  what === 'find-quiet' || what === 'end-maintenance' || what === 'believe-late';

/** A task may be met by what goes out in the same instant, so it is missed last; nothing but a person meets the rest. */
const isTurn = (effect: Effect): boolean =>
  isInternal(effect) &&
  !isAboutAlert(effect) &&
  !(effect.do === 'miss' && readObligation(effect.obligation).of === 'task');

/**
 * What can be started on this plan. Whatever the clock brings comes first and may change the rest, so the plan is asked again
 * after it; of very many alerts it brings all at once.
 */
function untilItChanges(due: Effect[]): Effect[] {
  const turn = due.find(isTurn);
  if (turn !== undefined) return [turn];
  const alerts = due.filter(isAboutAlert);
  return alerts.length > 0 ? alerts : due;
}

/** The end of the stability watch is no deadline that somebody misses: what the probes read then decides. */
const planDeadlines = (incident: Incident): AgendaEntry[] =>
  Object.values(incident.obligations)
    .filter(({ id, state, dueAt }) => state === 'open' && dueAt !== undefined && readObligation(id).of !== 'stability')
    .map(({ id, dueAt }) => ({
      at: dueAt ?? 0,
      effect: { do: 'miss', key: effectKey('miss', { obligation: id, at: dueAt ?? 0 }), obligation: id },
    }));

const hasPaged = (incident: Incident): boolean =>
  hasEffect(incident.effects, (key, { status }) => status === 'done' && isCall(key));

/** The link to the incident before this one is looked up once somebody has been paged, never before. */
const planPrevious = (policy: Policy, incident: Incident): AgendaEntry[] =>
  incident.previous === undefined && (hasPaged(incident) || rulesOf(policy, incident.severity).contact.by === 'none')
    ? [{ at: incident.startedAt, effect: { do: 'find-previous', key: effectKey('previous') } }]
    : [];

/** Roles that are being looked up at this moment, in order to be rung. A search that failed keeps nobody waiting. */
const rolesSought = (incident: Incident, entries: AgendaEntry[], now: Instant): Set<Role> =>
  new Set(
    entries.flatMap(({ at, effect }) =>
      (effect.do === 'find-people' || effect.do === 'find-holders') &&
      at <= now &&
      incident.effects[effect.key]?.status !== 'failed'
        ? effect.roles
        : [],
    ),
  );

/** In the order in which it is started. */
export function agenda(policy: Policy, incident: Incident, now: Instant): AgendaEntry[] {
  return withinAudience(incident, [
    ...planEscalation(policy, incident),
    ...planAuthority(policy, incident),
    ...planPaging(policy, incident, now),
    ...planFallbacks(incident),
    ...planFollowing(policy, incident),
    ...planUpdates(policy, incident, now),
    ...planStatusPage(policy, incident),
    ...planDecision(policy, incident),
    ...planInvestigation(policy, incident),
    ...planStability(policy, incident),
    ...(isOpen(incident)
      ? [...planPrevious(policy, incident), ...planDeadlines(incident), ...planAlerts(incident)]
      : []),
  ]);
}

/** All steps at once from the start: one after another they would outlast the decision's deadline. */
export function planInvestigation(policy: Policy, incident: Incident): AgendaEntry[] {
  if (!rulesOf(policy, incident.severity).investigates || !isOpen(incident)) return [];
  return policy.investigation.steps
    .filter(({ id }) => incident.findings[id] === undefined)
    .map(({ id }) => ({
      at: incident.startedAt,
      effect: { do: 'investigate', key: effectKey('investigation', { step: id }), step: id },
    }));
}
