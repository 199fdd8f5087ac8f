/**
 * Who is paged next, when, and why? This room plans each page and its repeats; a repeat stops only because someone
 * answered, never because a provider failed.
 */
import type { Policy } from '../../policy/schema';
import type { AgendaEntry, Effect } from '../state/effects';
import { type Incident, isBeingFought, isOpen } from '../state/incident';
import { effectKey, seriesName } from '../state/keys';
import { type Contact, hasAnsweredSince } from '../state/people';
import type { Instant, PageReason, PersonId, Role } from '../state/vocabulary';
import { isAskedFor, isEscalated, isUndecided } from './contact-kind';
import { planCalls, withdrawnAt } from './calls';
import { hasPerson, isShared } from './contact-index';
import { planIdle } from './idle';
import { sinceOf } from './found';
import { isCalledFor } from './matrix';
import { calledSince, hasDeclined, isAnswered } from './response';
import { currentMembers } from './series';
import { planQuorum } from './team';
import { rulesOf } from '../severity/scale';

/** Every page and notice to a person. */
export function planPaging(policy: Policy, incident: Incident, now: Instant): AgendaEntry[] {
  return [
    ...planCalls(policy, incident, now),
    ...planContacts(policy, incident, now),
    ...(isBeingFought(incident) ? planQuorum(policy, incident, now) : []),
    ...(isBeingFought(incident) ? planIdle(policy, incident, now) : []),
  ];
}

/**
 * A person that the current severity doesn't need, or rings nobody for, is told so; a page of the earlier severity must not
 * follow, unless somebody asked for them.
 */
const isWithdrawnFrom = (policy: Policy, incident: Incident, contact: Contact, person: PersonId): boolean =>
  policy.delivery.overtaken.dropped &&
  contact.severity !== incident.severity &&
  (!isCalledFor(policy, incident, person) || (!isAskedFor(contact) && isOnlyTold(policy, incident, contact)));

const isOnlyTold = (policy: Policy, { severity }: Incident, { by }: Contact): boolean =>
  by === 'page' && rulesOf(policy, severity).contact.by !== 'page';

/** Everyone who was contacted: once each, and repeated as the severity says until somebody answers. */
function planContacts(policy: Policy, incident: Incident, now: Instant): AgendaEntry[] {
  const fought = isBeingFought(incident);
  const { relapsedAt = -Infinity } = incident;
  // In monitoring nobody is paged except people someone asks for from then on. Another clock has calls of its own.
  const standing = incident.contacts.filter(
    (contact) =>
      (fought && (isAskedFor(contact) ? contact.at >= relapsedAt : contact.clock === incident.clock.number)) ||
      (isOpen(incident) && contact.at >= incident.statusSince),
  );
  const calledAt = calledSince(incident);
  // In one order, whichever search was faster.
  const ordered = standing.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  return ordered.flatMap((contact) =>
    contact.people
      .filter(({ id }) => isNewTo(incident, contact, id))
      .filter(({ id, since = contact.at }) => !needsNoPage(policy, incident, id, since))
      .filter(({ id }) => !isWithdrawnFrom(policy, incident, contact, id))
      .filter(({ id, since = contact.at }) => !hasDeclined(incident, id, isAskedFor(contact) ? since : calledAt))
      .flatMap((person) => pagesTo(policy, incident, contact, person, now)),
  );
}

/**
 * A person who has answered needs no page for anything before that, even if it failed or has not started: sent late, it would
 * ring again for something answered. A policy that drops nothing sends it all the same.
 */
export const needsNoPage = (policy: Policy, { people }: Incident, person: PersonId, calledAt: Instant): boolean =>
  policy.delivery.overtaken.dropped && hasAnsweredSince(people[person], calledAt);

function pagesTo(
  policy: Policy,
  incident: Incident,
  contact: Contact,
  { id, roles, since: firstAt = contact.at }: Contact['people'][number],
  now: Instant,
): AgendaEntry[] {
  const { repeatEvery } = rulesOf(policy, incident.severity).contact;
  // Whoever was called by name is rung until they answer, everybody else until anybody does.
  // After a relapse the lead is rung first.
  const isOfBefore = incident.response.by === 'relapse' && contact.at < incident.response.since;
  const isWaiting = isAskedFor(contact) || (!isAnswered(incident) && !isOfBefore);
  const entry = pageEntry(contact, id, roles);
  const isRepeated = repeatEvery !== null && isWaiting && isBeingFought(incident) && contact.by === 'page';
  if (!isRepeated || newestPage(incident, id) !== contact) {
    // A page that repeats superseded is still due to a person that none of them reached.
    const isReached = (incident.people[id]?.pagedAt ?? -Infinity) >= firstAt;
    const tried = incident.series[seriesName('page', { contact: contact.id, person: id })] ?? 1;
    return [entry(isReached ? 1 : Math.max(1, tried), firstAt, 'contact')];
  }
  const { clockAt, again } = repeatsOf(incident, contact, id, roles);
  const members = currentMembers(clockAt, repeatEvery, now).filter(({ n, at }) => n > 1 && at > firstAt);
  return [
    entry(1, firstAt, 'contact'),
    ...members.map(({ n, at }) => ({ ...again(n, at, 'unanswered'), asks: contact.roles })),
  ];
}

/** After a severity change the repeats follow the new severity, counted from when it began. */
function repeatsOf(incident: Incident, contact: Contact, person: PersonId, roles: Role[]) {
  if (contact.severity === incident.severity) return { clockAt: contact.at, again: pageEntry(contact, person, roles) };
  const clockAt = Math.max(contact.at, incident.severitySince);
  return { clockAt, again: pageEntry(contact, person, roles, incident.counts.severities) };
}

/**
 * A column that calls for an answer rings everybody but those who are there. Otherwise nobody is paged because the severity
 * changed: a person who was paged in another row, or has answered by the present clock, gets a notice only, unless that page was
 * withdrawn. A return to a severity that was answered rings nobody who has answered at all.
 */
function isNewTo(incident: Incident, contact: Contact, person: PersonId): boolean {
  if (isAskedFor(contact)) return true;
  if (contact.rings !== undefined) return !contact.rings.spared.includes(person);
  const takenBackAt = withdrawnAt(incident, person);
  const earlier = incident.contacts.slice(0, incident.contacts.indexOf(contact));
  const otherRows = earlier.filter(({ severity, clock }) => clock === contact.clock && severity !== contact.severity);
  const wasPaged = otherRows.some((row) => row.by === 'page' && row.at > takenBackAt && hasPerson(row, person));
  const answeredSince = contact.isQuiet === true ? -Infinity : otherRows.length > 0 ? incident.clock.since : Infinity;
  return !wasPaged && !hasAnswered(incident, person, answeredSince, contact.at);
}

/** Whether they answered between the two. */
function hasAnswered({ people }: Incident, person: PersonId, from: Instant, to: Instant): boolean {
  const { acknowledgedAt, answeredAt } = people[person] ?? {};
  return [acknowledgedAt, answeredAt].some((at) => at !== undefined && at >= from && at < to);
}

/**
 * The newest contact that pages this person; repeats count from it. Whoever was called by name and has not answered is rung for
 * that. Of two at the same instant it is always the same one, whichever lookup was faster.
 */
function newestPage(incident: Incident, person: PersonId): Contact | undefined {
  const pages = incident.contacts
    .filter((contact) => contact.by === 'page' && hasPerson(contact, person) && isNewTo(incident, contact, person))
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const isOwed = (contact: Contact): boolean =>
    isAskedFor(contact) && !hasAnsweredSince(incident.people[person], sinceOf(contact, person));
  return pages.findLast(isOwed) ?? pages.at(-1);
}

type Page = Extract<Effect, { do: 'page' }>;

/**
 * The pages of one person in a contact, first and repeated. `change`: under the severity of which change the page is repeated,
 * where that is not the contact's own.
 */
export function pageEntry(
  contact: Pick<Contact, 'id' | 'by' | 'people'>,
  person: PersonId,
  roles: Role[],
  change?: number,
): (n: number, at: Instant, reason: PageReason) => AgendaEntry & { effect: Page } {
  const role = roles[0] ?? 'person';
  const isOneOfMany =
    isShared(contact, role) || contact.people.some(({ id, since }) => id === person && since !== undefined);
  const called = { contact: contact.id, role, person: isOneOfMany ? person : undefined };
  const undecided = isUndecided(contact);
  return (n, at, reason) => {
    if (contact.by === 'notice')
      return { at, effect: { do: 'page', key: effectKey('notice', called), to: person, reason, kind: 'notice', role } };
    const because = undecided ? 'decision-missed' : isEscalated(contact) ? 'escalated' : reason;
    const kind = undecided && n === 1 ? 'brief' : 'page';
    return {
      at,
      effect: {
        do: 'page',
        key: effectKey('page', { ...called, change, n }),
        series: seriesName('page', { contact: contact.id, person, change }),
        n,
        to: person,
        reason: because,
        kind,
        role,
      },
    };
  };
}
