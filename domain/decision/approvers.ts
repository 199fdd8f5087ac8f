/** Who on this incident may make the rollback decision? */
import type { Policy } from '../../policy/schema';
import { holdersOf } from '../paging/pages';
import type { Incident } from '../state/incident';
import type { PersonId } from '../state/vocabulary';

/** The people who may decide and are known on this incident. */
export function approvers(policy: Policy, incident: Incident): PersonId[] {
  const roles = policy.severities[incident.severity].decision?.approvers ?? [];
  const people = roles.flatMap((role) => (role === 'lead' ? [incident.lead] : holdersOf(incident, role)));
  return [...new Set(people.filter((id) => id !== undefined))];
}
