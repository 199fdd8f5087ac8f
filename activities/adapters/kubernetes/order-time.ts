/** Is there still time to send the order that changes the deployment, before the workflow stops waiting? */
import { ProviderUnavailable } from '../../errors';
import { untilAborted } from '../shared/abort';
import { KUBERNETES } from './access';

/**
 * The time of one order, and the least that has to be left of it for the request that carries the order out. Well under the
 * 30 s that the workflow waits: a patch that arrives later would land after the decision was opened again.
 */
export interface OrderLimits {
  wholeMs: number;
  patchMs: number;
  /** Runs evenly, also when the system's clock is changed. */
  now?: () => number;
}

export const ORDER_LIMITS: OrderLimits = { wholeMs: 25_000, patchMs: 10_000 };

/**
 * Gives an order within its time: when that is over, nothing of it goes on. `expectTime` has to be asked before the request
 * that changes something, and throws where it might not end in time.
 */
export async function orderInTime<T>(
  { wholeMs, patchMs, now = () => performance.now() }: OrderLimits,
  signal: AbortSignal | undefined,
  give: (signal: AbortSignal, expectTime: () => void) => Promise<T>,
): Promise<T> {
  const overAt = now() + wholeMs;
  const over = AbortSignal.timeout(wholeMs);
  const either = signal === undefined ? over : AbortSignal.any([signal, over]);
  const expectTime = (): void => {
    if (now() + patchMs > overAt)
      throw new ProviderUnavailable(
        KUBERNETES,
        'reading the deployment took too long, so nothing was changed. Decide again',
      );
  };
  try {
    return await untilAborted(give(either, expectTime), either);
  } catch (error) {
    signal?.throwIfAborted();
    if (!over.aborted || error instanceof ProviderUnavailable) throw error;
    throw new ProviderUnavailable(KUBERNETES, `no answer within ${wholeMs / 1_000} s. Check which version is running`);
  }
}
