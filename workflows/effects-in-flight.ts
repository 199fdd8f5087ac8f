/** Which effects are under way, how did each one end, and which are called off because they are superseded? */
import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { Effect } from '../domain/state/effects';
import type { IncidentEvent, Way } from '../domain/state/events';
import type { Incident } from '../domain/state/incident';
import type { PageResult } from '../activities/paging/page';
import { composePage } from '../domain/messages/page';
import { describe } from '../domain/messages/describe';
import { WHOEVER } from '../domain/messages/whoever';
import { firstCall, type FirstCall, firstPages } from '../domain/paging/first-call';
import { togetherWithin } from '../domain/paging/phone';
import type { Policy } from '../policy/schema';
import { isMessage, keysOf } from '../domain/state/effects';
import { inPieces } from '../domain/state/size';
import { overtakenAmong } from '../domain/effects/supersede';
import { activityFailure, isSingle, paging, perform, placeOf, severityMark } from './perform';
import { defined } from '../domain/state/fields';

type Page = Extract<Effect, { do: 'page' }>;
type FindPeople = Extract<Effect, { do: 'find-people' }>;

/** Within this a message has been sent, as a rule; calling it off would be work for nothing. */
const JUST_BEGUN_MS = 3_000;

/** Temporal's UI shows one line of a summary; the server refuses very long ones. */
const SUMMARY_LENGTH = 190;

/**
 * So many effects of one incident are under way at once. Temporal allows a run 2,000 activities, watches among them, and
 * the worker has other incidents too.
 */
const MOST_UNDER_WAY = 300;

/** How many pages go in one call, at most: beyond this the next call takes them, at the same instant. */
const ONE_CALL = { count: 100, bytes: 400_000 };

export type EffectsInFlight = ReturnType<typeof createEffectsInFlight>;

/** Starts effects without waiting for them, so that a slow mail server can't delay a page, and reports what became of them. */
export function createEffectsInFlight(policy: Policy, report: (event: IncidentEvent) => void) {
  let running = 0;
  /** Messages under way, those of one call together: each can be called off while it waits. */
  const callable = new Set<{ keys: string[]; scope: CancellationScope; beganAt: number }>();
  let latest: Incident | undefined;
  let isLookingAgain = false;

  const track = (job: Promise<void>): void => {
    running += 1;
    void job.finally(() => (running -= 1));
  };
  const failed = (effect: Effect, reason: string, tries?: Way[]): void => {
    const failure = { reason, unclear: false, ...defined({ tries }) };
    report({ type: 'effect-failed', effect, failure, at: Date.now() });
  };

  /** Runs a call of messages so that it can be called off, where the policy drops what is overtaken. */
  const inScope = <Result>(effects: Effect[], run: () => Promise<Result>): Promise<Result> => {
    if (!policy.delivery.overtaken.dropped || !effects.every(mayComeTooLate)) return run();
    const call = { keys: effects.flatMap(keysOf), scope: new CancellationScope(), beganAt: Date.now() };
    callable.add(call);
    return call.scope.run(run).finally(() => callable.delete(call));
  };
  /**
   * Only what waits (for a worker, for its next attempt) ends by it, and is told as overtaken; what is just being sent says
   * itself what became of it. What has only begun is most likely being sent: it is looked at again soon.
   */
  const dropOvertaken = (incident: Incident): void => {
    latest = incident;
    const underWay = [...callable].flatMap(({ keys }) => keys);
    const gone = new Set(overtakenAmong(policy, incident, underWay, Date.now()));
    for (const { keys, scope, beganAt } of callable) {
      if (!keys.every((key) => gone.has(key))) continue;
      if (Date.now() - beganAt >= JUST_BEGUN_MS) scope.cancel();
      else lookAgainSoon();
    }
  };
  const lookAgainSoon = (): void => {
    if (isLookingAgain) return;
    isLookingAgain = true;
    void sleep(JUST_BEGUN_MS, { summary: 'drop what was superseded' }).then(() => {
      isLookingAgain = false;
      if (latest !== undefined) dropOvertaken(latest);
    });
  };
  const ended = (effect: Effect, error: unknown): void =>
    isCancellation(error)
      ? report({ type: 'effect-overtaken', effect, at: Date.now() })
      : report({ type: 'effect-failed', effect, failure: activityFailure(error), at: Date.now() });

  const contentOf = (incident: Incident, effect: Page) => ({
    ...composePage(policy, incident, effect, Date.now()),
    severity: severityMark(policy, incident),
    ...placeOf(policy),
    togetherWithin: togetherWithin(incident),
  });

  const requestOf = (incident: Incident, effect: Page, begun: Incident['effects']) => {
    const roles = effect.role === undefined ? (incident.people[effect.to]?.roles ?? []) : [effect.role];
    const { key, of: page = key, kind, to, after } = effect;
    const round = begun[key]?.round;
    return { key: page, kind, to, roles, ...contentOf(incident, effect), ...defined({ after, round }) };
  };

  const pageEnded = (effect: Page, results: PageResult[]): void => {
    const outcome = results.find(({ key }) => key === (effect.of ?? effect.key))?.outcome;
    if (outcome?.delivered !== true) failed(effect, outcome?.reason ?? 'no result', outcome?.tries);
    else {
      const { reference, tries } = outcome;
      const told = { of: 'delivered' as const, reference, ...defined({ tries }) };
      report({ type: 'effect-done', effect, outcome: told, at: Date.now() });
    }
  };

  /** Finds people and pages them in one step. Their pages began while nobody here knew of them. */
  const ring = async (incident: Incident, effect: FindPeople, call: FirstCall): Promise<void> => {
    const { roles, label } = effect;
    const beganAt = Date.now();
    const whoever = { people: [{ id: WHOEVER, name: '', roles, asked: roles }] };
    const [page] = firstPages({ ...call, known: [], ...(call.drill !== undefined && { drill: [WHOEVER] }) }, whoever);
    if (page === undefined) throw new Error(`${effect.key} calls nobody`);
    const { id: incidentId, drill } = incident;
    const lookUp = { roles, label, at: beganAt, ...defined({ drill }) };
    const request = { incidentId, ...lookUp, call, content: contentOf(incident, page) };
    const summary = describe(policy, incident, effect).slice(0, SUMMARY_LENGTH);
    const { found, pages } = await paging.call.executeWithOptions({ summary }, [request]);
    const rung = firstPages(call, found);
    const outcome = { of: 'people' as const, ...found, rung: rung.map(({ to }) => to) };
    report({ type: 'effect-done', effect, outcome, at: Date.now() });
    for (const one of rung) {
      const { at = beganAt } = pages.find(({ key }) => key === one.key) ?? {};
      // The sender's clock, which may differ from ours.
      const sentAt = Math.min(Date.now(), Math.max(beganAt, at));
      report({ type: 'effect-started', effect: one, at: sentAt });
      pageEnded(one, pages);
    }
  };

  const call = (incident: Incident, effects: Page[], pages: ReturnType<typeof requestOf>[]): void => {
    const summary = effects.map((effect) => describe(policy, incident, effect)).join(', ');
    track(
      inScope(effects, () =>
        paging.page.executeWithOptions({ summary: summary.slice(0, SUMMARY_LENGTH) }, [
          { incidentId: incident.id, pages },
        ]),
      ).then(
        (results) => {
          for (const effect of effects) pageEnded(effect, results);
        },
        (error: unknown) =>
          effects.forEach((effect) =>
            isCancellation(error) ? ended(effect, error) : failed(effect, activityFailure(error).reason),
          ),
      ),
    );
  };

  return {
    /** Calls off what is superseded; must be told about each change. */
    dropOvertaken,

    /** Counts a job that must be over before the history may end. It must not fail. */
    track,
    count: (): number => running,

    /** How many more may start now. */
    room: (): number => Math.max(0, MOST_UNDER_WAY - running),

    /** Whether an effect has to wait for room: pages, and whatever leads to one, never have to. */
    needsRoom: (effect: Effect): boolean =>
      isSingle(effect) && effect.do !== 'find-people' && effect.do !== 'find-holders',

    /** Pages go together by `startPages`; what the clock alone decides needs nothing. `effects`: what has begun by now. */
    start(incident: Incident, effect: Effect, effects: Incident['effects']): void {
      if (!isSingle(effect)) return;
      const call = effect.do === 'find-people' ? firstCall({ ...incident, effects }, effect) : undefined;
      if (effect.do === 'find-people' && call !== undefined) {
        track(inScope([effect], () => ring(incident, effect, call)).catch((error: unknown) => ended(effect, error)));
        return;
      }
      track(
        inScope([effect], () => perform(policy, incident, effect, Date.now())).then(
          (outcome) => report({ type: 'effect-done', effect, outcome, at: Date.now() }),
          (error: unknown) => ended(effect, error),
        ),
      );
    },

    /**
     * All pages of one instant go together: one person who can't be reached has a result of their own. `begun` has what
     * the incident remembers of them now that they have begun.
     */
    startPages(incident: Incident, pages: Page[], begun: Incident['effects']): void {
      const requests = pages.map((effect) => requestOf(incident, effect, begun));
      let from = 0;
      for (const piece of inPieces(requests, ONE_CALL)) {
        call(incident, pages.slice(from, from + piece.length), piece);
        from += piece.length;
      }
    },
  };
}

/** Messages, and a lookup whose people are paged with it. */
const mayComeTooLate = (effect: Effect): boolean => isMessage(effect) || effect.do === 'find-people';
