/** When is the rollback decision asked for, and what happens if nobody decides? */
import type { Policy } from '../../policy/schema';
import type { AgendaEntry } from '../state/effects';
import { type Incident, isBeingFought } from '../state/incident';
import { effectKey } from '../state/keys';
import { postTo, tell } from '../updates/audience';
import { approvers } from './approvers';
import { planRollback } from './rollback';
import { rulesOf } from '../severity/scale';

/**
 * The decision brief, the default at the deadline, and the rollback that was decided. The brief names the version that a
 * rollback returns to, so it waits until the deployment tool has answered, or has not answered in time.
 */
export function planDecision(policy: Policy, incident: Incident): AgendaEntry[] {
  const rules = rulesOf(policy, incident.severity).decision;
  const { decision } = incident;
  if (rules === null || decision === undefined) return planRollback(incident);
  const entries = planRollback(incident);
  if (!isBeingFought(incident) || decision.made !== undefined) return entries;
  const { number, versions, briefAt } = decision;
  const briefs = [
    ...postTo(['channel'], (port) => effectKey('brief', { decision: number, port }), 'brief', briefAt),
    ...tell(approvers(policy, incident), effectKey('brief-to-approvers', { decision: number }), 'brief', briefAt),
  ];
  entries.push(
    {
      at: briefAt - rules.versionsReadAhead,
      effect: { do: 'read-versions', key: effectKey('versions', { decision: number }), decision: number },
    },
    ...(versions === undefined ? [] : briefs),
  );
  // What was missed in another severity was missed by that severity's rules: its default applied then, or there was none.
  const { missedAt } = decision;
  if (missedAt !== undefined && missedAt >= incident.severitySince && rules.whenUndecided !== 'none')
    entries.push({
      at: missedAt,
      effect: { do: 'decide-by-default', key: effectKey('default-decision', { decision: number }) },
    });
  return entries;
}
