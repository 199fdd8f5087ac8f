/** What changes once it is known who holds the roles that are called? */
import type { Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import type { Effect } from '../state/effects';
import type { EffectOutcome } from '../state/events';
import { type Incident, nameOf } from '../state/incident';
import { contactId, readContact } from '../state/keys';
import type { Contact } from '../state/people';
import type { Instant, PersonId } from '../state/vocabulary';
import { titleOf } from '../text/format';
import { isAskedFor, isEscalated } from './contact-kind';
import { nextColumnAfter } from './matrix';
import { isOut } from './response';

export type Holders = Extract<EffectOutcome, { of: 'people' }>;

/** A column of the matrix, or somebody whom a person asked for, has been looked up: they are called from now on. */
export function peopleFound(
  policy: Policy,
  before: Incident,
  effect: Extract<Effect, { do: 'find-people' }>,
  found: Holders,
  at: Instant,
): Incident {
  const { contact: id, severity, by, roles, early, rings } = effect;
  const since = calledAt(before, effect, at);
  const incident = withPeople(before, found, since);
  const wish = incident.wanted.find((one) => one.id === id);
  const { response, clock } = incident;
  const contact: Contact = {
    id,
    severity,
    by,
    roles,
    at: since,
    people: calledOf(found).filter((person) => person.id !== wish?.askedBy),
    missing: found.missing,
    problems: found.problems,
    early,
    clock: clock.number,
    ...(rings === true && { rings: { response: response.number, spared: response.spared } }),
    ...(rings === false && { isQuiet: true as const }),
    ...(wish?.askedBy !== undefined && { askedBy: wish.askedBy }),
  };
  const next: Incident = {
    ...incident,
    contacts: [...incident.contacts, contact],
    wanted: incident.wanted.filter((one) => one !== wish),
  };
  return passedOn(policy, told(policy, next, contact, at), contact);
}

/**
 * When a column counts as called: when it was due, so that repeats follow the guide and not the timer; after an outage of ours
 * when it was contacted.
 */
export function calledAt(
  incident: Incident,
  { key, dueAt }: Extract<Effect, { do: 'find-people' }>,
  at: Instant,
): Instant {
  const begunAt = incident.effects[key]?.at ?? at;
  return begunAt - dueAt < 1_000 ? dueAt : begunAt;
}

/** Everybody who was found is known from now on, with the roles they hold. Who has acted before takes over the new ones now. */
export function withPeople(incident: Incident, found: Holders, at: Instant): Incident {
  const people = { ...incident.people };
  for (const { id, name, roles } of found.people) {
    const known = people[id];
    const added = roles.filter((role) => known?.roles.includes(role) !== true);
    const tookOver = Object.fromEntries(added.map((role) => [role, at]));
    people[id] = {
      ...known,
      ...{ id, name, roles: [...(known?.roles ?? []), ...added] },
      ...(known?.answeredAt !== undefined && added.length > 0 && { tookOver: { ...known.tookOver, ...tookOver } }),
    };
  }
  return { ...incident, people };
}

/** Those who hold a role that was asked for. */
export const calledOf = (found: Pick<Holders, 'people'>): Contact['people'] =>
  found.people.filter(({ asked }) => asked.length > 0).map(({ id, asked }) => ({ id, roles: asked }));

function told(policy: Policy, incident: Incident, contact: Contact, at: Instant): Incident {
  const { id, people, by, roles, early, problems } = contact;
  const names = people.map((person) => nameOf(incident, person.id)).join(', ');
  const verb = by === 'page' ? 'Paging' : 'Notifying';
  const called =
    people.length === 0
      ? incident
      : noted(incident, at, {
          kind: 'contacted',
          text: `${verb} ${names} (${roles.map((role) => titleOf(policy, role)).join(', ')})`,
          key: id,
          ...(early && { because: earlyBecause(incident, contact) }),
        });
  return problems.reduce((next, problem) => noted(next, at, { kind: 'warning', text: problem, key: id }), called);
}

/** Why a contact comes before its time in the escalation matrix. */
function earlyBecause(incident: Incident, contact: Contact): string {
  const { response } = incident;
  const { askedBy } = contact;
  if (askedBy !== undefined && isOut(incident, askedBy, response.since) && !isAskedFor(contact))
    return `${nameOf(incident, askedBy)} can't`;
  if (isAskedFor(contact) || contact.askedBy !== undefined) return 'a person escalated';
  return response.answered === undefined ? 'early: nobody has acknowledged' : 'early: a role has nobody';
}

/** A call by a person that found nobody goes on to the next column of the matrix. */
function passedOn(policy: Policy, incident: Incident, contact: Contact): Incident {
  if (!isEscalated(contact) || contact.people.length > 0) return incident;
  const roles = nextColumnAfter(policy, incident, contact.roles);
  if (roles === undefined) return incident;
  const wish: Contact = {
    ...contact,
    id: nextOf(contact.id),
    roles,
    people: [],
    missing: [],
    problems: [],
    early: true,
  };
  return { ...incident, wanted: [...incident.wanted, wish] };
}

/** The name of the call that a call goes on as. */
function nextOf(id: string): string {
  const read = readContact(id);
  return read.of === 'escalation' ? contactId('escalation', { ...read, again: (read.again ?? 1) + 1 }) : id;
}

/** Whether a person is in a call as somebody who took over, and since when. */
export const sinceOf = (contact: Contact, person: PersonId): Instant =>
  contact.people.find(({ id }) => id === person)?.since ?? contact.at;
