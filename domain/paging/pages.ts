/**
 * Who is paged next, when, and why? This room plans each page and its repeats; a repeat stops only because someone
 * acknowledged, joined or acted, never because a provider failed.
 */
import type { Policy } from '../../policy/schema';
import { isOwed, responseDueAt } from '../ledger/ledger';
import type { AgendaEntry, Effect } from '../state/effects';
import { type Incident, isBeingFought, isOpen } from '../state/incident';
import { effectKey, readContact, seriesName } from '../state/keys';
import { obligationId } from '../state/obligation-ids';
import { type Call, type Contact, hasAnsweredSince } from '../state/people';
import type { Instant, PageReason, PersonId, Role } from '../state/vocabulary';
import { hasPerson, isShared } from './contact-index';
import { isCalledFor } from './matrix';

/**
 * The members of an endless series that matter at `now`: the one that is due and the next. Earlier ones are superseded: after
 * an outage there is one catch-up, not one per missed period.
 */
export function currentMembers(firstAt: Instant, everyMs: number, now: Instant): { n: number; at: Instant }[] {
  if (now < firstAt) return [{ n: 1, at: firstAt }];
  const n = Math.floor((now - firstAt) / everyMs) + 1;
  return [n, n + 1].map((member) => ({ n: member, at: firstAt + (member - 1) * everyMs }));
}

/**
 * Every page and notice to a person. A person who is being looked up for a new column gets no repeat of an older page at the
 * same time: the new page is on its way.
 */
export function planPaging(policy: Policy, incident: Incident, now: Instant, beingLookedUp: Role[]): AgendaEntry[] {
  return [
    ...planCalls(policy, incident),
    ...planContacts(policy, incident, now, beingLookedUp),
    ...(isBeingFought(incident) ? planQuorum(policy, incident, now) : []),
    ...(isBeingFought(incident) ? planIdle(policy, incident, now) : []),
  ];
}

/** Once the incident has ended, only withdrawals are still sent. */
function planCalls(policy: Policy, incident: Incident): AgendaEntry[] {
  const isTakenBack = takenBack(policy, incident);
  const isAsked = (call: Call): boolean => {
    if (call.kind === 'withdrawal') return !isTakenBack(call);
    return isOpen(incident) && (call.kind !== 'page' || !needsNoPage(policy, incident, call.to, call.at));
  };
  return incident.calls
    .filter(isAsked)
    .map(({ key, to, reason, kind, at }) => ({ at, effect: { do: 'page', key, to, reason, kind } }));
}

/**
 * A withdrawal that still waits when the same person is needed again comes too late: it would be the last thing they hear, and
 * would stop what rings for them. A policy that drops nothing sends it all the same.
 */
function takenBack(policy: Policy, incident: Incident): (call: Call) => boolean {
  if (!policy.delivery.overtaken.dropped || !isOpen(incident)) return () => false;
  const { calls, contacts } = incident;
  const newest = new Map(calls.map((call) => [call.to, call]));
  return (call) =>
    newest.get(call.to) !== call || contacts.some((contact) => contact.at > call.at && hasPerson(contact, call.to));
}

/**
 * A person who has answered needs no page for anything before that, even if it failed or has not started: sent late, it would
 * ring again for something answered. A policy that drops nothing sends it all the same.
 */
const needsNoPage = (policy: Policy, { people }: Incident, person: PersonId, calledAt: Instant): boolean =>
  policy.delivery.overtaken.dropped && hasAnsweredSince(people[person], calledAt);

/** A person that the current severity doesn't need is told so; a page of the earlier severity must not follow. */
const isWithdrawnFrom = (policy: Policy, incident: Incident, contact: Contact, person: PersonId): boolean =>
  policy.delivery.overtaken.dropped && contact.severity !== incident.severity && !isCalledFor(policy, incident, person);

/** Everyone who was contacted: once each, and repeated as the severity says until the first acknowledgement. */
function planContacts(policy: Policy, incident: Incident, now: Instant, beingLookedUp: Role[]): AgendaEntry[] {
  const { repeatEvery } = policy.severities[incident.severity].contact;
  const fought = isBeingFought(incident);
  const repeats = repeatEvery !== null && incident.firstAcknowledgedAt === undefined && fought;
  // In monitoring nobody is paged except people someone asks for from then on.
  const standing = incident.contacts.filter(({ at }) => fought || (isOpen(incident) && at >= incident.statusSince));
  return standing.flatMap((contact) =>
    contact.people
      .filter(({ id }) => isNewTo(incident, contact, id) && !needsNoPage(policy, incident, id, contact.at))
      .filter(({ id }) => !isWithdrawnFrom(policy, incident, contact, id))
      .flatMap(({ id, roles }) => {
        const entry = pageEntry(contact, id, roles);
        const first = entry(1, contact.at, 'contact');
        if (!repeats || contact.by === 'notice' || newestPage(incident, id) !== contact) {
          // A page that repeats superseded is still due to a person that none of them reached.
          const isReached = (incident.people[id]?.pagedAt ?? -Infinity) >= contact.at;
          const tried = incident.series[seriesName('page', { contact: contact.id, person: id })] ?? 1;
          return [entry(isReached ? 1 : Math.max(1, tried), contact.at, 'contact')];
        }
        const calledAnew = incident.people[id]?.roles.some((role) => beingLookedUp.includes(role)) === true;
        const { clockAt, again } = repeatsOf(incident, contact, id, roles);
        const members = currentMembers(clockAt, repeatEvery, now)
          .filter(({ n, at }) => n > 1 && (at > now || !calledAnew))
          .map(({ n, at }) => again(n, at, 'unanswered'));
        return [first, ...members];
      }),
  );
}

/** After a severity change the repeats follow the new severity, counted from when it began. */
function repeatsOf(incident: Incident, contact: Contact, person: PersonId, roles: Role[]) {
  if (contact.severity === incident.severity) return { clockAt: contact.at, again: pageEntry(contact, person, roles) };
  const clockAt = Math.max(contact.at, incident.severitySince);
  return { clockAt, again: pageEntry(contact, person, roles, incident.counts.severities) };
}

/**
 * Nobody is paged again because the severity changed: a person who was paged in another row, or has answered, only gets a
 * notice. A person someone asked for, or who must decide now, is paged.
 */
function isNewTo(incident: Incident, contact: Contact, person: PersonId): boolean {
  if (isAskedFor(contact)) return true;
  const earlier = incident.contacts.slice(0, incident.contacts.indexOf(contact));
  const otherRows = earlier.filter(({ severity }) => severity !== contact.severity);
  const wasPaged = otherRows.some((row) => row.by === 'page' && hasPerson(row, person));
  const known = incident.people[person];
  const answeredBefore =
    known?.acknowledgedAt !== undefined && known.acknowledgedAt < contact.at && otherRows.length > 0;
  return !wasPaged && !answeredBefore;
}

const isUndecided = ({ id }: Contact): boolean => readContact(id).of === 'decision';

const isEscalated = ({ id }: Contact): boolean => readContact(id).of === 'escalation';

const isAskedFor = (contact: Contact): boolean => isEscalated(contact) || isUndecided(contact);

/**
 * The newest contact that pages this person; repeats count from it. Of two at the same instant it is always the same one,
 * whichever lookup was faster.
 */
function newestPage(incident: Incident, person: PersonId): Contact | undefined {
  return incident.contacts
    .filter((contact) => contact.by === 'page' && hasPerson(contact, person) && isNewTo(incident, contact, person))
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    .at(-1);
}

/** `change`: under the severity of which change the page is repeated, where that is not the contact's own. */
function pageEntry(contact: Contact, person: PersonId, roles: Role[], change?: number) {
  const role = roles[0] ?? 'person';
  const called = { contact: contact.id, role, person: isShared(contact, role) ? person : undefined };
  const undecided = isUndecided(contact);
  return (n: number, at: Instant, reason: PageReason): AgendaEntry => {
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

export const holdersOf = (incident: Incident, role: Role): PersonId[] =>
  Object.values(incident.people)
    .filter((person) => person.roles.includes(role))
    .map(({ id }) => id);

export const hasJoined = (incident: Incident, role: Role): boolean =>
  holdersOf(incident, role).some((id) => incident.people[id]?.joinedAt !== undefined);

/** Whether this role still has to join: nobody has excused it. */
function isAwaited(incident: Incident, role: Role): boolean {
  const joining = incident.obligations[obligationId('join', { role })];
  return joining !== undefined && isOwed(joining);
}

/** P1's response team: a role that is missing at the response deadline is paged again, alone, until it joins or is excused. */
function planQuorum(policy: Policy, incident: Incident, now: Instant): AgendaEntry[] {
  const { team } = policy.severities[incident.severity];
  const dueAt = responseDueAt(policy, incident);
  if (team.quorum !== 'all' || team.chaseEvery === null || dueAt === undefined) return [];
  const { chaseEvery } = team;
  return team.roles
    .filter((role) => !hasJoined(incident, role) && isAwaited(incident, role))
    .flatMap((role) => {
      const holders = holdersOf(incident, role);
      return holders.flatMap((to) =>
        currentMembers(dueAt, chaseEvery, now).map(({ n, at }): AgendaEntry => {
          const { severity } = incident;
          const person = holders.length > 1 ? to : undefined;
          const series = seriesName('join', { severity, role, person: to });
          const key = effectKey('join-page', { severity, role, person, n });
          return { at, effect: { do: 'page', key, series, n, to, reason: 'not-joined', kind: 'page', role } };
        }),
      );
    });
}

/** Acknowledged, then silence: the lead is paged again, later everyone who acknowledged, until someone acts. */
function planIdle(policy: Policy, incident: Incident, now: Instant): AgendaEntry[] {
  const { idleAfter, repeatEvery } = policy.severities[incident.severity].contact;
  const { lastActAt, firstAcknowledgedAt, lead } = incident;
  if (idleAfter === null || repeatEvery === null || lastActAt === undefined || firstAcknowledgedAt === undefined)
    return [];
  // Silence in `monitoring` is fine: after a relapse it counts from the relapse.
  const foughtSince = incident.relapsedAt ?? incident.startedAt;
  const quietAt = Math.max(lastActAt, incident.severitySince, foughtSince);
  const { acts, relapses, severities } = incident.counts;
  const everybodyAt = quietAt + 2 * idleAfter;
  const rounds = (idle: 'idle' | 'idle-all', people: PersonId[], firstAt: Instant, untilAt: Instant): AgendaEntry[] =>
    people.flatMap((to) =>
      currentMembers(firstAt, repeatEvery, now)
        .filter(({ at }) => at < untilAt)
        .map(({ n, at }): AgendaEntry => {
          const count = acts + relapses + severities;
          const effect: Effect = {
            do: 'page',
            key: effectKey('idle-page', { severity: incident.severity, idle, count, to, n }),
            series: seriesName('idle', { idle, count, person: to }),
            n,
            to,
            reason: 'idle',
            kind: 'page',
          };
          return { at, effect };
        }),
    );
  const acknowledged = Object.values(incident.people).filter((person) => person.acknowledgedAt !== undefined);
  return [
    ...rounds('idle', lead === undefined ? [] : [lead], quietAt + idleAfter, everybodyAt),
    ...rounds(
      'idle-all',
      acknowledged.map(({ id }) => id),
      everybodyAt,
      Infinity,
    ),
  ];
}
