/** Which call people join where an incident has none of its own. */
import { ProviderUnavailable } from '../../errors';
import type { Bridge } from '../../ports/messages';
import { messageOf } from '../../../domain/text/message-of';

export interface StandingBridgeOptions {
  bridge: Bridge;
  /** The call that people always use, where there is one. */
  standingUrl?: string | undefined;
  /** How long anybody waits for a link of the incident's own. */
  withinMs?: number;
}

/**
 * A bridge of the incident's own, or else the standing one: nobody waits for a link. The receipt's note says why it is the
 * standing one. Without a standing link the failure is shown on the incident and the bridge is tried again.
 */
export function withStandingBridge({ bridge, standingUrl, withinMs = 10_000 }: StandingBridgeOptions): Bridge {
  return {
    async open(request, signal) {
      const deadline = AbortSignal.timeout(withinMs);
      try {
        return await bridge.open(request, signal === undefined ? deadline : AbortSignal.any([signal, deadline]));
      } catch (error) {
        signal?.throwIfAborted();
        const failure = deadline.aborted
          ? new ProviderUnavailable('the bridge', `no link within ${(withinMs / 1000).toString()} s`)
          : error;
        if (standingUrl === undefined) throw failure;
        const reason = messageOf(failure);
        return { reference: 'standing bridge', url: standingUrl, note: `using the standing link: ${reason}` };
      }
    },
  };
}
