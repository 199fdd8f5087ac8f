import { type Access, DEFAULT_ACCESS, reaches } from '../state/access';
import type { Act, Actor, DeedName } from '../state/acts';
import type { PersonId } from '../state/vocabulary';

type Somebody = Pick<Actor, 'by' | 'byName' | 'access'>;

/** Why this person may not do this to an incident that `lead` leads, in one sentence, or `undefined` when they may. */
export const notPermitted = (act: Pick<Act, 'do' | keyof Somebody>, lead: PersonId | undefined): string | undefined =>
  lacking(act, act.do, DEED_NEEDS[act.do], lead);

/** Whether somebody may make any decision, whatever role they hold. */
export const approvesAnything = ({ access = DEFAULT_ACCESS }: Pick<Actor, 'access'>): boolean =>
  reaches(access, 'approver');

export function lacking(actor: Somebody, what: string, needed: Access, lead: PersonId | undefined): string | undefined {
  const held = heldBy(actor, lead);
  if (reaches(held, needed)) return undefined;
  const exception = held !== 'viewer' && needed === 'lead' ? ', or has to lead this incident' : '';
  return `${actor.byName} has the access "${held}"; "${what}" needs "${needed}" or more${exception}.`;
}

/** Whoever leads the incident has at least `lead` on it, unless they may only look. */
function heldBy({ by, access = DEFAULT_ACCESS }: Somebody, lead: PersonId | undefined): Access {
  return by === lead && access !== 'viewer' && !reaches(access, 'lead') ? 'lead' : access;
}

/** The least level for each deed. Whoever leads the incident has at least `lead` on it, unless they may only look. */
export const DEED_NEEDS: Record<DeedName, Access> = {
  acknowledge: 'responder',
  join: 'responder',
  assign: 'responder',
  update: 'responder',
  note: 'responder',
  severity: 'lead',
  status: 'responder',
  task: 'responder',
  tick: 'responder',
  untick: 'responder',
  // The decision has approvers of its own (policy: `decision.approvers`); being one is looked at there.
  decide: 'responder',
  escalate: 'responder',
  bridge: 'responder',
  publish: 'lead',
  unpublish: 'lead',
  resolve: 'lead',
  cancel: 'lead',
  merge: 'lead',
};
