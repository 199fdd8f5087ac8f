/** Who has to hear something once, outside the escalation matrix? */
import type { Incident } from '../state/incident';
import type { Call } from '../state/people';
import type { Instant, PersonId } from '../state/vocabulary';

/** People who have to know and won't be paged anyway: each gets one message, once. */
export function callAll(
  incident: Incident,
  people: PersonId[],
  call: Omit<Call, 'to' | 'key'> & { stem: string },
): Incident {
  const { stem, ...rest } = call;
  const calls = people.map((to): Call => ({ ...rest, to, key: `${stem}:${to}` }));
  return { ...incident, calls: [...incident.calls, ...calls] };
}

export const contacted = (incident: Incident): PersonId[] => [
  ...new Set(incident.contacts.flatMap(({ people }) => people.map(({ id }) => id))),
];

/** Withdraws all pages, because the incident was a false alarm or was merged. */
export const withdrawAll = (incident: Incident, at: Instant, stem = 'withdraw:cancelled'): Incident =>
  callAll(incident, contacted(incident), { stem, reason: 'withdrawn', kind: 'withdrawal', at });

/** Everyone who was contacted or has acknowledged gets one message about it. */
export function toldAll(incident: Incident, at: Instant, reason: 'break-glass'): Incident {
  const answered = Object.values(incident.people).flatMap(({ id, acknowledgedAt }) =>
    acknowledgedAt === undefined ? [] : [id],
  );
  const people = [...new Set([...contacted(incident), ...answered])];
  return callAll(incident, people, { stem: `${reason}:${incident.decision?.number ?? 1}`, reason, kind: 'notice', at });
}
