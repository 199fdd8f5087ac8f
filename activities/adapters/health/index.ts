/** Does a health endpoint say that its service is healthy? */
import { ProviderRejected, ProviderUnavailable } from '../../errors';
import type { Health } from '../../ports/diagnostics';
import { callHttp, excerpt } from '../shared/http-call';

const MAX_BYTES = 64 * 1024;

/**
 * Asks a health endpoint as a load balancer would: 2xx in time is healthy, everything else is not, and says why. Never
 * throws for what it finds; only when it is itself called off.
 */
export function createHttpHealth(): Health {
  return {
    async check(url, withinMs, signal) {
      const startedAt = Date.now();
      try {
        const call = {
          provider: 'health endpoint',
          method: 'GET',
          url,
          withinMs,
          maxBytes: MAX_BYTES,
          signal,
        } as const;
        const { status, text } = await callHttp(call);
        const healthy = status >= 200 && status < 300;
        const found = healthy
          ? `answered ${status} in ${Date.now() - startedAt} ms`
          : `answered ${status} ${excerpt(text)}`.trim();
        return { healthy, status, text: found };
      } catch (error) {
        if (!(error instanceof ProviderUnavailable || error instanceof ProviderRejected)) throw error;
        return { healthy: false, text: error.message };
      }
    },
  };
}
