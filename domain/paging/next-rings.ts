/**
 * Who is rung in the same step in which it is asked who holds the roles now? Mostly nobody took over: then the pages are those that
 * the plan would ask for with this answer. Where somebody did, the plan is asked.
 */
import type { Policy } from '../../policy/schema';
import { evolve } from '../evolve';
import { plan } from '../plan';
import type { Effect } from '../state/effects';
import type { Incident } from '../state/incident';
import type { Instant, PersonId, Role } from '../state/vocabulary';
import type { Holders } from './found';

type FindHolders = Extract<Effect, { do: 'find-holders' }> & Effect;
type Page = Extract<Effect, { do: 'page' }> & Effect;

export interface NextRings {
  /** What is expected of the answer. */
  known: Pick<Holders, 'people' | 'missing'>;
  /** The incident with this answer, before and after these pages began. */
  before: Incident;
  begun: Incident;
  pages: Page[];
}

/** The rings that follow a search that has just begun, if nobody took over. */
export function nextRings(policy: Policy, incident: Incident, effect: FindHolders, now: Instant): NextRings {
  const known = knownHolders(incident, effect.roles);
  const outcome = { of: 'people' as const, ...known, problems: [] };
  const before = evolve(policy, incident, { type: 'effect-done', effect, outcome, at: now });
  const pages = plan(policy, before, now).due.filter((due): due is Page => due.do === 'page');
  const begun = pages.reduce(
    (next, page) => evolve(policy, next, { type: 'effect-started', effect: page, at: now }),
    before,
  );
  return { known, before, begun, pages };
}

/** Whether an answer says what was expected: the same people in each role. */
export const isAsExpected = (
  roles: readonly Role[],
  expected: Pick<Holders, 'people'>,
  found: Pick<Holders, 'people'>,
): boolean => roles.every((role) => holdersOf(expected, role).join() === holdersOf(found, role).join());

const holdersOf = ({ people }: Pick<Holders, 'people'>, role: Role): PersonId[] =>
  people
    .filter(({ asked }) => asked.includes(role))
    .map(({ id }) => id)
    .sort();

function knownHolders({ people }: Incident, roles: Role[]): NextRings['known'] {
  const holders = Object.values(people)
    .map(({ id, name, roles: all }) => ({ id, name, roles: all, asked: all.filter((role) => roles.includes(role)) }))
    .filter(({ asked }) => asked.length > 0);
  return { people: holders, missing: roles.filter((role) => !holders.some(({ asked }) => asked.includes(role))) };
}
