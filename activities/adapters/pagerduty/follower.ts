/** PagerDuty's incidents of our pages get the state that the incident has here. */
import { dedupKeysOf } from '../../../domain/paging/pagerduty-key';
import type { PageFollower } from '../../ports/messages';
import { createEnqueue, type PagerDutyEvent, type PagerDutyOptions } from './api';
import { tellAll } from './send-all';
import { createTold, type PagerDutySent } from './sent-log';

const ACTIONS = { acknowledged: 'acknowledge', resolved: 'resolve' } as const;

/**
 * Every routing key is told, not only those that contact points name now: people's contact points may have changed since
 * their pages went out. PagerDuty takes an event about a key that it does not know, and does nothing.
 */
export function createPagerDutyFollower(options: PagerDutyOptions, told: PagerDutySent = createTold()): PageFollower {
  const enqueue = createEnqueue(options);
  const routingKeys = [...new Set(Object.values(options.routingKeys))];

  return {
    async follow({ incidentId, key, people, state, rounds = {} }, signal) {
      signal?.throwIfAborted();
      const dedupKeys = people.flatMap((person) =>
        dedupKeysOf(incidentId, person, Object.hasOwn(rounds, person) ? rounds[person] : 1),
      );
      const events = dedupKeys.flatMap((dedupKey) =>
        routingKeys.map((routingKey): PagerDutyEvent => ({
          routing_key: routingKey,
          dedup_key: dedupKey,
          event_action: ACTIONS[state],
        })),
      );
      await tellAll({ enqueue, told, effect: `${incidentId}/${key}` }, events, signal);
      return { reference: key };
    },
  };
}
