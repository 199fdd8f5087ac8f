/** Which effects are under way, how did each one end, and which are called off because they are superseded? */
import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { Effect } from '../domain/state/effects';
import type { EffectOutcome, IncidentEvent, Way } from '../domain/state/events';
import type { Incident } from '../domain/state/incident';
import type { PostRequest, PostResult } from '../activities/messages/post';
import type { PageResult } from '../activities/paging/one-page';
import { pretended } from '../domain/drill/audience';
import { describe } from '../domain/messages/describe';
import { WHOEVER } from '../domain/messages/whoever';
import { firstCall, type FirstCall, firstPages } from '../domain/paging/first-call';
import { nextRings } from '../domain/paging/next-rings';
import type { Policy } from '../policy/schema';
import { isMessage, keysOf } from '../domain/state/effects';
import { inPieces } from '../domain/state/size';
import { overtakenAmong } from '../domain/effects/supersede';
import { pageContent, type Page, pageRequest } from './page-request';
import {
  activityFailure,
  deliveredBy,
  isSingle,
  paging,
  perform,
  type PostEffect,
  postRequest,
  type Single,
  work,
} from './perform';
import { defined } from '../domain/state/fields';

type FindPeople = Extract<Effect, { do: 'find-people' }>;
type FindHolders = Extract<Effect, { do: 'find-holders' }> & Effect;
type Known = ReturnType<typeof nextRings>['known'];

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

  const pageEnded = (effect: Page, results: PageResult[]): void => {
    const outcome = results.find(({ key }) => key === (effect.of ?? effect.key))?.outcome;
    if (outcome?.delivered !== true) failed(effect, outcome?.reason ?? 'no result', outcome?.tries);
    else {
      const { reference, tries } = outcome;
      const told = { of: 'delivered' as const, reference, ...defined({ tries }) };
      report({ type: 'effect-done', effect, outcome: told, at: Date.now() });
    }
  };

  /** These pages began while nobody here knew of it. */
  const rungBy = (pages: Page[], results: PageResult[], beganAt: number): void => {
    for (const one of pages) {
      const { at = beganAt } = results.find(({ key }) => key === (one.of ?? one.key)) ?? {};
      // The sender's clock, which may differ from ours.
      const sentAt = Math.min(Date.now(), Math.max(beganAt, at));
      report({ type: 'effect-started', effect: one, at: sentAt });
      pageEnded(one, results);
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
    const request = { incidentId, ...lookUp, call, content: pageContent(policy, incident, page) };
    const summary = describe(policy, incident, effect).slice(0, SUMMARY_LENGTH);
    const { found, pages } = await paging.call.executeWithOptions({ summary }, [request]);
    const rung = firstPages(call, found);
    const outcome = { of: 'people' as const, ...found, rung: rung.map(({ to }) => to) };
    report({ type: 'effect-done', effect, outcome, at: Date.now() });
    rungBy(rung, pages, beganAt);
  };

  /** Asks who holds the roles and rings them in one step. `undefined`: there is nobody to ring, or they are too many for it. */
  const ringAgain = (begun: Incident, effect: FindHolders): Promise<void> | undefined => {
    const at = Date.now();
    const { known, before, begun: rung, pages } = nextRings(policy, begun, effect, at);
    const requests = pages.map((page) => pageRequest(policy, before, page, rung.effects));
    if (requests.length === 0 || inPieces(requests, ONE_CALL).length > 1) return undefined;
    const { roles } = effect;
    const lookUp = { roles, label: [], at, ...defined({ drill: begun.drill }) };
    const request = { incidentId: begun.id, ...lookUp, expected: known, pages: requests };
    const summary = pages.map((page) => describe(policy, before, page)).join(', ');
    return inScope(pages, () =>
      paging.ring.executeWithOptions({ summary: summary.slice(0, SUMMARY_LENGTH) }, [request]),
    ).then(
      ({ found, pages: results }) => {
        report({ type: 'effect-done', effect, outcome: { of: 'people', ...found }, at: Date.now() });
        if (results !== undefined) rungBy(pages, results, at);
      },
      (error: unknown) => {
        if (!isCancellation(error)) ended(effect, error);
        else calledOff(effect, pages, known, at, error);
      },
    );
  };

  /** Nobody is to be rung any more, so nobody needs to know who took over. But a worker may have rung them before it died. */
  const calledOff = (effect: FindHolders, pages: Page[], known: Known, beganAt: number, error: unknown): void => {
    report({ type: 'effect-done', effect, outcome: { of: 'people', ...known, problems: [] }, at: Date.now() });
    for (const page of pages) {
      report({ type: 'effect-started', effect: page, at: beganAt });
      ended(page, error);
    }
  };

  const call = (incident: Incident, effects: Page[], pages: ReturnType<typeof pageRequest>[]): void => {
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

  /** One effect in a call of its own. */
  const alone = (incident: Incident, effect: Single, afterMs = 0): void => {
    const run = async (): Promise<EffectOutcome> => {
      if (afterMs > 0)
        await sleep(afterMs, { summary: `retry: ${describe(policy, incident, effect)}`.slice(0, SUMMARY_LENGTH) });
      return perform(policy, incident, effect, Date.now());
    };
    track(
      inScope([effect], run).then(
        (outcome) => report({ type: 'effect-done', effect, outcome, at: Date.now() }),
        (error: unknown) => ended(effect, error),
      ),
    );
  };

  /** What may work later is tried again by itself. */
  const postEnded = (incident: Incident, effect: PostEffect, result: PostResult | undefined): void => {
    const at = Date.now();
    if (result === undefined) failed(effect, 'no result');
    else if ('receipt' in result) report({ type: 'effect-done', effect, outcome: deliveredBy(result.receipt), at });
    else if (result.failure.againAfterMs !== undefined) alone(incident, effect, result.failure.againAfterMs);
    else report({ type: 'effect-failed', effect, failure: result.failure, at });
  };

  const postTogether = (incident: Incident, posts: PostEffect[], requests: PostRequest[]): void => {
    const summary = posts.map((effect) => describe(policy, incident, effect)).join(', ');
    const options = { summary: summary.slice(0, SUMMARY_LENGTH) };
    track(
      inScope(posts, () => work.posts.executeWithOptions(options, [requests])).then(
        (results) => {
          for (const effect of posts)
            postEnded(
              incident,
              effect,
              results.find(({ key }) => key === effect.key),
            );
        },
        (error: unknown) => {
          for (const effect of posts) ended(effect, error);
        },
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

    /** Pages go together by `startPages`; what the clock alone decides needs nothing. `begun`: all of this instant has begun. */
    start(incident: Incident, effect: Effect, begun: Incident): void {
      if (!isSingle(effect)) return;
      const call = effect.do === 'find-people' ? firstCall({ ...incident, effects: begun.effects }, effect) : undefined;
      if (effect.do === 'find-people' && call !== undefined) {
        track(inScope([effect], () => ring(incident, effect, call)).catch((error: unknown) => ended(effect, error)));
        return;
      }
      const again = effect.do === 'find-holders' ? ringAgain(begun, effect) : undefined;
      if (again !== undefined) {
        track(again);
        return;
      }
      alone(incident, effect);
    },

    /** Several posts of one instant go together, each with a result of its own. */
    startPosts(incident: Incident, all: PostEffect[]): void {
      const isPretended = (effect: PostEffect): boolean => pretended(incident, effect) !== undefined;
      for (const effect of all.filter(isPretended)) alone(incident, effect);
      const posts = all.filter((effect) => !isPretended(effect));
      const requests = posts.map((effect) => postRequest(policy, incident, effect, Date.now()));
      let from = 0;
      for (const piece of inPieces(requests, ONE_CALL)) {
        postTogether(incident, posts.slice(from, from + piece.length), piece);
        from += piece.length;
      }
    },

    /**
     * All pages of one instant go together: one person who can't be reached has a result of their own. `begun` has what
     * the incident remembers of them now that they have begun.
     */
    startPages(incident: Incident, pages: Page[], begun: Incident['effects']): void {
      const requests = pages.map((effect) => pageRequest(policy, incident, effect, begun));
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
