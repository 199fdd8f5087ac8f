/** Who is called in place of somebody who has said that they can't? */
import { rulesOf } from '../severity/scale';
import type { EscalationColumn, Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import type { Incident } from '../state/incident';
import type { IncidentPerson } from '../state/people';
import type { Instant, PersonId, Role } from '../state/vocabulary';
import { titleOf } from '../text/format';
import { calledEarly, callsOf, columnId, uncontacted } from './matrix';
import { reopen } from '../ledger/ledger';
import { joinId } from '../state/obligation-ids';
import { calledSince, isAnswered, isOut } from './response';
import { hasJoined } from './team';

/**
 * Somebody can't. That is no answer: unless somebody else is on it, the next column is called at once for a role that nobody
 * is left for.
 */
export function declinedBy(policy: Policy, before: Incident, by: PersonId, at: Instant): Incident {
  const incident = givenUp(before, by, at);
  return isAnswered(incident) ? incident : standInCalled(policy, incident, by, at);
}

/** Somebody who was on it is out: whoever answered after them takes their place; without one nobody has answered. */
function givenUp(before: Incident, by: PersonId, at: Instant): Incident {
  const incident = rolesOpen(withoutAnswer(before, by, at), by, at);
  const { answered, ...response } = incident.response;
  const { since, spared } = response;
  // What brought the call about does not answer it.
  const heir = Object.values(incident.people)
    .flatMap(({ id, name, answeredAt = -Infinity }) => (answeredAt < since ? [] : [{ id, name, at: answeredAt }]))
    .filter((one) => one.at > since || !spared.includes(one.id))
    .sort((a, b) => a.at - b.at)[0];
  const answeredIn = incident.answeredIn.filter((severity) => severity !== incident.severity);
  const open: Incident =
    answered?.by !== by
      ? incident
      : heir === undefined
        ? { ...incident, response, answeredIn }
        : { ...incident, response: { ...response, answered: { by: heir.id, at: heir.at } } };
  if (open.lead !== by) return open;
  if (heir !== undefined)
    return noted({ ...open, lead: heir.id }, at, { kind: 'lead', text: `${heir.name} is the lead`, by });
  const { lead: _out, ...leaderless } = open;
  return leaderless;
}

/** Whoever had joined is missing again, unless somebody else of their role has joined. */
function rolesOpen(incident: Incident, by: PersonId, at: Instant): Incident {
  const roles = incident.people[by]?.roles ?? [];
  const missing = roles.filter((role) => !hasJoined(incident, role));
  const { team } = incident;
  const outAt = { ...team.outAt, ...Object.fromEntries(missing.map((role) => [role, at])) };
  return missing.reduce((next, role) => reopen(next, joinId(role, team.number)), {
    ...incident,
    team: { ...team, outAt },
  });
}

function withoutAnswer(incident: Incident, by: PersonId, declinedAt: Instant): Incident {
  const known = incident.people[by];
  if (known === undefined) return incident;
  const { acknowledgedAt: _acknowledged, joinedAt: _joined, answeredAt: _answered, answeredAs: _as, ...rest } = known;
  const person: IncidentPerson = { ...rest, declinedAt };
  return { ...incident, people: { ...incident.people, [by]: person } };
}

/** The column behind theirs stands in at once for a role that nobody is left for; others of their role are rung as before. */
function standInCalled(policy: Policy, incident: Incident, by: PersonId, at: Instant): Incident {
  const rules = rulesOf(policy, incident.severity).contact;
  const column = isReplaced(incident, by) ? undefined : standIn(policy, incident, by);
  if (column === undefined || rules.by === 'none') return incident;
  const { roles } = column;
  const call = calledEarly(incident, { id: columnId(incident, column), by: rules.by, roles, at, askedBy: by });
  const titles = roles.map((role) => titleOf(policy, role)).join(', ');
  return noted(call, at, { kind: 'escalated', text: `Next in line, called at once: ${titles}` });
}

const isGone = (incident: Incident, person: PersonId): boolean => isOut(incident, person, calledSince(incident));

/** Whether each role that they were called for has somebody else who was called for it and can. */
function isReplaced(incident: Incident, by: PersonId): boolean {
  const called = incident.contacts.flatMap(({ people }) => people);
  const roles = called.flatMap((one) => (one.id === by ? one.roles : []));
  const isLeft = (role: Role): boolean => called.some((one) => one.roles.includes(role) && !isGone(incident, one.id));
  return roles.length > 0 && roles.every(isLeft);
}

/** The first column behind the one that called them in which somebody may still answer, unless it has been called. */
function standIn(policy: Policy, incident: Incident, by: PersonId): EscalationColumn | undefined {
  const { escalation } = rulesOf(policy, incident.severity);
  const peopleOf = (column: EscalationColumn): PersonId[] =>
    callsOf(incident, column).flatMap(({ people }) => people.map(({ id }) => id));
  const theirs = escalation.findLastIndex((column) => peopleOf(column).includes(by));
  const toCall = uncontacted(policy, incident);
  const isOpen = (column: EscalationColumn): boolean =>
    toCall.includes(column) || peopleOf(column).some((id) => !isGone(incident, id));
  const next = escalation.slice(theirs + 1).find(isOpen);
  const isWanted = incident.wanted.some(({ id }) => next !== undefined && id === columnId(incident, next));
  return next !== undefined && toCall.includes(next) && !isWanted ? next : undefined;
}
