/** Which roles of the response team are still missing, and when are they called again? */
import type { Policy } from '../../policy/schema';
import { isOwed } from '../ledger/ledger';
import type { AgendaEntry } from '../state/effects';
import type { Incident } from '../state/incident';
import { effectKey, seriesName } from '../state/keys';
import { joinId } from '../state/obligation-ids';
import type { Instant, PersonId, Role } from '../state/vocabulary';
import { hasDeclined } from './response';
import { currentMembers } from './series';
import { rulesOf } from '../severity/scale';

export const holdersOf = (incident: Incident, role: Role): PersonId[] =>
  Object.values(incident.people)
    .filter((person) => person.roles.includes(role))
    .map(({ id }) => id);

/**
 * Who of this role answered a page first, by the present clock: an answer to a mere notice is no answer to a page. Asked for each
 * role after each event, so nothing is copied for the answer.
 */
export function joinedFor({ people, clock }: Incident, role: Role): { id: PersonId; at: Instant } | undefined {
  let first: { id: PersonId; at: Instant } | undefined;
  for (const id in people) {
    const person = people[id];
    if (person?.answeredAt === undefined || person.answeredAt < clock.since || !person.roles.includes(role)) continue;
    const { answeredAt, answeredAs = [], joinedAt = 0, tookOver } = person;
    // Who held the role before, and does something later, is not there for it.
    if (!answeredAs.includes(role) && tookOver?.[role] === undefined) continue;
    const at = Math.max(joinedAt >= clock.since ? joinedAt : answeredAt, tookOver?.[role] ?? 0);
    if (first === undefined || at < first.at) first = { id: person.id, at };
  }
  return first;
}

export const hasJoined = (incident: Incident, role: Role): boolean => joinedFor(incident, role) !== undefined;

/** By when the team must have joined. */
export function joinDueAt(policy: Policy, { severity, team }: Incident): Instant | undefined {
  const { within } = rulesOf(policy, severity).response;
  return within === null ? undefined : team.since + within;
}

/** By when somebody must have joined as this role: there is as much time again once the one who had joined is out. */
export function roleDueAt(policy: Policy, { severity, team }: Incident, role: Role): Instant | undefined {
  const { within } = rulesOf(policy, severity).response;
  if (within === null) return undefined;
  const [dueAt, outAt = -Infinity] = [team.since + within, team.outAt[role]];
  return dueAt > outAt ? dueAt : outAt + within;
}

/** The roles of the team that have not joined, as far as nobody has excused them. */
export function missingRoles(policy: Policy, incident: Incident): Role[] {
  const { team } = rulesOf(policy, incident.severity);
  if (team.quorum !== 'all' || team.chaseEvery === null) return [];
  return team.roles.filter((role) => {
    const joining = incident.obligations[joinId(role, incident.team.number)];
    return !hasJoined(incident, role) && joining !== undefined && isOwed(joining);
  });
}

/**
 * A role that is missing at the response deadline is paged again, alone, until it joins or is excused. In a severity that was
 * answered before, nobody else is rung, so it is paged at once.
 */
export function planQuorum(policy: Policy, incident: Incident, now: Instant): AgendaEntry[] {
  const { chaseEvery } = rulesOf(policy, incident.severity).team;
  const dueAt = joinDueAt(policy, incident);
  if (chaseEvery === null || dueAt === undefined) return [];
  const { since, number, again } = incident.team;
  const chases = currentMembers(dueAt, chaseEvery, now);
  const members = again ? [{ n: 1, at: since }, ...chases.map(({ n, at }) => ({ n: n + 1, at }))] : chases;
  const { severity } = incident;
  const team = number > 1 ? number : undefined;
  return missingRoles(policy, incident).flatMap((role) => {
    const holders = holdersOf(incident, role).filter((id) => !hasDeclined(incident, id, since));
    return holders.flatMap((to) => {
      const series = seriesName('join', { severity, role, person: to, team });
      const person = holders.length > 1 ? to : undefined;
      return members.map(({ n, at }): AgendaEntry => {
        const key = effectKey('join-page', { severity, role, person, team, n });
        return {
          at,
          asks: [role],
          effect: { do: 'page', key, series, n, to, reason: 'not-joined', kind: 'page', role },
        };
      });
    });
  });
}
