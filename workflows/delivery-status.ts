/** How long does a workflow ask whether a page was delivered, and what if nobody knows? */
import type { WatchingActivities } from '../activities';
import type { Watch } from '../domain/state/effects';
import type { WatchReport } from '../domain/state/events';
import type { Incident } from '../domain/state/incident';
import type { Policy } from '../policy/schema';
import { WATCHING_QUEUE } from './contract';
import { isCancellation, proxyActivities } from '@temporalio/workflow';

/** How often a vendor is asked in the time that the policy gives it. */
const LOOKS = 12;

/** For one look; a worker that dies in it is noticed then. */
const LOOK_MS = 3_000;

const LAST_MS = 1_000;

type DeliveryWatch = Extract<Watch, { watch: 'delivery' }>;

/** Has the vendor asked what became of a page until that is final or the time is over; `sent` where nothing was heard. */
export async function confirmation(
  policy: Policy,
  { deliveries = [], people }: Pick<Incident, 'deliveries' | 'people'>,
  { page, channel, reference, untilAt }: DeliveryWatch,
): Promise<WatchReport> {
  const within = policy.delivery.confirmed?.within ?? 0;
  const everyMs = Math.ceil(within / LOOKS);
  const asking = proxyActivities<WatchingActivities>({
    taskQueue: WATCHING_QUEUE,
    startToCloseTimeout: LOOK_MS,
    // One look at least where the time was over before a worker came to it, and one more where a worker died in the last.
    scheduleToCloseTimeout: Math.max(0, untilAt - Date.now()) + LOOK_MS + everyMs + LAST_MS,
    retry: { initialInterval: Math.max(1, everyMs), backoffCoefficient: 1 },
  });
  const to = deliveries.find((delivery) => delivery.page === page)?.to;
  const summary = `check delivery of the ${channel} to ${to === undefined ? 'someone' : (people[to]?.name ?? to)}`;
  try {
    const told = await asking.confirmDelivery.executeWithOptions({ summary }, [{ channel, reference, everyMs }]);
    return { of: 'delivery', page, reference, ...told };
  } catch (error) {
    if (isCancellation(error)) throw error;
    return { of: 'delivery', page, reference, state: 'sent' };
  }
}
