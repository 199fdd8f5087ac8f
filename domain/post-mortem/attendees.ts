/** Who of an incident's people is invited to its post-mortem? */
import type { Policy } from '../../policy/schema';
import type { Incident } from '../state/incident';
import type { PersonId, Role } from '../state/vocabulary';

/** The response team and the signers; the lead is known from the incident, no directory has that role. */
export const rolesInvited = ({ postMortem }: Policy): Role[] =>
  [...new Set([...postMortem.attendees, ...postMortem.signers])].filter((role) => role !== 'lead');

/** Who answered, and whose role is asked for. Whoever was only informed by their page, is not. */
export function invited(policy: Policy, { people, lead }: Incident): PersonId[] {
  const asked = new Set(rolesInvited(policy));
  return Object.values(people)
    .filter(
      ({ id, roles, acknowledgedAt, joinedAt }) =>
        id === lead || (acknowledgedAt ?? joinedAt) !== undefined || roles.some((role) => asked.has(role)),
    )
    .map(({ id }) => id);
}
