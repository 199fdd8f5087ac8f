/**
 * Who holds the roles now? Roles resolve to people at each ring: before a role is rung again its holders are looked up, and a
 * column that found nobody is asked again until somebody is there.
 */
import type { Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import type { AgendaEntry, Effect } from '../state/effects';
import { type Incident, isBeingFought, nameOf } from '../state/incident';
import { effectKey, seriesName } from '../state/keys';
import type { Contact } from '../state/people';
import type { Instant, PersonId, Role } from '../state/vocabulary';
import { titleOf } from '../text/format';
import { isAskedFor } from './contact-kind';
import { callAll, isWithdrawn } from './calls';
import { calledOf, type Holders, withPeople } from './found';
import { isAnswered } from './response';
import { currentMembers } from './series';
import { rulesOf } from '../severity/scale';

interface Asked {
  at: Instant;
  roles: Role[];
}

/** The agenda with the search that its rings need first; a ring whose role is being looked up waits for that. */
export function withSearches(policy: Policy, incident: Incident, entries: AgendaEntry[], now: Instant): AgendaEntry[] {
  const { at: knownAt, count } = incident.lookedUp;
  const isStale = ({ at, asks }: AgendaEntry): boolean => asks !== undefined && at <= now && at > knownAt;
  const rings = entries.filter(isStale).map(({ at, asks = [] }): Asked => ({ at, roles: asks }));
  const all = [...rings, ...vacancies(policy, incident, now), ...shiftChange(incident)].filter(
    ({ at }) => at > knownAt,
  );
  if (all.length === 0) return entries;
  const due = all.filter(({ at }) => at <= now);
  const at = due.length > 0 ? Math.max(...due.map((one) => one.at)) : Math.min(...all.map((one) => one.at));
  // Those of the team are told apart too, where a column names them by another word.
  const { team } = rulesOf(policy, incident.severity);
  const roles = [...new Set([...all.filter((one) => one.at <= at).flatMap((one) => one.roles), ...team.roles])];
  const n = count + 1;
  const key = effectKey('people-again', { n });
  const search: AgendaEntry = {
    at,
    effect: { do: 'find-holders', key, series: seriesName('people-again'), n, roles, dueAt: at },
  };
  return [search, ...entries.filter((entry) => !isStale(entry))];
}

/** The roles that nobody held, at each repeat until the incident is watched. */
function vacancies(policy: Policy, incident: Incident, now: Instant): Asked[] {
  if (!isBeingFought(incident)) return [];
  const { contact, response } = rulesOf(policy, incident.severity);
  const every = contact.repeatEvery ?? response.within;
  if (every === null) return [];
  return incident.contacts
    .filter((call) => call.missing.length > 0 && isStanding(incident, call))
    .flatMap(({ at, missing }) =>
      currentMembers(at + every, every, now).map((member) => ({ at: member.at, roles: missing })),
    );
}

/** Whoever takes over at a change of shift is rung or told then, and not only when the next ring is due. */
function shiftChange(incident: Incident): Asked[] {
  const { changesAt } = incident.lookedUp;
  if (changesAt === undefined || !isBeingFought(incident)) return [];
  const called = incident.contacts.filter((contact) => isStanding(incident, contact));
  const roles = [...new Set(called.flatMap((contact) => contact.roles))];
  return roles.length === 0 ? [] : [{ at: changesAt, roles }];
}

/** Somebody was looked up at `at`: the next change of shift is the first one that any of these answers has named. */
export function withShiftChange({ lookedUp, ...rest }: Incident, { changesAt }: Holders, at: Instant): Incident {
  const { changesAt: before = -Infinity, ...known } = lookedUp;
  const next = Math.min(...[before, changesAt ?? -Infinity].filter((instant) => instant > at));
  return { ...rest, lookedUp: { ...known, ...(Number.isFinite(next) && { changesAt: next }) } };
}

/** Whether a call still counts: it was made by the present clock and in this severity, or somebody asked for it. */
const isStanding = ({ clock, severity }: Incident, contact: Contact): boolean =>
  isAskedFor(contact) || (contact.clock === clock.number && contact.severity === severity);

/** Nobody could be asked: those who are known are rung. */
export const notLookedUp = (incident: Incident, { dueAt }: Extract<Effect, { do: 'find-holders' }>): Incident => ({
  ...incident,
  lookedUp: {
    ...incident.lookedUp,
    at: Math.max(incident.lookedUp.at, dueAt),
    count: incident.lookedUp.count + 1,
  },
});

/** Who holds the roles now. */
export function holdersFound(
  policy: Policy,
  before: Incident,
  effect: Extract<Effect, { do: 'find-holders' }>,
  found: Holders,
  at: Instant,
): Incident {
  const incident = withShiftChange(
    notLookedUp(withPeople(before, found, effect.dueAt), effect),
    found,
    before.effects[effect.key]?.at ?? at,
  );
  return takenOver(policy, incident, effect, found, at);
}

/** Roles have been looked up: whoever took over is called, and whom they took over from is told that it is over for them. */
export function takenOver(
  policy: Policy,
  incident: Incident,
  effect: { roles: Role[]; dueAt: Instant },
  found: Holders,
  at: Instant,
): Incident {
  const isHeld = (role: Role): boolean => effect.roles.includes(role) && !found.missing.includes(role);
  const now = calledOf(found);
  const handed = handOvers(incident, now, effect.roles.filter(isHeld));
  const isQuiet = isAnswered(incident);
  const contacts = incident.contacts.map((contact) =>
    isStanding(incident, contact) && contact.roles.some((role) => effect.roles.includes(role))
      ? refreshed(contact, now, isHeld, isQuiet && !isAskedFor(contact), effect.dueAt)
      : contact,
  );
  const people = { ...incident.people };
  for (const { from, role } of handed) {
    const person = people[from];
    if (person !== undefined && !isIn(incident, from))
      people[from] = { ...person, roles: person.roles.filter((one) => one !== role) };
  }
  const isCalled = (id: PersonId): boolean =>
    contacts.some((contact) => contact.at >= effect.dueAt && contact.people.some((person) => person.id === id));
  return toldOfHandOvers(policy, { ...incident, contacts, people }, handed, isCalled, at);
}

interface HandOver {
  role: Role;
  from: PersonId;
  to: PersonId[];
}

/** Who held a role when it was called, and does no longer. */
function handOvers(incident: Incident, now: Contact['people'], roles: Role[]): HandOver[] {
  return roles.flatMap((role) => {
    const to = now.filter((person) => person.roles.includes(role)).map(({ id }) => id);
    return Object.values(incident.people)
      .filter((person) => person.roles.includes(role) && !to.includes(person.id))
      .filter(({ id }) => !isIn(incident, id) || isCalledAs(incident, id, role))
      .map(({ id: from }) => ({ role, from, to }));
  });
}

const isCalledAs = (incident: Incident, person: PersonId, role: Role): boolean =>
  incident.contacts.some(
    (contact) =>
      isStanding(incident, contact) && contact.people.some(({ id, roles }) => id === person && roles.includes(role)),
  );

/** Whoever has answered is there for their role, and stays. */
const isIn = ({ people, clock }: Incident, id: PersonId): boolean =>
  (people[id]?.answeredAt ?? -Infinity) >= clock.since;

/** A call with those who hold its roles now. Once it is answered, whoever takes over is told instead of rung. */
function refreshed(
  contact: Contact,
  now: Contact['people'],
  isHeld: (role: Role) => boolean,
  isToldOnly: boolean,
  at: Instant,
): Contact {
  const theirs = now
    .map(({ id, roles }) => ({ id, roles: roles.filter((role) => contact.roles.includes(role)) }))
    .filter(({ id, roles }) => roles.length > 0 && id !== contact.askedBy);
  const stays = contact.people.filter(({ id, roles }) => theirs.some((one) => one.id === id) || !roles.every(isHeld));
  const added = theirs
    .filter(({ id }) => !contact.people.some((one) => one.id === id))
    .map((one) => ({ ...one, since: at }));
  const missing = contact.roles.filter((role) => (isHeld(role) ? false : contact.missing.includes(role)));
  return { ...contact, people: isToldOnly ? stays : [...stays, ...added], missing };
}

/** Whom nobody needs any more hears it once; after an answer those hear it too who took over and are not called for it. */
function toldOfHandOvers(
  policy: Policy,
  incident: Incident,
  handed: HandOver[],
  isCalled: (id: PersonId) => boolean,
  at: Instant,
): Incident {
  const former = new Set(handed.map(({ from }) => from));
  return [...former].reduce((next, from) => {
    const theirs = handed.filter((one) => one.from === from);
    const to = [...new Set(theirs.flatMap((one) => one.to))];
    const roles = theirs.map(({ role }) => titleOf(policy, role)).join(', ');
    const names = to.map((id) => nameOf(next, id)).join(', ');
    const text = `${names} took over from ${nameOf(next, from)} (${roles})`;
    const written = noted(next, at, { kind: 'hand-over', text });
    const seq = written.nextSeq;
    const isOut = isWithdrawn(written, from) || written.people[from]?.rung === undefined;
    const isNeeded = isIn(incident, from) || isStillCalled(written, from) || isOut;
    const released = isNeeded
      ? written
      : callAll(written, [from], {
          key: (id) => effectKey('withdrawal', { cause: `shift-${seq}`, to: id }),
          reason: 'shift-over',
          kind: 'withdrawal',
          at,
        });
    if (!isAnswered(incident)) return released;
    const key = (id: PersonId): string => effectKey('hand-over', { seq, to: id });
    const unaware = to.filter((id) => !isCalled(id));
    const told = isIn(incident, from) ? [from, ...unaware] : unaware;
    return callAll(released, told, { key, reason: 'handed-over', kind: 'notice', at });
  }, incident);
}

/** Whether they are still called for something else. */
const isStillCalled = (incident: Incident, person: PersonId): boolean =>
  incident.contacts.some((contact) => isStanding(incident, contact) && contact.people.some(({ id }) => id === person));
