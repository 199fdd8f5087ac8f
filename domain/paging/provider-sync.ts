/** When is a page acknowledged or resolved at the provider that it opened an incident at, such as PagerDuty? */
import type { Policy } from '../../policy/schema';
import type { AgendaEntry } from '../state/effects';
import { hasEffect } from '../state/effect-records';
import { type Incident, isOpen } from '../state/incident';
import { effectKey, isCall, readKey } from '../state/keys';
import type { Call, Rounds } from '../state/people';
import type { Instant, PersonId } from '../state/vocabulary';
import { answerOf } from './rounds';

/**
 * A person who acknowledged here is acknowledged there; what was withdrawn or has ended is resolved there. Not while a page is
 * being sent: it would reopen what was just closed. The policy can leave out either.
 */
export function planFollowing(policy: Policy, incident: Incident): AgendaEntry[] {
  const { following } = policy.delivery;
  if (isPageUnderWay(incident)) return [];
  return [
    ...(following.acknowledged && isOpen(incident) ? planAcknowledged(policy, incident) : []),
    ...(following.ended ? [...planWithdrawn(incident), ...planEnded(incident)] : []),
  ];
}

/** Once per round: a page after an answer opened a new one there. */
function planAcknowledged(policy: Policy, incident: Incident): AgendaEntry[] {
  const reached = new Set(called(incident));
  return Object.values(incident.people).flatMap((person) => {
    const answer = answerOf(policy, person);
    if (answer === undefined || !reached.has(person.id)) return [];
    const round = answer.upTo > 1 ? answer.upTo : undefined;
    const key = effectKey('follow-acknowledged', { person: person.id, round });
    return [follow(incident, key, answer.at, [person.id], 'acknowledged', () => answer.upTo)];
  });
}

/** While the incident is open: it is resolved for these people only, and not for later pages to them. */
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

/** Whether a withdrawal still has to reach the provider: it failed, is being sent, or has not started. */
export function isFollowOwed({ delivery }: Policy, { effects }: Incident, { key, kind }: Call): boolean {
  const status = effects[followKey(key)]?.status;
  return kind === 'withdrawal' && (status === undefined ? delivery.following.ended : status !== 'done');
}

/** A merged incident has ended only once the survivor has its alerts. */
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

/** Everyone who may have got a page, even if nobody knows whether they did. */
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
    hasEffect(effects, (key, { status }) => status === 'running' && (isCall(key) || readKey(key).of === 'fallback'))
  );
}
