/** Who is called in place of somebody who has said that they can't? */
import { rulesOf } from '../severity/scale';
import type { Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import type { Incident } from '../state/incident';
import type { Contact, IncidentPerson } from '../state/people';
import type { Instant, PersonId } from '../state/vocabulary';
import { titleOf } from '../text/format';
import { columnId, uncontacted } from './matrix';
import { isAnswered } from './response';

/** Somebody can't. That is no answer: unless somebody else is on it, the next column is called at once. */
export function declinedBy(policy: Policy, before: Incident, by: PersonId, at: Instant): Incident {
  const declined = [...(before.response.declined ?? []), { by, at }];
  const incident = givenUp({ ...before, response: { ...before.response, declined } }, by, at);
  return isAnswered(incident) ? incident : nextCalled(policy, incident, by, at);
}

/** Somebody who was on it is out: whoever answered after them takes their place; without one nobody has answered. */
function givenUp(before: Incident, by: PersonId, at: Instant): Incident {
  const incident = withoutAnswer(before, by);
  const { answered, ...response } = incident.response;
  const next = Object.values(incident.people)
    .flatMap(({ id, name, answeredAt = -Infinity }) => (answeredAt < response.since ? [] : [{ id, name, answeredAt }]))
    .sort((a, b) => a.answeredAt - b.answeredAt)[0];
  if (next !== undefined) {
    const kept = { ...incident, response: { ...response, answered: { by: next.id, at: next.answeredAt } } };
    return incident.lead !== by
      ? kept
      : noted({ ...kept, lead: next.id }, at, { kind: 'lead', text: `${next.name} is the lead`, by });
  }
  const answeredIn = incident.answeredIn.filter((severity) => severity !== incident.severity);
  const open = answered?.by === by ? { ...incident, response, answeredIn } : incident;
  if (open.lead !== by) return open;
  const { lead: _out, ...leaderless } = open;
  return leaderless;
}

function withoutAnswer(incident: Incident, by: PersonId): Incident {
  const known = incident.people[by];
  if (known === undefined) return incident;
  const { acknowledgedAt: _acknowledged, joinedAt: _joined, answeredAt: _answered, ...rest } = known;
  const person: IncidentPerson = rest;
  return { ...incident, people: { ...incident.people, [by]: person } };
}

function nextCalled(policy: Policy, incident: Incident, by: PersonId, at: Instant): Incident {
  const rules = rulesOf(policy, incident.severity).contact;
  const column = uncontacted(policy, incident).find(
    (one) => !incident.wanted.some(({ id }) => id === columnId(incident, one)),
  );
  if (column === undefined || rules.by === 'none') return incident;
  const call: Contact = {
    id: columnId(incident, column),
    severity: incident.severity,
    by: rules.by,
    roles: column.roles,
    at,
    people: [],
    missing: [],
    problems: [],
    early: true,
    clock: incident.clock.number,
    askedBy: by,
  };
  const roles = column.roles.map((role) => titleOf(policy, role)).join(', ');
  const text = `Next in line, called at once: ${roles}`;
  return noted({ ...incident, wanted: [...incident.wanted, call] }, at, { kind: 'escalated', text });
}
