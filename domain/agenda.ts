/** Everything that the guide asks for at an instant, done or not: what `plan` and the dropping of messages choose from. */
import type { Policy } from '../policy/schema';
import { planAlerts } from './alerting';
import { planDecision } from './decision';
import { planFallbacks } from './delivering';
import type { AgendaEntry } from './effects';
import { planEscalation } from './escalation';
import { planFollowing } from './following';
import { isOpen, type Incident, type Instant } from './incident';
import type { Role } from './people';
import { planInvestigation } from './investigation';
import { planPaging } from './paging';
import { planStability } from './stability';
import { planStatusPage } from './status-page';
import { planUpdates } from './updates';

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

/** In the order in which it is started. */
export function agenda(policy: Policy, incident: Incident, now: Instant): AgendaEntry[] {
  const escalation = planEscalation(policy, incident);
  return [
    ...escalation,
    ...planPaging(policy, incident, now, beingLookedUp(incident, escalation, now)),
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
  ];
}
