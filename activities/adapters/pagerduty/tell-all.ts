import { ProviderUnavailable } from '../../errors';
import type { createEnqueue, PagerDutyEvent } from './api';

/** Events that are under way at the same time; PagerDuty limits how many a key may send in a minute. */
const AT_ONCE = 5;

/**
 * Hands in several events about what is there already. What can be had later ends it at once, because all of it is tried
 * again: what is told already stays. A refusal keeps nobody from the others, and is thrown at the end.
 */
export async function tellAll(
  enqueue: ReturnType<typeof createEnqueue>,
  events: readonly PagerDutyEvent[],
  signal?: AbortSignal,
): Promise<void> {
  const errors: unknown[] = [];
  for (let at = 0; at < events.length; at += AT_ONCE) {
    const told = await Promise.allSettled(events.slice(at, at + AT_ONCE).map((event) => enqueue(event, signal)));
    errors.push(...told.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : [])));
    signal?.throwIfAborted();
    const later = errors.find((error) => error instanceof ProviderUnavailable);
    if (later !== undefined) throw later;
  }
  if (errors.length > 0) throw errors[0];
}
