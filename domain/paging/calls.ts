/** Who has to hear something, or is called by name, outside the escalation matrix? */
import type { Policy } from '../../policy/schema';
import type { AgendaEntry } from '../state/effects';
import { type Incident, isBeingFought, isOpen } from '../state/incident';
import { effectKey, readKey, seriesName } from '../state/keys';
import { type Call, hasAnsweredSince } from '../state/people';
import type { Instant, PersonId } from '../state/vocabulary';
import { hasPerson } from './contact-index';
import { hasDeclined, isAnswered } from './response';
import { currentMembers } from './series';
import { rulesOf } from '../severity/scale';

/** People who have to know and won't be paged anyway: each gets one message, once; whoever is called is rung again. */
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

/** Whether their page was withdrawn, and nothing has called them since. */
export function isWithdrawn(incident: Incident, person: PersonId): boolean {
  const takenBackAt = withdrawnAt(incident, person);
  if (takenBackAt === -Infinity) return false;
  const isSince = ({ at }: { at: Instant }): boolean => at > takenBackAt;
  return (
    !incident.contacts.some((contact) => isSince(contact) && hasPerson(contact, person)) &&
    !incident.calls.some((call) => call.to === person && call.kind === 'page' && isSince(call))
  );
}

/** Withdraws all pages, because the incident was a false alarm or was merged; of some people only, where that is said. */
export const withdrawAll = (
  incident: Incident,
  at: Instant,
  cause: 'cancelled' | 'merged',
  isMeant: (id: PersonId) => boolean = () => true,
): Incident =>
  callAll(incident, contacted(incident).filter(isMeant), {
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

/** Once the incident has ended, only withdrawals are still sent. */
export function planCalls(policy: Policy, incident: Incident, now: Instant): AgendaEntry[] {
  const isTakenBack = takenBack(policy, incident);
  const isOutdated = outdated(incident);
  const { dropped } = policy.delivery.overtaken;
  return incident.calls.flatMap((call): AgendaEntry[] => {
    const { key, to, reason, kind, at } = call;
    const word: AgendaEntry = { at, effect: { do: 'page', key, to, reason, kind } };
    if (kind === 'withdrawal') return isTakenBack(call) ? [] : [word];
    if (!isOpen(incident) || isOutdated(call)) return [];
    if (kind !== 'page') return [word];
    if (hasDeclined(incident, to, at)) return [];
    const isHeard = isHeardOf(incident, call);
    if (!isHeard) return [...repeated(policy, incident, call, now)];
    return dropped ? [] : [word];
  });
}

/** Who is wanted again, and then withdrawn or wanted once more, is rung for the newest of it. */
export function outdated({ calls }: Pick<Incident, 'calls'>): (call: Call) => boolean {
  const newest = new Map<PersonId, Call>();
  for (const call of calls) if (call.reason === 'wanted-again' || call.kind === 'withdrawal') newest.set(call.to, call);
  return (call) => call.reason === 'wanted-again' && newest.get(call.to) !== call;
}

/** A relapse wants anybody's answer, any other call that of its person. */
function isHeardOf(incident: Incident, { to, reason, at }: Call): boolean {
  return hasAnsweredSince(incident.people[to], at) || (reason === 'relapse' && isAnswered(incident));
}

/** Whoever is called by name is rung until they answer or the incident is watched. */
function repeated(
  policy: Policy,
  incident: Incident,
  { key, to, reason, kind, at }: Call,
  now: Instant,
): AgendaEntry[] {
  const { repeatEvery } = rulesOf(policy, incident.severity).contact;
  const isCurrent = at >= (incident.relapsedAt ?? -Infinity);
  const isRepeated = repeatEvery !== null && isBeingFought(incident) && RINGS.has(reason) && isCurrent;
  const members = isRepeated ? currentMembers(at, repeatEvery, now) : [];
  const first = { n: 1, at };
  const wanted = members.some(({ n }) => n === 1) ? members : [first, ...members];
  return wanted.map((member) => ({
    at: member.at,
    effect: {
      do: 'page',
      key: member.n === 1 ? key : againKey(key, member.n),
      series: seriesName('call', { name: key }),
      n: member.n,
      to,
      reason,
      kind,
    },
  }));
}

/** Whether this call is still rung, or will be again after monitoring: its person has not answered. */
export const isRinging = (incident: Incident, call: Call): boolean =>
  call.kind === 'page' && RINGS.has(call.reason) && isOpen(incident) && !isHeardOf(incident, call);

/** Whether this call was for an answer, was a mere notice because the severity rings nobody, and is not answered. */
export const isOnlyTold = (incident: Incident, call: Call): boolean =>
  call.kind === 'notice' &&
  RINGS.has(call.reason) &&
  !isHeardOf(incident, call) &&
  !hasDeclined(incident, call.to, call.at) &&
  !incident.calls.some(({ to, kind, at }) => to === call.to && kind === 'page' && at >= call.at);

const RINGS = new Set<Call['reason']>(['relapse', 'assigned']);

function againKey(key: string, n: number): string {
  const read = readKey(key);
  if (read.of === 'relapse-page') return effectKey('relapse-page', { ...read, n });
  if (read.of === 'rung-now') return effectKey('rung-now', { ...read, n });
  return read.of === 'lead-page' ? effectKey('lead-page', { ...read, n }) : key;
}

/**
 * A withdrawal that still waits when the same person is needed again comes too late: it would be the last thing they hear, and
 * would stop what rings for them. A policy that drops nothing sends it all the same.
 */
function takenBack(policy: Policy, incident: Incident): (call: Call) => boolean {
  if (!policy.delivery.overtaken.dropped || !isOpen(incident)) return () => false;
  const { calls, contacts } = incident;
  const newest = new Map(calls.map((call) => [call.to, call]));
  return (call) =>
    newest.get(call.to) !== call || contacts.some((contact) => contact.at > call.at && hasPerson(contact, call.to));
}

/** By person. The plan asks for each of many; a list is never changed, so it is sorted out once. */
const withdrawn = new WeakMap<Call[], Map<PersonId, Instant>>();

/** When this person's page was last withdrawn. */
export function withdrawnAt({ calls }: Incident, person: PersonId): Instant {
  let byPerson = withdrawn.get(calls);
  if (byPerson === undefined) {
    const withdrawals = calls.filter(({ kind }) => kind === 'withdrawal').sort((a, b) => a.at - b.at);
    byPerson = new Map(withdrawals.map(({ to, at }) => [to, at]));
    withdrawn.set(calls, byPerson);
  }
  return byPerson.get(person) ?? -Infinity;
}
