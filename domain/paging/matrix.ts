/** Who is contacted at which age of the incident, and who earlier because nobody answered? */
import type { EscalationColumn, Policy } from '../../policy/schema';
import { responseDueAt } from '../ledger/ledger';
import { noted } from '../ledger/timeline';
import type { AgendaEntry, Effect } from '../state/effects';
import type { EffectOutcome } from '../state/events';
import { type Incident, isBeingFought, isOpen } from '../state/incident';
import { contactId, effectKey } from '../state/keys';
import type { Contact } from '../state/people';
import type { Instant, PersonId, Role } from '../state/vocabulary';
import { titleOf } from '../text/format';

const MINUTE_MS = 60_000;

/** `P1:30m`: how keys name a column, whatever the policy's speed. */
export const columnId = (incident: Incident, column: EscalationColumn): string =>
  contactId('column', {
    severity: incident.severity,
    minute: Math.round((column.after * incident.policy.speed) / MINUTE_MS),
  });

export const contactOf = (incident: Incident, id: string): Contact | undefined =>
  incident.contacts.find((contact) => contact.id === id);

/** The columns of the current severity that were not contacted yet. */
export function uncontacted(policy: Policy, incident: Incident): EscalationColumn[] {
  return policy.severities[incident.severity].escalation.filter(
    (column) => contactOf(incident, columnId(incident, column)) === undefined,
  );
}

/** When a column is due: by the incident's age, or earlier because nobody answered or a role had nobody. */
function columnDueAt(policy: Policy, incident: Incident, column: EscalationColumn): { at: Instant; early: boolean } {
  const byAgeAt = incident.startedAt + column.after;
  const earlyAt = Math.min(unansweredAt(policy, incident, column), nobodyThereAt(policy, incident, column));
  return earlyAt < byAgeAt ? { at: earlyAt, early: true } : { at: byAgeAt, early: false };
}

/** The response deadline, for the column that comes next then, while nobody has acknowledged. */
function unansweredAt(policy: Policy, incident: Incident, column: EscalationColumn): Instant {
  const { contact, escalation } = policy.severities[incident.severity];
  const dueAt = responseDueAt(policy, incident);
  if (dueAt === undefined || contact.whenUnanswered !== 'next-column' || incident.firstAcknowledgedAt !== undefined)
    return Infinity;
  const next = escalation.find((candidate) => incident.startedAt + candidate.after > dueAt);
  return next === column ? dueAt : Infinity;
}

/** When the column before this one turned out to have nobody for one of its roles. */
function nobodyThereAt(policy: Policy, incident: Incident, column: EscalationColumn): Instant {
  const { escalation } = policy.severities[incident.severity];
  const before = escalation[escalation.indexOf(column) - 1];
  const contact = before === undefined ? undefined : contactOf(incident, columnId(incident, before));
  return contact !== undefined && contact.missing.length > 0 ? contact.at : Infinity;
}

/** Which roles are looked up, and when: escalations by people, and the matrix. Paging follows. */
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
  return [...wanted, ...matrix];
}

/** The effect that finds out who holds `roles` now, and who holds the response team's roles. */
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
      key: effectKey('people', { contact }),
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

/** Whether a contacted person is still needed in the current severity. */
export function isCalledFor(policy: Policy, { severity, people }: Incident, id: PersonId): boolean {
  const wanted = policy.severities[severity].escalation.flatMap(({ roles }) => roles);
  const person = people[id];
  return person?.acknowledgedAt !== undefined || (person?.roles.some((role) => wanted.includes(role)) ?? true);
}

/** Why a contact comes before its time in the escalation matrix. */
function earlyBecause({ wanted, firstAcknowledgedAt }: Incident, id: string): string {
  if (wanted.some((wish) => wish.id === id)) return 'a person escalated';
  return firstAcknowledgedAt === undefined ? 'early: nobody has acknowledged' : 'early: a role has nobody';
}

export function peopleFound(
  policy: Policy,
  incident: Incident,
  effect: Extract<Effect, { do: 'find-people' }>,
  found: Extract<EffectOutcome, { of: 'people' }>,
  at: Instant,
): Incident {
  const people = { ...incident.people };
  for (const { id, name, roles } of found.people) {
    const known = people[id];
    people[id] = { ...known, id, name, roles: [...new Set([...(known?.roles ?? []), ...roles])] };
  }
  const { contact: id, severity, by, roles, early } = effect;
  const called = found.people
    .filter(({ asked }) => asked.length > 0)
    .map((person) => ({ id: person.id, roles: person.asked }));
  // Repeats count from when the column was due, so that they follow the guide and not the timer. After an outage of ours they
  // count from when the column was contacted.
  const begunAt = incident.effects[effect.key]?.at ?? at;
  const startedAt = begunAt - effect.dueAt < 1_000 ? effect.dueAt : begunAt;
  const contact: Contact = {
    id,
    severity,
    by,
    roles,
    at: startedAt,
    people: called,
    missing: found.missing,
    problems: found.problems,
    early,
  };
  let next: Incident = {
    ...incident,
    people,
    contacts: [...incident.contacts, contact],
    wanted: incident.wanted.filter((wish) => wish.id !== id),
  };
  const names = called.map((person) => people[person.id]?.name ?? person.id).join(', ');
  const verb = by === 'page' ? 'Paging' : 'Notifying';
  if (called.length > 0)
    next = noted(next, at, {
      kind: 'contacted',
      text: `${verb} ${names} (${roles.map((role) => titleOf(policy, role)).join(', ')})`,
      key: id,
      ...(early && { because: earlyBecause(incident, id) }),
    });
  for (const problem of found.problems) next = noted(next, at, { kind: 'warning', text: problem, key: id });
  return next;
}
