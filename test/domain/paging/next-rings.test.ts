import { evolve } from '../../../domain/evolve';
import { isAsExpected, nextRings } from '../../../domain/paging/next-rings';
import { plan } from '../../../domain/plan';
import type { Effect } from '../../../domain/state/effects';
import type { Incident } from '../../../domain/state/incident';
import type { Role } from '../../../domain/state/vocabulary';
import { usualOutcome } from '../../support/usual-outcomes';
import { MINUTE } from '../../support/times';
import { guide, incidentOf, PEOPLE } from '../../support/virtual-clock';

type FindHolders = Extract<Effect, { do: 'find-holders' }> & Effect;

/** Every search of an hour that nobody answers, with the incident as it was when the search had begun. */
function searches(): { incident: Incident; effect: FindHolders; at: number }[] {
  const seen: { incident: Incident; effect: FindHolders; at: number }[] = [];
  incidentOf('P1', {
    onEvent: (_before, event, after) => {
      if (event.type === 'effect-started' && event.effect.do === 'find-holders')
        seen.push({ incident: after, effect: event.effect, at: event.at });
    },
  }).until(60 * MINUTE);
  return seen;
}

const dueAfter = (incident: Incident, effect: FindHolders, people: Record<string, Role[]>, at: number): string[] => {
  const outcome = usualOutcome(effect, people, at);
  return plan(guide, evolve(guide, incident, { type: 'effect-done', effect, outcome, at }), at)
    .due.filter(({ do: what }) => what === 'page')
    .map(({ key }) => key);
};

test('where nobody took over, the pages of one step are those that the plan asks for after the answer', () => {
  const all = searches();
  expect(all.length).toBeGreaterThan(30);
  for (const { incident, effect, at } of all) {
    const { known, pages } = nextRings(guide, incident, effect, at);
    const found = usualOutcome(effect, PEOPLE, at);
    if (found.of !== 'people') throw new Error('a search finds people');
    expect(isAsExpected(effect.roles, known, found)).toBe(true);
    expect(pages.map(({ key }) => key)).toEqual(dueAfter(incident, effect, PEOPLE, at));
    expect(pages.length).toBeGreaterThan(0);
  }
});

test('an answer with somebody else in a role is not what was expected', () => {
  const [search] = searches();
  if (search === undefined) throw new Error('nobody was looked up');
  const { incident, effect, at } = search;
  const { known } = nextRings(guide, incident, effect, at);
  const found = usualOutcome(effect, { ...PEOPLE, vera: [], nora: ['vp-engineering'] }, at);
  if (found.of !== 'people') throw new Error('a search finds people');
  expect(isAsExpected(effect.roles, known, found)).toBe(false);
});
