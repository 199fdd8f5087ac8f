/** When is the rollback decision asked for, and what happens if nobody decides? */
import type { Policy } from '../../policy/schema';
import { calledSince } from '../ledger/ledger';
import type { AgendaEntry } from '../state/effects';
import { type Incident, isBeingFought } from '../state/incident';
import { effectKey } from '../state/keys';
import { postTo, tell } from '../updates/audience';
import { approvers } from './approvers';
import { planRollback } from './rollback';

/**
 * The decision brief, the default at the deadline, and the rollback that was decided. The brief names the version that a
 * rollback returns to, so it waits until the deployment tool has answered, or has not answered in time.
 */
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
  const { number, versions } = decision;
  const briefs = [
    ...postTo(['channel'], (port) => effectKey('brief', { decision: number, port }), 'brief', briefAt),
    ...tell(approvers(policy, incident), effectKey('brief-to-approvers', { decision: number }), 'brief', briefAt),
  ];
  entries.push(
    {
      at: reopened ? briefAt : briefAt - rules.versionsReadAhead,
      effect: { do: 'read-versions', key: effectKey('versions', { decision: number }), decision: number },
    },
    ...(versions === undefined ? [] : briefs),
  );
  if (decision.missedAt !== undefined && rules.whenUndecided !== 'none')
    entries.push({
      at: decision.missedAt,
      effect: { do: 'decide-by-default', key: effectKey('default-decision', { decision: number }) },
    });
  return entries;
}
