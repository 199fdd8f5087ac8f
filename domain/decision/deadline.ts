/** When is the rollback decision due after the severity changed or the problem came back? */
import type { Policy } from '../../policy/schema';
import { decisionDueAt } from '../ledger/ledger';
import type { Incident, Rollback } from '../state/incident';
import type { Instant } from '../state/vocabulary';

/** An open decision moves to the new severity's deadline; one that is no longer required is dropped. */
export function moveDecision(policy: Policy, incident: Incident): Incident {
  const dueAt = decisionDueAt(policy, incident);
  if (incident.decision?.made !== undefined) return incident;
  if (dueAt === undefined) {
    const { decision: _none, ...without } = incident;
    return without;
  }
  if (incident.decision === undefined) return { ...incident, decision: { number: 1, dueAt, extensions: 0 } };
  return { ...incident, decision: { ...incident.decision, dueAt } };
}

const UNDER_WAY: Rollback['phase'][] = ['rehearsing', 'executing', 'reading-back', 'watching'];

/**
 * After a relapse the decision is open. If nobody had decided because the fix seemed to work, they get more time. If someone
 * had decided, it didn't work and a new decision is required, unless its rollback is still under way.
 */
export function decisionAfterRelapse(policy: Policy, incident: Incident, at: Instant): Incident {
  const rules = policy.severities[incident.severity].decision;
  const { decision, rollback } = incident;
  if (rules === null || decision === undefined) return incident;
  const dueAt = at + rules.reopenedFor;
  if (decision.made !== undefined) {
    if (rollback !== undefined && UNDER_WAY.includes(rollback.phase)) return incident;
    return { ...incident, decision: { number: decision.number + 1, dueAt, extensions: decision.extensions } };
  }
  if (decision.missedAt !== undefined) return incident;
  return { ...incident, decision: { ...decision, dueAt: Math.max(decision.dueAt, dueAt) } };
}
