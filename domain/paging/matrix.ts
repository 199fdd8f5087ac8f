/** Which columns of the matrix are called at which age of the incident, and which earlier because nobody answered? */
import type { EscalationColumn, Policy } from '../../policy/schema';
import type { AgendaEntry, Effect } from '../state/effects';
import { type Incident, isBeingFought, isOpen } from '../state/incident';
import { contactId, effectKey, readContact } from '../state/keys';
import type { Contact } from '../state/people';
import type { Instant, PersonId, Role } from '../state/vocabulary';
import { isAnswered, responseDueAt } from './response';
import { rulesOf } from '../severity/scale';

const MINUTE_MS = 60_000;

/** `30m`, `90s`: how keys name a column, whatever the policy's speed. */
function timeOf({ policy: { speed } }: Incident, { after }: EscalationColumn): string {
  const ms = after * speed;
  return ms % MINUTE_MS === 0 ? `${ms / MINUTE_MS}m` : `${Math.round(ms / 1_000)}s`;
}

/** How this column's next call is named: `S1:30m`, and `S1:30m.2` when it is called again. */
export function columnId(incident: Incident, column: EscalationColumn): string {
  const { severity } = incident;
  const time = timeOf(incident, column);
  const before = incident.contacts.filter((contact) => isOf(contact, severity, time)).length;
  return contactId('column', { severity, time, again: before === 0 ? undefined : before + 1 });
}

function isOf({ id }: Contact, severity: string, time: string): boolean {
  const read = readContact(id);
  return read.of === 'column' && read.severity === severity && read.time === time;
}

/** The calls of this column by the present clock, oldest first. */
export const callsOf = (incident: Incident, column: EscalationColumn): Contact[] =>
  incident.contacts.filter(
    (contact) => contact.clock === incident.clock.number && isOf(contact, incident.severity, timeOf(incident, column)),
  );

/** The column that is called once more by a rise, and by a relapse that nobody answered. */
function isCalledAgain(policy: Policy, incident: Incident, column: EscalationColumn): boolean {
  const { by, answered, number } = incident.response;
  if (column !== rulesOf(policy, incident.severity).escalation[0] || by === 'start') return false;
  if (by === 'relapse' && answered !== undefined) return false;
  return !incident.contacts.some(({ rings }) => rings?.response === number);
}

/** Whether the first column calls for an answer, as it does once for each call: it rings those too who were rung before. */
function callsForAnswer({ contacts, response }: Incident): boolean {
  const isDone = response.answered !== undefined && response.by !== 'rise';
  return !isDone && !contacts.some(({ rings }) => rings?.response === response.number);
}

/** The columns of the current severity that are still to be called. */
export function uncontacted(policy: Policy, incident: Incident): EscalationColumn[] {
  return rulesOf(policy, incident.severity).escalation.filter(
    (column) => callsOf(incident, column).length === 0 || isCalledAgain(policy, incident, column),
  );
}

/** When a column is due: by the incident's age, or earlier because nobody answered or a role had nobody. */
export function columnDueAt(
  policy: Policy,
  incident: Incident,
  column: EscalationColumn,
): { at: Instant; early: boolean } {
  const { response } = incident;
  if (isCalledAgain(policy, incident, column) && callsOf(incident, column).length > 0) {
    const at = response.by === 'relapse' ? (responseDueAt(policy, incident) ?? response.since) : response.since;
    return { at, early: false };
  }
  const byAgeAt = incident.clock.since + column.after;
  const earlyAt = Math.min(unansweredAt(policy, incident, column), nobodyThereAt(policy, incident, column));
  return earlyAt < byAgeAt ? { at: earlyAt, early: true } : { at: byAgeAt, early: false };
}

/** The response deadline, for the column that comes next then, while nobody has answered. A relapse calls the first one then. */
function unansweredAt(policy: Policy, incident: Incident, column: EscalationColumn): Instant {
  const { contact, escalation } = rulesOf(policy, incident.severity);
  const dueAt = responseDueAt(policy, incident);
  const isWaiting = !isAnswered(incident) && incident.response.by !== 'relapse';
  if (dueAt === undefined || contact.whenUnanswered !== 'next-column' || !isWaiting) return Infinity;
  const next = escalation.find((candidate) => incident.clock.since + candidate.after > dueAt);
  return next === column ? dueAt : Infinity;
}

/** When the column before this one turned out to have nobody for one of its roles. */
function nobodyThereAt(policy: Policy, incident: Incident, column: EscalationColumn): Instant {
  const { escalation } = rulesOf(policy, incident.severity);
  const before = escalation[escalation.indexOf(column) - 1];
  const call = before === undefined ? undefined : callsOf(incident, before).at(-1);
  return call !== undefined && call.missing.length > 0 ? call.at : Infinity;
}

/** Which roles are looked up, and when: escalations by people, and the matrix. Paging follows. */
export function planEscalation(policy: Policy, incident: Incident): AgendaEntry[] {
  if (!isOpen(incident)) return [];
  const wanted = incident.wanted.map(({ id, roles, at, by }) => lookUp(policy, incident, { id, roles, at, by }, true));
  if (rulesOf(policy, incident.severity).contact.by === 'none' || !isBeingFought(incident)) return wanted;
  const matrix = uncontacted(policy, incident)
    .map((column) => ({ column, id: columnId(incident, column) }))
    .filter(({ id }) => !incident.wanted.some((wish) => wish.id === id))
    .map(({ column, id }) => {
      const { at, early } = columnDueAt(policy, incident, column);
      const found = lookUp(policy, incident, { id, roles: column.roles, at }, early);
      const isFirst = column === rulesOf(policy, incident.severity).escalation[0];
      return isFirst ? { ...found, effect: { ...found.effect, rings: callsForAnswer(incident) } } : found;
    });
  return [...wanted, ...matrix];
}

/** These roles are called now, before their time, because a person brought it about; who that is, is not called. */
export function calledEarly(
  incident: Incident,
  call: Pick<Contact, 'id' | 'by' | 'roles' | 'at'> & { askedBy: PersonId },
): Incident {
  const { severity, clock, wanted } = incident;
  const contact = { ...call, severity, clock: clock.number, early: true, people: [], missing: [], problems: [] };
  return { ...incident, wanted: [...wanted, contact] };
}

/** The roles of the first column behind those that hold one of these, for a call that found nobody. */
export function nextColumnAfter(policy: Policy, { severity }: Incident, roles: Role[]): Role[] | undefined {
  const { escalation } = rulesOf(policy, severity);
  const last = escalation.findLastIndex((column) => column.roles.some((role) => roles.includes(role)));
  return last < 0 ? escalation.at(-1)?.roles : escalation[last + 1]?.roles;
}

/** The effect that finds out who holds `roles` now, and who holds the response team's roles. */
export function lookUp(
  policy: Policy,
  incident: Incident,
  call: { id: string; roles: Role[]; at: Instant; by?: Contact['by'] },
  early: boolean,
): { at: Instant; effect: Extract<Effect, { do: 'find-people' }> } {
  const { severity } = incident;
  const rules = rulesOf(policy, severity);
  const { id: contact, roles, at, by = rules.contact.by === 'page' ? 'page' : 'notice' } = call;
  const key = effectKey('people', { contact });
  const label = rules.team.roles;
  return { at, effect: { do: 'find-people', key, contact, severity, by, roles, label, dueAt: at, early } };
}

/** Whether a contacted person is still needed in the current severity. */
export function isCalledFor(policy: Policy, { severity, people }: Incident, id: PersonId): boolean {
  const wanted = rulesOf(policy, severity).escalation.flatMap(({ roles }) => roles);
  const person = people[id];
  return person?.acknowledgedAt !== undefined || (person?.roles.some((role) => wanted.includes(role)) ?? true);
}
