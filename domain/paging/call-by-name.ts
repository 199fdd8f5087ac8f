/** Who was called by name and owes an answer? */
import type { Policy } from '../../policy/schema';
import { type Incident, isBeingFought } from '../state/incident';
import { readKey } from '../state/keys';
import { answeredSince } from '../state/people';
import type { Instant, PersonId } from '../state/vocabulary';
import { isAskedFor } from './contact-kind';
import { withdrawnAt } from './calls';
import { rulesOf } from '../severity/scale';
import { hasDeclined, isOut } from './response';

/** Somebody was called by name, and when. `call` names it in the ledger. */
export interface NamedCall {
  call: string;
  to: PersonId;
  at: Instant;
  dueAt?: Instant;
}

/** So many of the newest are on the ledger one by one. */
const MOST_OWED = 100;

/** When somebody asked for this person: by their role, or as the lead. */
const calledByNameAt = ({ contacts, calls }: Incident, person: PersonId): Instant[] => [
  ...contacts
    .filter(isAskedFor)
    .flatMap(({ at, people }) => people.flatMap(({ id, since }) => (id === person ? [since ?? at] : []))),
  ...calls.flatMap(({ to, reason, kind, at }) =>
    to === person && reason === 'assigned' && kind === 'page' ? [at] : [],
  ),
];

/** Whether this person has said that they can't, and nobody has called or rung them since. */
export function isStillOut(incident: Incident, person: PersonId): boolean {
  const { pagedAt = -Infinity, rung } = incident.people[person] ?? {};
  const rungAt = Math.max(pagedAt, rung?.at ?? -Infinity);
  return isOut(incident, person, Math.max(incident.response.since, rungAt, ...calledByNameAt(incident, person)));
}

/** Who was called by name into an incident that is fought: each owes an answer within the severity's response time. */
export function namedCalls(policy: Policy, incident: Incident): NamedCall[] {
  if (!isBeingFought(incident)) return [];
  const { within } = rulesOf(policy, incident.severity).response;
  const asked = incident.contacts
    .filter((contact) => isAskedFor(contact) && contact.by === 'page')
    .flatMap(({ id, at, people }) => people.map((person) => ({ call: id, to: person.id, at: person.since ?? at })));
  const leads = incident.calls.flatMap(({ key, to, at, reason, kind }) => {
    const read = readKey(key);
    return reason === 'assigned' && kind === 'page' && read.of === 'lead-page'
      ? [{ call: `assign-${read.seq}`, to, at }]
      : [];
  });
  return (
    [...asked, ...leads]
      // What was asked for before the incident was watched is asked for no more.
      .filter(({ to, at }) => withdrawnAt(incident, to) < at && !hasDeclined(incident, to, at))
      .filter(({ at }) => at >= (incident.relapsedAt ?? -Infinity))
      .slice(-MOST_OWED)
      .map((call) => ({ ...call, ...(within !== null && { dueAt: call.at + within }) }))
  );
}

/** When the one who was called answered. */
export const answerTo = ({ people }: Incident, { to, at }: NamedCall): Instant | undefined =>
  answeredSince(people[to], at);
