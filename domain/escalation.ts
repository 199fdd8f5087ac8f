import type { EscalationColumn, Policy } from '../policy/schema';
import type { AgendaEntry } from './effects';
import { isBeingFought, isOpen, type Incident, type Instant } from './incident';
import type { Contact, Role } from './people';
import { responseDueAt } from './obligations';

const MINUTE_MS = 60_000;

/** `P1:30m`: how keys name a column, whatever the speed at which the policy runs. */
export const columnId = (incident: Incident, column: EscalationColumn): string =>
  `${incident.severity}:${Math.round((column.after * incident.policy.speed) / MINUTE_MS)}m`;

export const contactOf = (incident: Incident, id: string): Contact | undefined =>
  incident.contacts.find((contact) => contact.id === id);

/** The columns of the current severity that nobody was contacted for. */
export function uncontacted(policy: Policy, incident: Incident): EscalationColumn[] {
  return policy.severities[incident.severity].escalation.filter(
    (column) => contactOf(incident, columnId(incident, column)) === undefined,
  );
}

/** When a column is due: by the incident's age, or earlier because nobody answered or nobody was there. */
function columnDueAt(policy: Policy, incident: Incident, column: EscalationColumn): { at: Instant; early: boolean } {
  const byAgeAt = incident.startedAt + column.after;
  const earlyAt = Math.min(unansweredAt(policy, incident, column), nobodyThereAt(policy, incident, column));
  return earlyAt < byAgeAt ? { at: earlyAt, early: true } : { at: byAgeAt, early: false };
}

/** The response deadline, for the one column that comes next at that moment, while nobody at all has acknowledged. */
function unansweredAt(policy: Policy, incident: Incident, column: EscalationColumn): Instant {
  const { contact, escalation } = policy.severities[incident.severity];
  const dueAt = responseDueAt(policy, incident);
  if (dueAt === undefined || contact.whenUnanswered !== 'next-column' || incident.firstAcknowledgedAt !== undefined)
    return Infinity;
  const next = escalation.find((candidate) => incident.startedAt + candidate.after > dueAt);
  return next === column ? dueAt : Infinity;
}

/** The moment at which the column before this one turned out to reach nobody for one of its roles. */
function nobodyThereAt(policy: Policy, incident: Incident, column: EscalationColumn): Instant {
  const { escalation } = policy.severities[incident.severity];
  const before = escalation[escalation.indexOf(column) - 1];
  const contact = before === undefined ? undefined : contactOf(incident, columnId(incident, before));
  return contact !== undefined && contact.missing.length > 0 ? contact.at : Infinity;
}

/** Who is looked up, and when: what people asked for, the matrix, the next authority. Paging follows once they are found. */
export function planEscalation(policy: Policy, incident: Incident): AgendaEntry[] {
  if (!isOpen(incident)) return [];
  const wanted = incident.wanted.map(({ id, roles, at }) => lookUp(policy, incident, id, roles, at, true));
  if (policy.severities[incident.severity].contact.by === 'none' || !isBeingFought(incident)) return wanted;
  const matrix = uncontacted(policy, incident)
    .filter((column) => !incident.wanted.some(({ id }) => id === columnId(incident, column)))
    .map((column) => {
      const { at, early } = columnDueAt(policy, incident, column);
      return lookUp(policy, incident, columnId(incident, column), column.roles, at, early);
    });
  return [...wanted, ...matrix, ...planUndecided(policy, incident)];
}

/** No decision by its deadline: the next authority is called. */
function planUndecided(policy: Policy, incident: Incident): AgendaEntry[] {
  const rules = policy.severities[incident.severity].decision;
  const { decision } = incident;
  if (rules === null || decision?.missedAt === undefined || decision.made !== undefined) return [];
  const id = `${incident.severity}:decision-${decision.number}`;
  if (contactOf(incident, id) !== undefined) return [];
  return [lookUp(policy, incident, id, [rules.nextAuthority], decision.missedAt, false)];
}

/** The effect that finds out who holds `roles` now; the quorum's roles are asked as well, to know who stands for them. */
export function lookUp(
  policy: Policy,
  incident: Incident,
  contact: string,
  roles: Role[],
  at: Instant,
  early: boolean,
): AgendaEntry {
  const { severity } = incident;
  const rules = policy.severities[severity];
  const by = rules.contact.by === 'page' ? 'page' : 'notice';
  return {
    at,
    effect: {
      do: 'find-people',
      key: `people:${contact}`,
      contact,
      severity,
      by,
      roles,
      label: rules.team.roles,
      dueAt: at,
      early,
    },
  };
}
