/** When is the rollback decision asked for and due, and what opens a new one? */
import type { Policy } from '../../policy/schema';
import type { Incident } from '../state/incident';
import type { Decision, Rollback } from '../state/decision';
import type { Instant } from '../state/vocabulary';
import { rulesOf } from '../severity/scale';

type Times = Pick<Decision, 'briefAt' | 'dueAt'>;

/** A number is never used again, whatever happens to its decision: keys of briefs, pages and rollbacks are made of it. */
function opened(incident: Incident, times: Times, extensions: number): Incident {
  const number = incident.counts.decisions + 1;
  const counts = { ...incident.counts, decisions: number };
  return { ...incident, counts, decision: { number, ...times, extensions } };
}

function withoutDecision({ decision: _ended, ...rest }: Incident): Incident {
  return rest;
}

/** A severity that requires a decision has one from the moment it applies. */
export function withDecision(policy: Policy, incident: Incident, since: Instant): Incident {
  const rules = rulesOf(policy, incident.severity).decision;
  return rules === null ? incident : opened(incident, timesOf(rules, since), 0);
}

const timesOf = (rules: { briefAfter: number; dueAfter: number }, since: Instant): Times => ({
  briefAt: since + rules.briefAfter,
  dueAt: since + rules.dueAfter,
});

/**
 * The severity has changed: what was decided stays decided, and what was missed stays missed. An open decision gets the new
 * severity's time, counted from the change, and ends where that severity requires none.
 */
export function moveDecision(policy: Policy, incident: Incident): Incident {
  const rules = rulesOf(policy, incident.severity).decision;
  const { decision, severitySince } = incident;
  if (decision?.made !== undefined) return incident;
  if (rules === null) return withoutDecision(incident);
  if (decision === undefined) return withDecision(policy, incident, severitySince);
  if (decision.missedAt !== undefined) return incident;
  return { ...incident, decision: { ...decision, ...timesOf(rules, severitySince) } };
}

/** What was decided has failed: the decision is open again under the next number, with a brief at once. */
export function decideAgain(policy: Policy, incident: Incident, at: Instant): Incident {
  const rules = rulesOf(policy, incident.severity).decision;
  if (rules === null) return withoutDecision(incident);
  return opened(incident, { briefAt: at, dueAt: at + rules.reopenedFor }, incident.decision?.extensions ?? 0);
}

const UNDER_WAY: Rollback['phase'][] = ['rehearsing', 'executing', 'reading-back', 'watching'];

/**
 * After a relapse the decision is open. If nobody had decided because the fix seemed to work, they get more time. A decision
 * that was made or missed did not help: a new one is required, unless its rollback is still under way.
 */
export function decisionAfterRelapse(policy: Policy, incident: Incident, at: Instant): Incident {
  const rules = rulesOf(policy, incident.severity).decision;
  const { decision, rollback } = incident;
  if (decision === undefined || (rollback !== undefined && UNDER_WAY.includes(rollback.phase))) return incident;
  if (rules === null || decision.made !== undefined || decision.missedAt !== undefined)
    return decideAgain(policy, incident, at);
  return { ...incident, decision: { ...decision, dueAt: Math.max(decision.dueAt, at + rules.reopenedFor) } };
}
