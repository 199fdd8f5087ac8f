/** How many activities does a worker run at the same time, and when may the next one begin? */
import type { ActivitySlotInfo, CustomSlotSupplier, SlotPermit } from '@temporalio/worker';
import type { StormGate } from './storm-gate';

/** As many places as there are, and each is given out once the gate lets its activity in. */
export function slotsBehind(
  gate: Pick<StormGate, 'letIn' | 'turn'>,
  most: number,
): CustomSlotSupplier<ActivitySlotInfo> {
  const taken = new Set<SlotPermit>();
  const waiting = new Set<() => void>();

  const take = (): SlotPermit => {
    const permit = {};
    taken.add(permit);
    return permit;
  };
  const isFull = (): boolean => taken.size >= most;
  const oneIsFree = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const stop = (): void => reject(signal.reason as Error);
      signal.addEventListener('abort', stop, { once: true });
      waiting.add(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      });
    });

  return {
    type: 'custom',
    async reserveSlot(_context, signal) {
      do {
        signal.throwIfAborted();
        if (isFull()) await oneIsFree(signal);
        else await gate.turn(signal);
        // Others may have taken the last place meanwhile.
      } while (isFull());
      return take();
    },
    tryReserveSlot: () => (!isFull() && gate.letIn() ? take() : null),
    markSlotUsed: () => undefined,
    releaseSlot({ permit }) {
      taken.delete(permit);
      for (const look of waiting) look();
      waiting.clear();
    },
  };
}
