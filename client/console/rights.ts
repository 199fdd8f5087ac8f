/** What may this visitor do to this incident, and who may where they may not? */
import { notPermitted } from '../../domain/acts/permissions';
import { rulesOf } from '../../domain/severity/scale';
import { reaches } from '../../domain/state/access';
import { type DeedName, DEEDS } from '../../domain/state/acts';
import type { Visitor } from '../access/visitors';
import { personRef } from '../people/lookup';
import type { FormContext } from './forms/choices';

/** The deed that an act of the table stands for in one of its shapes, where it is one. */
function deedOf(name: string, fixed: Readonly<Record<string, string>>): DeedName | undefined {
  const byState: Readonly<Record<string, DeedName>> = {
    'checklist ticked': 'tick',
    'checklist open': 'untick',
    'statusPage published': 'publish',
    'statusPage withdrawn': 'unpublish',
  };
  return byState[`${name} ${fixed['state'] ?? ''}`] ?? DEEDS.find((deed) => deed === name);
}

/** Why this visitor may not do it, in a sentence; nothing if they may. The workflow has the last word. */
export function notFor(
  visitor: Visitor,
  context: FormContext,
  name: string,
  fixed: Readonly<Record<string, string>> = {},
  now = Date.now(),
): string | undefined {
  const deed = deedOf(name, fixed);
  if (deed === undefined) return undefined;
  const { person: by, name: byName, access } = visitor;
  const refusal = notPermitted({ do: deed, by, byName, access }, context.view?.lead);
  return refusal ?? (deed === 'decide' && !mayDecide(visitor, context, now) ? decidersText(context) : undefined);
}

/** Whether the policy lets this person make the rollback decision: by access, as the lead, or by a role. */
function mayDecide({ person, access }: Visitor, { view, policy, directory }: FormContext, now: number): boolean {
  if (view === undefined || reaches(access, 'approver')) return true;
  const { approvers, breakGlass } = rulesOf(policy, view.severity).decision ?? { approvers: [], breakGlass: [] };
  const here = view.people.find(({ id }) => id === person)?.roles ?? [];
  const roles = [...here, ...personRef(directory, person, now).roles, ...(view.lead === person ? ['lead'] : [])];
  return [...approvers, ...breakGlass].some((role) => roles.includes(role));
}

/** Who may decide: by name those who are on the incident, else by role. */
function decidersText({ view, policy }: FormContext): string {
  if (view === undefined) return 'Only an approver may decide.';
  const { names = {}, people, lead } = view;
  const parts = (rulesOf(policy, view.severity).decision?.approvers ?? []).map((role) => {
    const holders = people.filter((person) => (role === 'lead' ? person.id === lead : person.roles.includes(role)));
    const title = names[role] ?? policy.roles[role]?.title ?? role;
    return holders.length === 0 ? title : `${holders.map(({ name }) => name).join(' or ')} (${title})`;
  });
  return parts.length === 0 ? 'Only somebody with "approver" access may decide.' : `${parts.join(', ')} may decide.`;
}
