/**
 * When does a phone ring? What an incident owes a person in one instant is one page with all its reasons, and it rings a person
 * at most once a minute; a first ring for a higher severity waits for nothing.
 */
import type { Policy } from '../../policy/schema';
import { isWorse } from '../severity/scale';
import type { Effect, RingReason } from '../state/effects';
import type { Incident } from '../state/incident';
import type { Instant, PersonId, Role } from '../state/vocabulary';

type Page = Extract<Effect, { do: 'page' }>;

/** No person is rung twice by one incident in less; as durations of the policy, this is divided by its speed. */
const BETWEEN_RINGS_MS = 60_000;

/** Pages of several incidents to one person within this go together; as durations of the policy, it is divided by the speed. */
const TOGETHER_MS = 5_000;

/** How long a page may wait for those of other incidents to the same person. The first of them waits for nothing. */
export const togetherWithin = ({ policy: { speed } }: Incident): number => Math.ceil(TOGETHER_MS / speed);

const isRing = (effect: Effect): effect is Page & Effect =>
  effect.do === 'page' && (effect.kind === 'page' || effect.kind === 'brief') && effect.of === undefined;

/** Somebody's phone is being rung. */
export function rung(incident: Incident, effect: Effect, at: Instant): Incident {
  if (!isRing(effect)) return incident;
  const person = incident.people[effect.to];
  if (person === undefined) return incident;
  const { severity } = incident;
  return { ...incident, people: { ...incident.people, [effect.to]: { ...person, rung: { at, severity } } } };
}

/** It did not ring when it began: the next try waits for nothing. */
export function notRung(incident: Incident, effect: Effect, begunAt: Instant | undefined): Incident {
  const person = effect.do === 'page' ? incident.people[effect.to] : undefined;
  if (person?.rung === undefined || person.rung.at !== begunAt) return incident;
  const { rung: _not, ...rest } = person;
  return { ...incident, people: { ...incident.people, [person.id]: rest } };
}

/** When an effect may start: a ring not within a minute of the one before, but for a rise. */
export function ringAt(policy: Policy, incident: Incident, effect: Effect, at: Instant): Instant {
  if (!isRing(effect)) return at;
  const rung = incident.people[effect.to]?.rung;
  if (rung === undefined || isWorse(policy, incident.severity, rung.severity)) return at;
  return Math.max(at, rung.at + BETWEEN_RINGS_MS / incident.policy.speed);
}

/**
 * What is due, each person's rings as one page. A person whose role is being looked up for something newer is rung once that is
 * known, so that both are one.
 */
export function asOneRing(incident: Incident, due: Effect[], sought: ReadonlySet<Role>): Effect[] {
  const isSought = (id: PersonId): boolean =>
    sought.size > 0 && incident.people[id]?.roles.some((role) => sought.has(role)) === true;
  const rings = new Map<PersonId, (Page & Effect)[]>();
  for (const effect of due) if (isRing(effect)) rings.set(effect.to, [...(rings.get(effect.to) ?? []), effect]);
  return due.flatMap((effect): Effect[] => {
    if (!isRing(effect)) return [effect];
    const [first, ...others] = rings.get(effect.to) ?? [];
    if (effect !== first || isSought(effect.to)) return [];
    return [others.length === 0 ? effect : { ...asBrief(effect, others), also: others.map(ringOf) }];
  });
}

/** A page that brings the decision brief brings it whatever else it says. */
const asBrief = <T extends Page>(page: T, others: Page[]): T =>
  others.some(({ kind }) => kind === 'brief') ? { ...page, kind: 'brief' } : page;

function ringOf({ key, reason, role, series, n }: Page & Effect): RingReason {
  return {
    key,
    reason,
    ...(role !== undefined && { role }),
    ...(series !== undefined && { series }),
    ...(n !== undefined && { n }),
  };
}
