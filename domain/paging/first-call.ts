/**
 * Who is rung in the same step in which they are found? Who holds a role is known only at the moment of ringing; asking the plan
 * in between would double the way to the first page.
 */
import type { Policy } from '../../policy/schema';
import { hasEffect } from '../state/effect-records';
import type { Effect } from '../state/effects';
import { type Incident, isOpen } from '../state/incident';
import { mayReach } from '../drill/audience';
import { defined } from '../state/fields';
import { effectKey, isLookUp } from '../state/keys';
import type { Contact } from '../state/people';
import type { Instant, PersonId } from '../state/vocabulary';
import { callAll } from './calls';
import { calledOf, type Holders } from './found';
import { isCalledFor } from './matrix';
import { pageEntry } from './pages';

/** What whoever looks up the roles needs in order to ring those who hold them. */
export interface FirstCall {
  id: string;
  by: Contact['by'];
  /** Who asks for these people is not called. */
  askedBy?: PersonId;
  /** Left to the plan: it knows when they were last rung, what they have answered, and what else they are owed. */
  known: PersonId[];
  /** Those who take part in a drill; nobody else is called. */
  drill?: PersonId[];
}

/**
 * The call that goes with a lookup that has just begun, where nothing can make one ring of two: beside another lookup, and for
 * everybody whom the incident knows already, the plan puts together what belongs together.
 */
export function firstCall(
  incident: Incident,
  { key, contact: id, by }: Extract<Effect, { do: 'find-people' }>,
): FirstCall | undefined {
  const isBesideAnother = hasEffect(
    incident.effects,
    (other, { status }) => status === 'running' && other !== key && isLookUp(other),
  );
  if (isBesideAnother) return undefined;
  const { askedBy } = incident.wanted.find((one) => one.id === id) ?? {};
  return { id, by, known: Object.keys(incident.people), ...defined({ askedBy, drill: incident.drill }) };
}

/** The page of each person who was found, as the plan would ask for it. */
export function firstPages(
  { id, by, askedBy, known, drill }: FirstCall,
  found: Pick<Holders, 'people'>,
): Extract<Effect, { do: 'page' }>[] {
  // A page's name depends on who else was found.
  const contact = { id, by, people: calledOf(found).filter((person) => person.id !== askedBy) };
  return contact.people
    .filter((person) => !known.includes(person.id) && mayReach({ drill }, person.id))
    .map((person) => pageEntry(contact, person.id, person.roles)(1, 0, 'contact').effect);
}

/** Whoever was rung by a call that by then nobody wanted any more hears that nothing is to be done. */
export function rungInVain(
  policy: Policy,
  incident: Incident,
  { id }: Pick<FirstCall, 'id'>,
  rung: PersonId[],
  at: Instant,
): Incident {
  const { status, merge, severity, counts } = incident;
  const end = status === 'cancelled' || (status === 'merged' && merge?.handedOver === true) ? status : undefined;
  const contact = incident.contacts.find((one) => one.id === id);
  const isLowered = isOpen(incident) && contact?.severity !== severity;
  const unwanted = rung.filter((person) => end !== undefined || (isLowered && !isCalledFor(policy, incident, person)));
  const cause = end ?? (`severity-${counts.severities}` as const);
  const key = (to: PersonId): string => effectKey('withdrawal', { cause, to });
  return callAll(incident, unwanted, { key, reason: 'withdrawn', kind: 'withdrawal', at });
}
