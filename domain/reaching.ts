import type { Effect } from './effects';
import type { Way } from './events';
import { type Incident, type Instant, nameOf } from './incident';
import { inertLine } from './inert';
import { noted } from './timeline';

/** Puts on the timeline by which way a person was reached, and what failed before; absent where only one way exists. */
export function tellWays(
  incident: Incident,
  { key, to }: Extract<Effect, { do: 'page' }>,
  tries: Way[] | undefined,
  at: Instant,
): Incident {
  if (tries === undefined) return incident;
  const used = tries.find(({ outcome }) => outcome === 'sent')?.channel ?? 'a way that is not told';
  const others = tries.filter(({ outcome }) => outcome !== 'sent');
  const failures = others.map(({ channel, outcome, reason }) => inertLine(`${channel}: ${reason ?? outcome}`));
  const text = [`Reached ${nameOf(incident, to)} by ${used}`, ...failures].join('; ');
  return noted(incident, at, { kind: 'paged', text, key });
}

/** A page got through; it counts from when it was sent. */
export function paged(incident: Incident, { key, to, kind }: Extract<Effect, { do: 'page' }>): Incident {
  const person = incident.people[to];
  if (person === undefined || (kind !== 'page' && kind !== 'brief')) return incident;
  const pagedAt = incident.effects[key]?.at ?? incident.startedAt;
  return { ...incident, people: { ...incident.people, [to]: { ...person, pagedAt } } };
}
