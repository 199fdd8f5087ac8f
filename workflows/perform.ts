/** Which activity carries out an effect of an incident, and how long may it take? */
import type { PagingActivities, WatchingActivities, WorkActivities } from '../activities';
import type { PostRequest } from '../activities/messages/post';
import type { Receipt } from '../activities/ports';
import { changesOf, composePost, composeTicket, kindOf } from '../domain/messages/compose';
import { linksIn } from '../domain/messages/links';
import { pretended, readersOf } from '../domain/drill/audience';
import { ticketRepeat } from '../domain/alerts/ticket-repeat';
import { describe } from '../domain/messages/describe';
import { type Effect, type InternalDo, isInternal } from '../domain/state/effects';
import type { Failure, EffectOutcome } from '../domain/state/events';
import type { Incident } from '../domain/state/incident';
import type { SlotRequest } from '../domain/state/slot-request';
import type { Instant } from '../domain/state/vocabulary';
import { publicRules } from '../domain/status-page/evolve';
import type { Policy } from '../policy/schema';
import { PAGING_QUEUE, WATCHING_QUEUE, WORK_QUEUE } from './contract';
import { publicStatement } from './status-page';
import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  proxyActivities,
  TimeoutFailure,
} from '@temporalio/workflow';
import { messageOf } from '../domain/text/message-of';
import { defined } from '../domain/state/fields';
import { rankOf, rulesOf } from '../domain/severity/scale';

/**
 * Paging answers by itself within 8 s, and within 13 where it waits for the pages of other incidents; a worker that died is
 * noticed after 10. Nothing else bounds it: it must go out.
 */
export const paging = proxyActivities<PagingActivities>({
  taskQueue: PAGING_QUEUE,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  startToCloseTimeout: '20s',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s' },
});

/** What fails twice is shown on the incident and tried again by the plan, unless something newer took its place. */
export const work = proxyActivities<WorkActivities>({
  taskQueue: WORK_QUEUE,
  // What waits between two attempts, or for a worker, is called off at once; what is under way says what became of it.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  startToCloseTimeout: '15s',
  retry: { initialInterval: '2s', maximumAttempts: 2 },
});

/**
 * What goes before the posts and tickets of all incidents where many wait (Temporal counts from 1, the first, to 5; 3 where nothing
 * is said), and what goes after them.
 */
const FIRST = { priorityKey: 1 };
export const LAST = { priorityKey: 5 };

/** The order to roll back is given once; an unclear answer is read back, never repeated. */
const once = proxyActivities<WorkActivities>({
  taskQueue: WORK_QUEUE,
  priority: FIRST,
  startToCloseTimeout: '30s',
  retry: { maximumAttempts: 1 },
});

export const watching = proxyActivities<WatchingActivities>({
  taskQueue: WATCHING_QUEUE,
  startToCloseTimeout: '24h',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

/** What it has sent when it is called off, it says. */
export const trying = proxyActivities<PagingActivities>({
  taskQueue: PAGING_QUEUE,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  startToCloseTimeout: '24h',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '1s', maximumInterval: '10s' },
});

/** Temporal's UI shows one line of a summary; the server refuses very long ones. */
const SUMMARY_LENGTH = 190;

/** Time that a step gets beyond its box to say that it was cut off. */
const CUTTING_OFF_MS = 5_000;

export type PostEffect = Extract<Effect, { do: 'post' }>;

export type Single = Exclude<Effect, { do: 'page' | InternalDo }>;

/** Whether an effect is one call of its own: not a page (these go together) and not decided by the clock alone. */
export const isSingle = (effect: Effect): effect is Single => effect.do !== 'page' && !isInternal(effect);

/** How bad it is, for whoever shows it by a colour or a word of its own. */
export const severityMark = (policy: Policy, { severity }: Incident): { name: string; rank: number } => ({
  name: severity,
  rank: rankOf(policy, severity),
});

/** Carries out one effect. The switch is complete: an effect without an activity does not compile. */
export async function perform(
  policy: Policy,
  incident: Incident,
  effect: Single,
  now: Instant,
): Promise<EffectOutcome> {
  const only = pretended(incident, effect);
  if (only !== undefined) return only;
  const { key } = effect;
  const incidentId = incident.id;
  const summary = describe(policy, incident, effect);
  const { parameters } = policy.investigation;
  switch (effect.do) {
    case 'find-people':
    case 'find-holders': {
      const label = effect.do === 'find-people' ? effect.label : [];
      const found = await paging.findPeople.executeWithOptions({ summary }, [
        { roles: effect.roles, label, at: now, ...defined({ drill: incident.drill }) },
      ]);
      return { of: 'people', ...found };
    }
    case 'post':
      return deliveredBy(await work.post.executeWithOptions({ summary }, [postRequest(policy, incident, effect, now)]));
    case 'follow': {
      const { people, state, rounds } = effect;
      const told = await work.follow.executeWithOptions({ summary: summary.slice(0, SUMMARY_LENGTH) }, [
        { incidentId, key, people, state, ...defined({ rounds }) },
      ]);
      return deliveredBy(told);
    }
    case 'open-bridge':
      return deliveredBy(
        await work.openBridge.executeWithOptions({ summary, priority: FIRST }, [
          { incidentId, key, title: incident.title },
        ]),
      );
    case 'create-ticket': {
      const { subject: title, text } = composeTicket(policy, incident, effect.purpose, now);
      const { priority = 'none', labels = [], release = null } = rulesOf(policy, incident.severity).ticket ?? {};
      return deliveredBy(
        await work.createTicket.executeWithOptions({ summary }, [
          {
            ...{ incidentId, key, title, text, priority, labels, release },
            ...(effect.purpose === 'incident' && defined({ repeat: ticketRepeat(policy, incident) })),
          },
        ]),
      );
    }
    case 'investigate': {
      const step = policy.investigation.steps.find(({ id }) => id === effect.step);
      if (step === undefined) throw ApplicationFailure.nonRetryable(`The policy has no step ${effect.step}`);
      const options = { summary, startToCloseTimeout: step.timeBox + CUTTING_OFF_MS, retry: { maximumAttempts: 2 } };
      const finding = await boxed.investigate.executeWithOptions(options, [{ incidentId, step, parameters }]);
      return { of: 'finding', finding: { ...finding, at: now } };
    }
    case 'rehearse-rollback':
      return {
        of: 'rehearsed',
        ...(await work.rehearseRollback.executeWithOptions({ summary, priority: FIRST }, [
          { incidentId, key, parameters, ...defined({ to: effect.to }) },
        ])),
      };
    case 'execute-rollback': {
      const { from = 'unknown', to = 'unknown' } = effect;
      return deliveredBy(
        await once.executeRollback.executeWithOptions({ summary }, [{ incidentId, key, parameters, from, to }]),
      );
    }
    case 'read-back-rollback':
      return {
        of: 'read-back',
        ...(await work.readBackRollback.executeWithOptions({ summary, priority: FIRST }, [{ parameters }])),
      };
    case 'read-versions':
      return { of: 'versions', versions: await work.readVersions.executeWithOptions({ summary }, [{ parameters }]) };
    case 'find-stable': {
      const probes = Object.fromEntries(
        effect.probes.flatMap((id) => (policy.probes[id] === undefined ? [] : [[id, policy.probes[id]]])),
      );
      const options = { summary, startToCloseTimeout: '40s', retry: { maximumAttempts: 2 } } as const;
      const request = { probes, parameters, startedAt: incident.beganAt };
      return { of: 'readings', ...(await boxed.readProbes.executeWithOptions(options, [request])) };
    }
    case 'show-statement':
      return deliveredBy(
        await work.showStatement.executeWithOptions({ summary }, [publicStatement(policy, incident, key)]),
      );
    case 'find-business-day': {
      const { calendar } = policy;
      return {
        of: 'business-day',
        ...(await work.findBusinessDay.executeWithOptions({ summary }, [{ after: incident.startedAt, calendar }])),
      };
    }
    case 'find-slot':
      return { of: 'slot', ...(await work.findSlot.executeWithOptions({ summary }, [slotQuestion(policy, effect)])) };
    case 'find-previous': {
      const { address, startedAt } = incident;
      const request = { incidentId, address, startedAt };
      return { of: 'previous', ...(await work.findPrevious.executeWithOptions({ summary }, [request])) };
    }
  }
}

/** What the messaging activity is asked to send for a post. */
export function postRequest(policy: Policy, incident: Incident, effect: PostEffect, now: Instant): PostRequest {
  const { key, port, message } = effect;
  const toPeople = readersOf(incident, effect);
  const { channel, stakeholders } = policy.communication;
  const to = toPeople ?? (port === 'chat' ? [channel.name] : stakeholders.addresses);
  const text = composePost(policy, incident, message, now);
  const offer = publicRules(policy, incident) === undefined ? {} : { mayGoPublic: true as const };
  const more = {
    ...changesOf(message),
    ...placeOf(policy),
    severity: severityMark(policy, incident),
    ...defined({ links: linksIn(policy, incident, text.text) }),
  };
  return { incidentId: incident.id, key, port, kind: kindOf(message), to, saidAt: now, ...text, ...offer, ...more };
}

/** What the policy's business calendar is asked about the meeting of a post-mortem. */
export const slotQuestion = (
  { calendar }: Policy,
  { after, soonBy, latestBy, lastsMs }: SlotRequest,
): SlotRequest & { calendar: Policy['calendar'] } => ({ calendar, after, soonBy, latestBy, lastsMs });

/** Where posts and pages about an incident belong besides the channel for all. */
export const placeOf = ({ communication: { channel } }: Policy): { ownChannel?: true } =>
  channel.perIncident === true ? { ownChannel: true } : {};

/** A vendor has taken it. */
export const deliveredBy = ({ reference, url, note, isRepeat, notReached }: Receipt): EffectOutcome => ({
  of: 'delivered',
  reference,
  ...defined({ url, note, isRepeat, notReached }),
});

/** An investigation ends by itself at the end of its box, so it needs no heartbeat. */
const boxed = proxyActivities<WatchingActivities>({ taskQueue: WATCHING_QUEUE, startToCloseTimeout: '1h' });

/** Why an activity failed, and whether what it should have done may have happened all the same. */
export function activityFailure(error: unknown): Failure {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) return { reason: 'no answer in time', unclear: true };
  if (cause instanceof ApplicationFailure) return { reason: cause.message, unclear: cause.nonRetryable !== true };
  return { reason: messageOf(cause), unclear: true };
}
