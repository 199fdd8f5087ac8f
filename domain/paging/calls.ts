/** Who has to hear something once, outside the escalation matrix? */
import type { Incident } from '../state/incident';
import { effectKey } from '../state/keys';
import type { Call } from '../state/people';
import type { Instant, PersonId } from '../state/vocabulary';

/** People who have to know and won't be paged anyway: each gets one message, once. */
export function callAll(
  incident: Incident,
  people: PersonId[],
  call: Omit<Call, 'to' | 'key'> & { key: (to: PersonId) => string },
): Incident {
  const { key, ...rest } = call;
  const calls = people.map((to): Call => ({ ...rest, to, key: key(to) }));
  return { ...incident, calls: [...incident.calls, ...calls] };
}

export const contacted = (incident: Incident): PersonId[] => [
  ...new Set(incident.contacts.flatMap(({ people }) => people.map(({ id }) => id))),
];

/** Withdraws all pages, because the incident was a false alarm or was merged. */
export const withdrawAll = (incident: Incident, at: Instant, cause: 'cancelled' | 'merged'): Incident =>
  callAll(incident, contacted(incident), {
    key: (to) => effectKey('withdrawal', { cause, to }),
    reason: 'withdrawn',
    kind: 'withdrawal',
    at,
  });

/** Everyone who was contacted or has acknowledged gets one message about it. */
export function toldAll(incident: Incident, at: Instant, reason: 'break-glass'): Incident {
  const answered = Object.values(incident.people).flatMap(({ id, acknowledgedAt }) =>
    acknowledgedAt === undefined ? [] : [id],
  );
  const people = [...new Set([...contacted(incident), ...answered])];
  const decision = incident.decision?.number ?? 1;
  const key = (to: PersonId): string => effectKey('break-glass-notice', { decision, to });
  return callAll(incident, people, { key, reason, kind: 'notice', at });
}
