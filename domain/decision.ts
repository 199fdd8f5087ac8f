import type { Policy } from '../policy/schema';
import { approvers } from './approvers';
import type { AgendaEntry, Watch } from './effects';
import { isBeingFought, isOpen, type Incident } from './incident';
import { calledSince } from './obligations';
import { postTo, tell } from './updates';

/** The brief, the deadline's consequence, and the rollback that was decided. */
export function planDecision(policy: Policy, incident: Incident): AgendaEntry[] {
  const rules = policy.severities[incident.severity].decision;
  const { decision } = incident;
  if (rules === null || decision === undefined) return planRollback(incident);
  const entries = planRollback(incident);
  if (!isBeingFought(incident) || decision.made !== undefined) return entries;
  const reopened = decision.number > 1;
  const briefAt = reopened
    ? decision.dueAt - rules.reopenedFor
    : Math.max(incident.startedAt + rules.briefAfter, calledSince(incident));
  entries.push(...postTo(['channel'], `brief:${decision.number}`, 'brief', briefAt));
  entries.push(...tell(approvers(policy, incident), `brief:${decision.number}:approvers`, 'brief', briefAt));
  if (decision.missedAt !== undefined && rules.whenUndecided !== 'none')
    entries.push({ at: decision.missedAt, effect: { do: 'decide-by-default', key: `default:${decision.number}` } });
  return entries;
}

/** One step of a rollback at a time, each under the decision's number, so that none can happen twice for one decision. */
function planRollback(incident: Incident): AgendaEntry[] {
  const { rollback } = incident;
  if (rollback === undefined || !isOpen(incident)) return [];
  const { decision, phase, from, to, startedAt: at } = rollback;
  const known = { decision, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  const told = postTo(['channel'], `rollback:${decision}:${phase}`, 'rollback', at);
  switch (phase) {
    case 'rehearsing':
      return [{ at, effect: { do: 'rehearse-rollback', key: `rollback:${decision}:dry-run`, ...known } }];
    case 'executing':
      return [{ at, effect: { do: 'execute-rollback', key: `rollback:${decision}`, ...known } }];
    case 'reading-back':
      return [{ at, effect: { do: 'read-back-rollback', key: `rollback:${decision}:read-back`, ...known } }];
    case 'watching':
    case 'healthy':
    case 'failed':
      return told;
    case 'by-hand':
      // The order is written down like any other; whoever reads it carries it out.
      return [...told, { at, effect: { do: 'execute-rollback', key: `rollback:${decision}`, ...known } }];
  }
}

/** A rollback under way is watched until it is healthy or out of time. */
export function watchRollback(policy: Policy, incident: Incident): Watch[] {
  const { rollback, severity } = incident;
  // A severity that asks for no decision may have come over a rollback that is under way.
  const rules = policy.severities[severity].decision ?? policy.severities.P1.decision;
  const within = rules?.rollbackWithin;
  if (rollback?.phase !== 'watching' || rollback.to === undefined || within === undefined || !isOpen(incident))
    return [];
  return [
    {
      key: `watch:rollback:${rollback.decision}`,
      watch: 'rollback',
      to: rollback.to,
      untilAt: rollback.startedAt + within,
    },
  ];
}
