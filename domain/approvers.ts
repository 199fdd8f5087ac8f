import type { Policy } from '../policy/schema';
import type { Incident } from './incident';
import type { PersonId } from './people';
import { holdersOf } from './paging';

/** The people who may decide and are known on this incident. */
export function approvers(policy: Policy, incident: Incident): PersonId[] {
  const roles = policy.severities[incident.severity].decision?.approvers ?? [];
  const people = roles.flatMap((role) => (role === 'lead' ? [incident.lead] : holdersOf(incident, role)));
  return [...new Set(people.filter((id) => id !== undefined))];
}
