import { type Access, DEED_NEEDS, DEFAULT_ACCESS, POST_MORTEM_NEEDS, reaches } from './access';
import type { Act, Actor } from './acts';
import type { PersonId } from './people';
import type { PostMortemAct } from './post-mortem-acts';

type Somebody = Pick<Actor, 'by' | 'byName' | 'access'>;

/** Why this person may not do this to an incident that `lead` leads, in one sentence, or `undefined` when they may. */
export const notPermitted = (act: Pick<Act, 'do' | keyof Somebody>, lead: PersonId | undefined): string | undefined =>
  lacking(act, act.do, DEED_NEEDS[act.do], lead);

/** The same for what is done after the incident; `lead` led it. */
export const notPermittedAfterwards = (act: PostMortemAct, lead: PersonId | undefined): string | undefined =>
  lacking(act, act.do, POST_MORTEM_NEEDS[act.do], lead);

/** Whether somebody may make any decision, whatever role they hold. */
export const approvesAnything = ({ access = DEFAULT_ACCESS }: Pick<Actor, 'access'>): boolean =>
  reaches(access, 'approver');

function lacking(actor: Somebody, what: string, needed: Access, lead: PersonId | undefined): string | undefined {
  const held = heldBy(actor, lead);
  if (reaches(held, needed)) return undefined;
  const exception = held !== 'viewer' && needed === 'lead' ? ', or has to lead this incident' : '';
  return `${actor.byName} has the access "${held}"; "${what}" needs "${needed}" or more${exception}.`;
}

/** Whoever leads the incident has at least `lead` on it, unless they may only look. */
function heldBy({ by, access = DEFAULT_ACCESS }: Somebody, lead: PersonId | undefined): Access {
  return by === lead && access !== 'viewer' && !reaches(access, 'lead') ? 'lead' : access;
}
