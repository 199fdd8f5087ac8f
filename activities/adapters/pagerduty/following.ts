/** PagerDuty's incidents of our pages get the state that the incident has here. */
import { dedupKeyOf } from '../../../domain/pagerduty-key';
import { ProviderUnavailable } from '../../errors';
import type { PageFollower } from '../../ports';
import { createEnqueue, type PagerDutyEvent, type PagerDutyOptions } from './api';

/** Events that are under way at the same time; PagerDuty limits how many a key may send in a minute. */
const AT_ONCE = 5;

const ACTIONS = { acknowledged: 'acknowledge', resolved: 'resolve' } as const;

/**
 * Every routing key is told, not only those that contact points name now: people's contact points may have changed since
 * their pages went out. PagerDuty takes an event about a key that it does not know, and does nothing.
 */
export function createPagerDutyFollower(options: PagerDutyOptions): PageFollower {
  const enqueue = createEnqueue(options);
  const routingKeys = [...new Set(Object.values(options.routingKeys))];

  return {
    async follow({ incidentId, key, people, state }, signal) {
      signal?.throwIfAborted();
      const events = people.flatMap((person) =>
        routingKeys.map((routingKey): PagerDutyEvent => ({
          routing_key: routingKey,
          dedup_key: dedupKeyOf(incidentId, person),
          event_action: ACTIONS[state],
        })),
      );
      const errors: unknown[] = [];
      for (let at = 0; at < events.length; at += AT_ONCE) {
        const told = await Promise.allSettled(events.slice(at, at + AT_ONCE).map((event) => enqueue(event, signal)));
        errors.push(...told.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : [])));
        signal?.throwIfAborted();
        // All of it is tried again later: what is there already stays.
        const later = errors.find((error) => error instanceof ProviderUnavailable);
        if (later !== undefined) throw later;
      }
      // One key that is refused keeps nobody from the others.
      if (errors.length > 0) throw errors[0];
      return { reference: key };
    },
  };
}
