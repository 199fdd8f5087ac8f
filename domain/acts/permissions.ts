/** Who may do what to an incident? */
import { type Access, DEFAULT_ACCESS, reaches } from '../state/access';
import type { Act, Actor, DeedName } from '../state/acts';
import type { PersonId } from '../state/vocabulary';

type Somebody = Pick<Actor, 'by' | 'byName' | 'access' | 'guest'>;

/** What somebody may do whom nobody can reach: say something. */
const GUESTS_MAY: readonly string[] = ['note', 'update'];

/** Why this person may not do this to an incident with this lead, in one sentence, or `undefined` if they may. */
export const notPermitted = (act: Pick<Act, 'do' | keyof Somebody>, lead: PersonId | undefined): string | undefined =>
  guestRefused(act, DEED_WORDS[act.do]) ?? lacking(act, DEED_WORDS[act.do], DEED_NEEDS[act.do], lead);

/** Whether someone may make any decision, whatever their role. */
export const approvesAnything = ({ access = DEFAULT_ACCESS }: Pick<Actor, 'access'>): boolean =>
  reaches(access, 'approver');

/** Refuses whoever is not in the directory, unless they only say something. */
export const guestRefused = ({ guest, byName, ...act }: Somebody & { do: string }, what: string): string | undefined =>
  guest !== true || GUESTS_MAY.includes(act.do)
    ? undefined
    : `${byName} can't ${what}: nobody in the directory has that name, so Muster can't reach them. They can add a note, or an update as a draft for the lead.`;

/** Refuses a person with too little access. `what` completes "Dora can't ...". */
export function lacking(actor: Somebody, what: string, needed: Access, lead: PersonId | undefined): string | undefined {
  const held = heldBy(actor, lead);
  if (reaches(held, needed)) return undefined;
  const exception = held !== 'viewer' && needed === 'lead' ? " or being this incident's lead" : '';
  return `${actor.byName} can't ${what}: that takes "${needed}" access (${actor.byName} has "${held}")${exception}.`;
}

/** The incident's lead has at least `lead` access to it, unless they may only look. */
function heldBy({ by, access = DEFAULT_ACCESS }: Somebody, lead: PersonId | undefined): Access {
  return by === lead && access !== 'viewer' && !reaches(access, 'lead') ? 'lead' : access;
}

/** The least access for each act. The incident's lead has at least `lead` access to it, unless they may only look. */
export const DEED_NEEDS: Record<DeedName, Access> = {
  acknowledge: 'responder',
  join: 'responder',
  decline: 'responder',
  assign: 'responder',
  update: 'responder',
  note: 'responder',
  severity: 'lead',
  status: 'responder',
  task: 'responder',
  tick: 'responder',
  untick: 'responder',
  // The decision has its own approvers (policy: `decision.approvers`), which are checked there.
  decide: 'responder',
  escalate: 'responder',
  bridge: 'responder',
  over: 'responder',
  publish: 'lead',
  unpublish: 'lead',
  resolve: 'lead',
  cancel: 'lead',
  merge: 'lead',
};

/** How a refusal names each act: "Dora can't ...". */
const DEED_WORDS: Record<DeedName, string> = {
  acknowledge: 'acknowledge',
  join: 'join',
  decline: 'decline a call',
  assign: 'hand over the lead',
  update: 'post an update',
  note: 'add a note',
  severity: 'change the severity',
  status: 'change the status',
  task: 'mark a task as done or skipped',
  tick: 'tick a checklist item',
  untick: 'untick a checklist item',
  decide: 'decide',
  escalate: 'escalate',
  bridge: 'open the bridge',
  over: 'end an alert',
  publish: 'publish to the status page',
  unpublish: 'take an incident off the status page',
  resolve: 'resolve this incident',
  cancel: 'cancel this incident',
  merge: 'merge this incident',
};
