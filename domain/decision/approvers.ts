/** Who on this incident may make the rollback decision, and does a second one confirm what the first proposed? */
import type { Policy } from '../../policy/schema';
import { holdersOf } from '../paging/team';
import type { Act } from '../state/acts';
import type { Incident } from '../state/incident';
import type { Decision } from '../state/decision';
import type { PersonId } from '../state/vocabulary';
import { rulesOf } from '../severity/scale';

/** The people who may decide and are known on this incident. */
export function approvers(policy: Policy, incident: Incident): PersonId[] {
  const roles = rulesOf(policy, incident.severity).decision?.approvers ?? [];
  const people = roles.flatMap((role) => (role === 'lead' ? [incident.lead] : holdersOf(incident, role)));
  return [...new Set(people.filter((id) => id !== undefined))];
}

type Decide = Pick<Extract<Act, { do: 'decide' }>, 'choice' | 'to'>;

/** The version that a rollback returns to: the one that is named, else the one that the brief named. */
export const rollbackTargetOf = ({ versions }: Decision, { choice, to }: Decide): string | undefined =>
  to ?? (choice === 'roll-back' ? versions?.target : undefined);

/** Whether this is what the first of two persons proposed. Neither may have named a version before any was known. */
export const isSameAsProposed = (decision: Decision, act: Decide): boolean => {
  const { proposed } = decision;
  const isSameTarget = proposed?.to === rollbackTargetOf(decision, act) || (proposed?.to ?? act.to) === undefined;
  return proposed?.choice === act.choice && isSameTarget;
};
