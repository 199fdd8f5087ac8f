import * as fc from 'fast-check';
import { evolve } from '../../../domain/evolve';
import { firstCall, type FirstCall, firstPages } from '../../../domain/paging/first-call';
import { plan } from '../../../domain/plan';
import { type Effect, keysOf } from '../../../domain/state/effects';
import type { IncidentEvent } from '../../../domain/state/events';
import type { Incident } from '../../../domain/state/incident';
import { actor } from '../../support/actor';
import { RandomIncident } from '../../support/random-incident';
import { severities, steps } from '../../support/random-steps';
import { START } from '../../support/times';
import { usualOutcome } from '../../support/usual-outcomes';
import { guide, incidentOf, PEOPLE } from '../../support/virtual-clock';

const RUNS = { numRuns: Number(process.env['MUSTER_RUNS'] ?? 40), seed: 20240115 };

type Page = Extract<Effect, { do: 'page' }>;
type FindPeople = Extract<Effect, { do: 'find-people' }>;

const isSearch = (effect: Effect): boolean => effect.do === 'find-people' || effect.do === 'find-holders';

const pagesDue = (incident: Incident, now: number): Page[] =>
  plan(guide, incident, now).due.filter((effect) => effect.do === 'page');

test('whatever happened before, the step that finds people rings whom the plan would ring, by the same keys', () => {
  let compared = 0;
  fc.assert(
    fc.property(severities, steps, (severity, taken) => {
      let begun: { effect: FindPeople; call: FirstCall } | undefined;
      const changed = (_before: Incident, after: Incident, event: IncidentEvent, now: number): void => {
        const { due } = plan(guide, after, now);
        if (event.type === 'effect-started' && event.effect.do === 'find-people' && !due.some(isSearch)) {
          const call = firstCall(after, event.effect);
          begun = call && { effect: event.effect, call };
          return;
        }
        if (event.type === 'effect-done' && event.outcome.of === 'people' && event.effect.key === begun?.effect.key) {
          const { call } = begun;
          const rung = firstPages(call, event.outcome);
          const planned = due.filter(
            (effect): effect is Page => effect.do === 'page' && !call.known.includes(effect.to),
          );
          expect(planned.filter(({ key }) => !rung.some((page) => page.key === key))).toEqual([]);
          for (const page of rung) {
            const same = planned.find((one) => keysOf(one).includes(page.key));
            expect(same).toMatchObject({ to: page.to });
            if (same?.also === undefined) expect(same).toEqual(page);
            compared += 1;
          }
        }
        begun = undefined;
      };
      const random = new RandomIncident(severity, { changed });
      for (const step of taken) random.take(step);
    }),
    RUNS,
  );
  expect(compared).toBeGreaterThan(40);
});

/** A P1 whose first lookup is under way. */
function searching(): { incident: Incident; effect: FindPeople; call: FirstCall } {
  const played = incidentOf('P1', { answer: (effect) => (effect.do === 'find-people' ? 'silent' : undefined) });
  const [effect] = plan(guide, { ...played.incident, effects: {} }, START).due.filter(
    (one) => one.do === 'find-people',
  );
  const call = effect && firstCall(played.incident, effect);
  if (effect === undefined || call === undefined) throw new Error('nobody is looked up');
  return { incident: played.incident, effect, call };
}

/** What the workflow reports once the step has come back. */
function cameBack(incident: Incident, effect: FindPeople, call: FirstCall, at: number): Incident {
  const found = usualOutcome(effect, PEOPLE, at);
  if (found.of !== 'people') throw new Error('nobody was found');
  const pages = firstPages(call, found);
  const outcome = { ...found, rung: pages.map(({ to }) => to) };
  return pages.reduce(
    (next, page) => {
      const started = evolve(guide, next, { type: 'effect-started', effect: page, at: START });
      const done = { of: 'delivered' as const, reference: page.key };
      return evolve(guide, started, { type: 'effect-done', effect: page, outcome: done, at });
    },
    evolve(guide, incident, { type: 'effect-done', effect, outcome, at }),
  );
}

test('what was rung in that step is not rung again, and is counted from when it rang', () => {
  const { incident, effect, call } = searching();
  const after = cameBack(incident, effect, call, START + 700);
  expect(pagesDue(after, START + 700)).toEqual([]);
  expect(after.people['otto']).toMatchObject({ pagedAt: START, rung: { at: START, severity: 'P1' } });
  expect(pagesDue(after, START + 59_000)).toEqual([]);
});

test('beside another lookup, the plan makes one ring of what is one', () => {
  const { incident, effect } = searching();
  const other = { status: 'running' as const, at: START };
  const effects = { ...incident.effects, 'people:escalate:1': other };
  expect(firstCall({ ...incident, effects }, effect)).toBeUndefined();
});

test('nobody is rung in that step whom the incident knows already', () => {
  const { incident, effect, call } = searching();
  const found = usualOutcome(effect, PEOPLE, START);
  if (found.of !== 'people') throw new Error('nobody was found');
  expect(firstPages({ ...call, known: ['otto'] }, found).map(({ to }) => to)).not.toContain('otto');
  expect(call.known).toEqual(Object.keys(incident.people));
});

test('who was rung for a false alarm, while it was being cancelled, hears that nothing is to be done', () => {
  const { incident, effect, call } = searching();
  const who = actor({ actId: 'a', incidentId: incident.id, by: 'vera', roles: ['vp-engineering'] });
  const act = { ...who, do: 'cancel' as const, reason: 'a test' };
  const cancelled = evolve(guide, incident, { type: 'acted', act, at: START + 100 });
  const after = cameBack(cancelled, effect, call, START + 700);
  const withdrawn = pagesDue(after, START + 700).map(({ kind, to }) => `${kind} ${to}`);
  expect(withdrawn).toEqual(expect.arrayContaining(['withdrawal otto', 'withdrawal emil', 'withdrawal dora']));
  expect(new Set(withdrawn.map((line) => line.split(' ')[0]))).toEqual(new Set(['withdrawal']));
});

describe('until the first pages are out', () => {
  const others = (incident: Incident, now: number): string[] =>
    plan(guide, incident, now)
      .due.filter((effect) => effect.do !== 'page' && !isSearch(effect))
      .map(({ do: what }) => what);

  test('nothing else begins, for 2 s at most', () => {
    const { incident } = searching();
    expect(others(incident, START)).toEqual([]);
    expect(plan(guide, incident, START)).toMatchObject({ pagesFirst: true, wakeAt: START + 2_000 });
    expect(others(incident, START + 2_000)).toEqual(expect.arrayContaining(['post', 'open-bridge', 'investigate']));
  });

  test('once they are, everything begins', () => {
    const { incident, effect, call } = searching();
    expect(others(cameBack(incident, effect, call, START + 50), START + 50)).toEqual(
      expect.arrayContaining(['post', 'open-bridge', 'investigate']),
    );
  });

  test('where the policy runs faster, so does this', () => {
    const { incident } = searching();
    const fast = { ...incident, policy: { ...incident.policy, speed: 20 } };
    expect(plan(guide, fast, START).wakeAt).toBe(START + 100);
  });
});
