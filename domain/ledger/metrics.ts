/** How well is the guide followed, in numbers? */
import type { Effect } from '../state/effects';
import type { IncidentEvent } from '../state/events';
import { type Incident, isOpen } from '../state/incident';
import { obligationWord } from '../state/obligation-ids';
import type { Instant } from '../state/vocabulary';
import { eachOnce, isOverdue, type Owing } from './ledger';

/** Ways on which something leaves Muster, and what it does for itself. */
export type EffectKind =
  | 'page'
  | 'chat'
  | 'mail'
  | 'bridge'
  | 'ticket'
  | 'status-page'
  | 'rollback'
  | 'investigation'
  | 'lookup'
  | 'following';

/** One number about how well the guide is followed. Its words are a fixed few, whatever an incident is about. */
export type Measure =
  | { of: 'first-page'; seconds: number }
  | { of: 'repeat' }
  | { of: 'obligation'; kind: string; state: 'met' | 'late' | 'missed' | 'waived' }
  | { of: 'obligation-lateness'; kind: string; seconds: number }
  | { of: 'timer-lateness'; seconds: number }
  | { of: 'effect'; kind: EffectKind; outcome: 'done' | 'failed' | 'overtaken' };

/** What one event says about how well the guide is followed. Pure; never negative. */
export function measures(before: Incident, event: IncidentEvent, after: Incident): Measure[] {
  return [
    ...firstPage(before, event, after),
    ...repeat(event),
    ...timerLateness(before, event),
    ...effectOutcome(event),
    ...ledgerMeasures(before, after),
  ];
}

/**
 * What changed on a ledger. Each change of state counts: what was missed and made up for later counts as missed, and then
 * as late.
 */
export function ledgerMeasures(before: Owing, after: Owing): Measure[] {
  if (before.obligations === after.obligations) return [];
  return Object.values(after.obligations).flatMap(({ id, state, dueAt, doneAt }): Measure[] => {
    if (state === 'open' || state === before.obligations[id]?.state) return [];
    const kind = obligationWord(id);
    const isDone = (state === 'met' || state === 'late') && dueAt !== undefined && doneAt !== undefined;
    return [
      { of: 'obligation', kind, state },
      ...(isDone ? [{ of: 'obligation-lateness' as const, kind, seconds: secondsBetween(dueAt, doneAt) }] : []),
    ];
  });
}

/** Clocks of two machines may differ by more than what lies between two events. */
const secondsBetween = (from: Instant, to: Instant): number => Math.max(0, to - from) / 1_000;

const isAnybodyPaged = ({ people }: Incident): boolean =>
  Object.values(people).some(({ pagedAt }) => pagedAt !== undefined);

/** From the alert's arrival at our door; where a later severity was the first to call somebody, from its beginning. */
function firstPage(before: Incident, event: IncidentEvent, after: Incident): Measure[] {
  if (event.type !== 'effect-done' || isAnybodyPaged(before) || !isAnybodyPaged(after)) return [];
  const { startedAt, acceptedAt = startedAt, severitySince } = after;
  const since = severitySince > startedAt ? severitySince : acceptedAt;
  return [{ of: 'first-page', seconds: secondsBetween(since, event.at) }];
}

/** A page that may have reached its person twice. */
const repeat = (event: IncidentEvent): Measure[] =>
  event.type === 'effect-done' &&
  event.outcome.of === 'delivered' &&
  event.outcome.tries?.some((tried) => tried.repeat === true) === true
    ? [{ of: 'repeat' }]
    : [];

/** Of what only the clock starts: a column of the matrix, a deadline that passes. What is due at once needs no timer. */
function timerLateness(before: Incident, event: IncidentEvent): Measure[] {
  if (event.type !== 'effect-started') return [];
  const dueAt = dueAtOf(before, event.effect);
  return dueAt === undefined || dueAt <= askedSince(before)
    ? []
    : [{ of: 'timer-lateness', seconds: secondsBetween(dueAt, event.at) }];
}

function dueAtOf(incident: Incident, effect: Effect): Instant | undefined {
  if (effect.do === 'miss') return incident.obligations[effect.obligation]?.dueAt;
  if (effect.do !== 'find-people') return undefined;
  const isAskedFor = incident.wanted.some(({ id }) => id === effect.contact);
  return isAskedFor ? undefined : effect.dueAt;
}

/** Since when the plan has asked what it asks: another severity, or a relapse, brings times that were over before. */
const askedSince = ({ startedAt, severitySince, relapsedAt = startedAt }: Incident): Instant =>
  Math.max(startedAt, severitySince, relapsedAt);

const OUTCOMES = {
  'effect-done': 'done',
  'effect-failed': 'failed',
  'effect-overtaken': 'overtaken',
} as const;

function effectOutcome(event: IncidentEvent): Measure[] {
  if (event.type !== 'effect-done' && event.type !== 'effect-failed' && event.type !== 'effect-overtaken') return [];
  const kind = kindOf(event.effect);
  return kind === undefined ? [] : [{ of: 'effect', kind, outcome: OUTCOMES[event.type] }];
}

function kindOf(effect: Effect): EffectKind | undefined {
  switch (effect.do) {
    case 'page':
      return 'page';
    case 'post':
      return effect.port;
    case 'follow':
      return 'following';
    case 'open-bridge':
      return 'bridge';
    case 'create-ticket':
      return 'ticket';
    case 'show-statement':
      return 'status-page';
    case 'investigate':
      return 'investigation';
    case 'rehearse-rollback':
    case 'execute-rollback':
    case 'read-back-rollback':
      return 'rollback';
    case 'read-versions':
    case 'find-people':
    case 'find-holders':
    case 'find-business-day':
    case 'find-slot':
    case 'find-previous':
    case 'find-stable':
      return 'lookup';
    case 'miss':
    case 'post-update-due':
    case 'tell-changes':
    case 'find-recovered':
    case 'decide-by-default':
    case 'find-quiet':
    case 'end-maintenance':
    case 'believe-late':
    case 'restate':
      return undefined;
  }
}

/** How many obligations are overdue: their time has passed and somebody still owes them. */
export const overdueCount = (incident: Incident): number =>
  isOpen(incident) ? eachOnce(Object.values(incident.obligations).filter(isOverdue)).length : 0;
