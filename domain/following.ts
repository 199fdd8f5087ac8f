/** What became of the incident here is done as well where its pages opened something of its own, such as at PagerDuty. */
import type { Policy } from '../policy/schema';
import type { AgendaEntry } from './effects';
import { isOpen, type Incident, type Instant, type PersonId } from './incident';

/**
 * Who has acknowledged is done with there too; what was withdrawn or has ended is over there. Not while a page is under
 * way: it would open anew what was just closed. A policy without `following` asks for none of it.
 */
export function planFollowing(policy: Policy, incident: Incident): AgendaEntry[] {
  const { following } = policy.delivery;
  if (following === undefined || isPageUnderWay(incident)) return [];
  return [
    ...(following.acknowledged && isOpen(incident) ? planAcknowledged(incident) : []),
    ...(following.ended ? [...planWithdrawn(incident), ...planEnded(incident)] : []),
  ];
}

const planAcknowledged = (incident: Incident): AgendaEntry[] =>
  Object.values(incident.people).flatMap(({ id, acknowledgedAt }) =>
    acknowledgedAt === undefined || !called(incident).includes(id)
      ? []
      : [follow(`follow:acknowledged:${id}`, acknowledgedAt, [id], 'acknowledged')],
  );

/** While the incident goes on: it is over for these people only. */
const planWithdrawn = (incident: Incident): AgendaEntry[] =>
  isOpen(incident)
    ? incident.calls
        .filter(({ kind }) => kind === 'withdrawal')
        .map(({ key, to, at }) => follow(`follow:${key}`, at, [to], 'resolved'))
    : [];

/** An incident that stands down is over only once the other one has its alerts. */
function planEnded(incident: Incident): AgendaEntry[] {
  const isOver = !isOpen(incident) && (incident.merge === undefined || incident.merge.handedOver);
  const people = called(incident);
  return isOver && people.length > 0 ? [follow('follow:ended', incident.statusSince, people, 'resolved')] : [];
}

const follow = (key: string, at: Instant, people: PersonId[], state: 'acknowledged' | 'resolved'): AgendaEntry => ({
  at,
  effect: { do: 'follow', key, people, state },
});

/** Everybody who may have got something, also where nobody knows whether they did. */
function called({ contacts, calls, people }: Incident): PersonId[] {
  const contacted = contacts.flatMap((contact) => contact.people.map(({ id }) => id));
  const reached = Object.values(people).filter(
    ({ pagedAt, acknowledgedAt }) => pagedAt !== undefined || acknowledgedAt !== undefined,
  );
  return [...new Set([...contacted, ...calls.map(({ to }) => to), ...reached.map(({ id }) => id)])];
}

function isPageUnderWay({ effects, calls }: Incident): boolean {
  const isRunning = (key: string): boolean => effects[key]?.status === 'running';
  return (
    calls.some(({ key, kind }) => kind !== 'withdrawal' && isRunning(key)) ||
    Object.keys(effects).some((key) => /^(page|notice|fallback):/.test(key) && isRunning(key))
  );
}
