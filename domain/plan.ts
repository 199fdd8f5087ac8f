import type { Policy } from '../policy/schema';
import { planAlerts } from './alerting';
import { planFallbacks, watchDeliveries } from './delivering';
import { planDecision, watchRollback } from './decision';
import type { AgendaEntry, Effect, Watch } from './effects';
import { planEscalation } from './escalation';
import { isOpen, type Incident, type Instant, type Obligation, type Role } from './incident';
import { planFollowing } from './following';
import { planInvestigation } from './investigation';
import { planPaging } from './paging';
import { planStability } from './stability';
import { planStatusPage } from './status-page';
import { planUpdates } from './updates';
import { watchProbes } from './checklist';

export interface Plan {
  /** What is to be started now, in this order. */
  due: Effect[];
  /** What is to be watched now; anything else that is being watched is to be let go. */
  watches: Watch[];
  /** The incident's ledger. */
  obligations: Obligation[];
  /** When to look again, if nothing happens before. */
  wakeAt?: Instant;
  /** What comes next by the clock, soonest first: for people to read. */
  upcoming: AgendaEntry[];
}

/** Whether this effect, or a later one of its series, has been started and has not failed since. */
function isTaken(incident: Incident, effect: Effect): boolean {
  if (effect.series !== undefined && effect.n !== undefined && (incident.series[effect.series] ?? 0) >= effect.n)
    return incident.effects[effect.key]?.status !== 'failed' || (incident.series[effect.series] ?? 0) > effect.n;
  const record = incident.effects[effect.key];
  return record !== undefined && record.status !== 'failed';
}

/** A failed delivery is tried again after the policy's pause. */
function dueAt(policy: Policy, incident: Incident, { at, effect }: AgendaEntry): Instant {
  const record = incident.effects[effect.key];
  return record?.status === 'failed' ? Math.max(at, record.at + policy.delivery.retryEvery) : at;
}

const planDeadlines = (incident: Incident): AgendaEntry[] =>
  Object.values(incident.obligations)
    .filter(({ state, dueAt }) => state === 'open' && dueAt !== undefined)
    .map(({ id, dueAt }) => ({
      at: dueAt ?? 0,
      effect: { do: 'miss', key: `miss:${id}:${dueAt ?? 0}`, obligation: id },
    }));

const hasPaged = (incident: Incident): boolean =>
  Object.entries(incident.effects).some(([key, { status }]) => /^(page|notice):/.test(key) && status === 'done');

/** The link to the incident before this one is looked up once somebody has been paged, never before. */
const planPrevious = (policy: Policy, incident: Incident): AgendaEntry[] =>
  incident.previous === undefined && (hasPaged(incident) || policy.severities[incident.severity].contact.by === 'none')
    ? [{ at: incident.startedAt, effect: { do: 'find-previous', key: 'previous' } }]
    : [];

/** Roles that are being looked up at this moment, in order to be paged for something newer than a repeat. */
const beingLookedUp = (incident: Incident, escalation: AgendaEntry[], now: Instant): Role[] =>
  escalation.flatMap(({ at, effect }) =>
    effect.do === 'find-people' && at <= now && incident.effects[effect.key]?.status !== 'failed' ? effect.roles : [],
  );

/** Reads the guide at one instant: what is due now, what to watch, and when to look again. Pure; `now` is an argument. */
export function plan(policy: Policy, incident: Incident, now: Instant): Plan {
  const escalation = planEscalation(policy, incident);
  const agenda = [
    ...escalation,
    ...planPaging(policy, incident, now, beingLookedUp(incident, escalation, now)),
    ...planFallbacks(incident),
    ...planFollowing(policy, incident),
    ...planUpdates(policy, incident),
    ...planStatusPage(policy, incident),
    ...planDecision(policy, incident),
    ...planInvestigation(policy, incident),
    ...planStability(policy, incident),
    ...(isOpen(incident)
      ? [...planPrevious(policy, incident), ...planDeadlines(incident), ...planAlerts(incident)]
      : []),
  ]
    .filter(({ effect }) => !isTaken(incident, effect))
    .map((entry) => ({ effect: entry.effect, at: dueAt(policy, incident, entry) }));
  const upcoming = agenda.filter(({ at }) => at > now).sort((a, b) => a.at - b.at);
  const next = upcoming[0];
  return {
    due: agenda.filter(({ at }) => at <= now).map(({ effect }) => effect),
    watches: [
      ...watchProbes(policy, incident),
      ...watchRollback(policy, incident),
      ...watchDeliveries(policy, incident),
    ],
    obligations: Object.values(incident.obligations),
    ...(next !== undefined && { wakeAt: next.at }),
    upcoming,
  };
}
