/** How are several events sent to PagerDuty so that one refusal does not stop the others? */
import { ProviderUnavailable } from '../../errors';
import type { createEnqueue, PagerDutyEvent } from './api';
import type { PagerDutySent } from './sent-log';

/** Events that are under way at the same time; PagerDuty limits how many a key may send in a minute. */
const AT_ONCE = 5;

/** How events are handed in, and what was handed in before of the same effect. */
export interface Telling {
  enqueue: ReturnType<typeof createEnqueue>;
  told: PagerDutySent;
  effect: string;
}

/**
 * Hands in several events about what is there already. What can be had later ends it at once, because it is tried again: what
 * is told already is left out then. A refusal keeps nobody from the others, and is thrown at the end.
 */
export async function tellAll(
  { enqueue, told, effect }: Telling,
  events: readonly PagerDutyEvent[],
  signal?: AbortSignal,
): Promise<void> {
  const left = events.filter((event) => !told.has(effect, event));
  const tell = async (event: PagerDutyEvent): Promise<void> => {
    await enqueue(event, signal);
    told.add(effect, event);
  };
  const errors: unknown[] = [];
  for (let at = 0; at < left.length; at += AT_ONCE) {
    const answers = await Promise.allSettled(left.slice(at, at + AT_ONCE).map(tell));
    errors.push(...answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : [])));
    signal?.throwIfAborted();
    const later = errors.find((error) => error instanceof ProviderUnavailable);
    if (later !== undefined) throw later;
  }
  told.done(effect, events);
  if (errors.length > 0) throw errors[0];
}
