/** How are the tickets of action items watched for weeks? */
import { type CancellationScope, proxyActivities } from '@temporalio/workflow';
import type { WatchingActivities } from '../activities';
import type { ItemTicketWatch, TicketsSeen } from '../domain/post-mortem/item-tickets';
import { WATCHING_QUEUE } from './contract';
import { watchInScope } from './watches';

/**
 * Tickets live for weeks, and nobody waits for them by the second: a worker that died is noticed after two minutes. What
 * the server tries again by itself is in no history, so that a watch costs the same however long it takes.
 */
const reading = proxyActivities<WatchingActivities>({
  taskQueue: WATCHING_QUEUE,
  startToCloseTimeout: '24h',
  heartbeatTimeout: '2m',
  retry: { initialInterval: '10s', maximumInterval: '10m' },
});

/** Keeps exactly the wanted watch of tickets going. */
export function createTicketWatch(report: (seen: TicketsSeen) => void) {
  let running: { key: string; scope: CancellationScope } | undefined;

  const start = ({ key, tickets, everyMs }: ItemTicketWatch): void => {
    const look = () => reading.watchTickets.executeWithOptions({ summary: 'read the tickets' }, [{ tickets, everyMs }]);
    const over = (scope: CancellationScope): void => {
      if (running?.scope === scope) running = undefined;
    };
    running = { key, scope: watchInScope(look, { over, seen: report, what: key }) };
  };

  return {
    keep(wanted: ItemTicketWatch | undefined): void {
      if (running?.key === wanted?.key) return;
      running?.scope.cancel();
      running = undefined;
      if (wanted !== undefined) start(wanted);
    },
  };
}
