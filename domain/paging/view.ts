/** What do people see of the escalation matrix: who was contacted when, and who comes next? */
import { rulesOf } from '../severity/scale';
import type { Policy } from '../../policy/schema';
import { type Incident, isBeingFought, nameOf } from '../state/incident';
import { iso } from '../text/format';
import { callsOf, columnDueAt, uncontacted } from './matrix';

/** A column of the current severity's matrix. Times are ISO 8601. */
export interface ColumnView {
  /** The incident's age at which it is contacted, in milliseconds. */
  after: number;
  roles: string[];
  by: 'page' | 'notice' | 'none';
  contactedAt?: string;
  /** Before its time, because nobody answered or a role had nobody. */
  early?: true;
  /** Who was found, and what became of it. */
  people?: { name: string; acknowledgedAt?: string; joinedAt?: string; declinedAt?: string }[];
  /** Why somebody who should have been reached was not. */
  problems?: string[];
  /** When it is contacted unless things change; absent where it was, or where nobody is contacted any more. */
  dueAt?: string;
}

/** The matrix of the current severity, in its order. */
export function matrixOf(policy: Policy, incident: Incident): ColumnView[] {
  const { escalation, contact } = rulesOf(policy, incident.severity);
  const waiting = isBeingFought(incident) ? uncontacted(policy, incident) : [];
  return escalation.map((column): ColumnView => {
    const call = callsOf(incident, column).at(-1);
    return {
      ...{ after: column.after, roles: column.roles, by: contact.by },
      ...(call !== undefined && {
        contactedAt: iso(call.at),
        ...(call.early && { early: true }),
        people: call.people.map(({ id }) => {
          const { acknowledgedAt, joinedAt } = incident.people[id] ?? {};
          return {
            name: nameOf(incident, id),
            ...(acknowledgedAt !== undefined && { acknowledgedAt: iso(acknowledgedAt) }),
            ...(joinedAt !== undefined && { joinedAt: iso(joinedAt) }),
            ...declinedOf(incident, id),
          };
        }),
        ...(call.problems.length > 0 && { problems: call.problems }),
      }),
      ...(waiting.includes(column) && { dueAt: iso(columnDueAt(policy, incident, column).at) }),
    };
  });
}

/** When this person said that they can't, if they did since the newest call for an answer. */
export function declinedOf({ people, response }: Incident, id: string): { declinedAt?: string } {
  const at = people[id]?.declinedAt ?? -Infinity;
  return at < response.since ? {} : { declinedAt: iso(at) };
}
