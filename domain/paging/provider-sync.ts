/** What became of the incident here is done as well where its pages opened something of its own, such as at PagerDuty. */
import type { Policy } from '../../policy/schema';
import type { AgendaEntry } from '../state/effects';
import { type Incident, isOpen } from '../state/incident';
import { effectKey, isCall, readKey } from '../state/keys';
import type { Call, Rounds } from '../state/people';
import type { Instant, PersonId } from '../state/vocabulary';
import { answerOf } from './rounds';

/**
 * Who has acknowledged is done with there too; what was withdrawn or has ended is over there. Not while a page is under
 * way: it would open anew what was just closed. The policy can leave out either.
 */
export function planFollowing(policy: Policy, incident: Incident): AgendaEntry[] {
  const { following } = policy.delivery;
  if (isPageUnderWay(incident)) return [];
  return [
    ...(following.acknowledged && isOpen(incident) ? planAcknowledged(policy, incident) : []),
    ...(following.ended ? [...planWithdrawn(incident), ...planEnded(incident)] : []),
  ];
}

/** Once for each round: a page after the answer opened something of its own. */
function planAcknowledged(policy: Policy, incident: Incident): AgendaEntry[] {
  const reached = called(incident);
  return Object.values(incident.people).flatMap((person) => {
    const answer = answerOf(policy, person);
    if (answer === undefined || !reached.includes(person.id)) return [];
    const round = answer.upTo > 1 ? answer.upTo : undefined;
    const key = effectKey('follow-acknowledged', { person: person.id, round });
    return [follow(incident, key, answer.at, [person.id], 'acknowledged', () => answer.upTo)];
  });
}

/** While the incident goes on: it is over for these people only, and not for what they are paged with from then on. */
function planWithdrawn(incident: Incident): AgendaEntry[] {
  if (!isOpen(incident)) return [];
  const withdrawals = incident.calls.filter(({ kind }) => kind === 'withdrawal');
  return withdrawals.map(({ key, to, at }) => {
    const isBegun = incident.effects[key] !== undefined;
    return follow(incident, followKey(key), at, [to], 'resolved', ({ begun, withdrawn }) =>
      isBegun ? withdrawn : begun,
    );
  });
}

const followKey = (withdrawal: string): string => effectKey('follow-withdrawal', { withdrawal });

/** Whether what this call withdrew is still to be ended elsewhere: it failed, is under way, or has not begun. */
export function isFollowOwed({ delivery }: Policy, { effects }: Incident, { key, kind }: Call): boolean {
  const status = effects[followKey(key)]?.status;
  return kind === 'withdrawal' && (status === undefined ? delivery.following.ended : status !== 'done');
}

/** An incident that stands down is over only once the other one has its alerts. */
function planEnded(incident: Incident): AgendaEntry[] {
  const isOver = !isOpen(incident) && (incident.merge === undefined || incident.merge.handedOver);
  const people = called(incident);
  if (!isOver || people.length === 0) return [];
  return [follow(incident, effectKey('follow-ended'), incident.statusSince, people, 'resolved', ({ begun }) => begun)];
}

function follow(
  incident: Incident,
  key: string,
  at: Instant,
  people: PersonId[],
  state: 'acknowledged' | 'resolved',
  upTo: (rounds: Rounds) => number | undefined,
): AgendaEntry {
  const rounds = people.flatMap((id) => {
    const had = incident.people[id]?.rounds;
    const n = (had && upTo(had)) ?? 1;
    return n > 1 ? [[id, n] as const] : [];
  });
  const more = rounds.length > 0 && { rounds: Object.fromEntries(rounds) };
  return { at, effect: { do: 'follow', key, people, state, ...more } };
}

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
    Object.keys(effects).some((key) => isRunning(key) && (isCall(key) || readKey(key).of === 'fallback'))
  );
}
