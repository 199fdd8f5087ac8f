import type { Effect } from '../domain/effects';
import type { IncidentEvent } from '../domain/events';
import type { Incident } from '../domain/incident';
import { composePage, describe } from '../domain/messages';
import type { Policy } from '../policy/schema';
import { failureOf, isSingle, paging, perform, placeOf } from './performing';

type Page = Extract<Effect, { do: 'page' }>;

/** Temporal's UI shows one line of a summary; the server refuses very long ones. */
const SUMMARY_LENGTH = 190;

export type EffectsInFlight = ReturnType<typeof createEffectsInFlight>;

/** Starts effects without waiting for them, so that a slow mail server can't delay a page, and reports what became of them. */
export function createEffectsInFlight(policy: Policy, report: (event: IncidentEvent) => void) {
  let running = 0;

  const track = (job: Promise<void>): void => {
    running += 1;
    void job.finally(() => (running -= 1));
  };
  const failed = (effect: Effect, reason: string): void =>
    report({ type: 'effect-failed', effect, failure: { reason, unclear: false }, at: Date.now() });

  return {
    /** Counts a job that must be over before the history may end. It must not fail. */
    track,
    count: (): number => running,

    /** Pages go together by `startPages`; what the clock alone decides needs nothing. */
    start(incident: Incident, effect: Effect): void {
      if (!isSingle(effect)) return;
      track(
        perform(policy, incident, effect, Date.now()).then(
          (outcome) => report({ type: 'effect-done', effect, outcome, at: Date.now() }),
          (error: unknown) => report({ type: 'effect-failed', effect, failure: failureOf(error), at: Date.now() }),
        ),
      );
    },

    /**
     * All pages of one instant are one call: one person who can't be reached has a result of their own. `begun` has what
     * the incident remembers of them now that they have begun.
     */
    startPages(incident: Incident, pages: Page[], begun: Incident['effects']): void {
      const summary = pages.map((effect) => describe(policy, incident, effect)).join(', ');
      const requests = pages.map((effect) => {
        const roles = effect.role === undefined ? (incident.people[effect.to]?.roles ?? []) : [effect.role];
        const { key, kind, to } = effect;
        const round = begun[key]?.round;
        const text = composePage(policy, incident, effect, Date.now());
        return { key, kind, to, roles, ...text, ...(round !== undefined && { round }), ...placeOf(policy) };
      });
      const call = { incidentId: incident.id, pages: requests };
      track(
        paging.page.executeWithOptions({ summary: summary.slice(0, SUMMARY_LENGTH) }, [call]).then(
          (results) => {
            for (const effect of pages) {
              const outcome = results.find(({ key }) => key === effect.key)?.outcome;
              if (outcome?.delivered !== true) failed(effect, outcome?.reason ?? 'no result');
              else
                report({
                  type: 'effect-done',
                  effect,
                  outcome: {
                    of: 'delivered',
                    reference: outcome.reference,
                    ...(outcome.tries !== undefined && { tries: outcome.tries }),
                  },
                  at: Date.now(),
                });
            }
          },
          (error: unknown) => pages.forEach((effect) => failed(effect, failureOf(error).reason)),
        ),
      );
    },
  };
}
