/** Do the health addresses that the policy's probes name answer? */
import { noteFinding, ok, wrong } from '../../../domain/doctor/finding';
import { renderParameters } from '../../../policy/parameters';
import type { IntegrationCheck } from '../../ports/check';
import type { Health } from '../../ports/diagnostics';

/** The least time for an answer: at a high speed of the policy its own limit is shorter than a round trip. */
const SHORTEST_MS = 2_000;

/** Asks each health address that a probe of the policy asks, once. An unhealthy service is not an error. */
export const createHealthCheck = (health: Health): IntegrationCheck => ({
  what: 'health',
  async examine({ policy, signal }) {
    const probes = Object.values(policy.probes).flatMap((probe) => (probe.use === 'http' ? [probe] : []));
    const addresses = new Map(
      probes.map(({ url, within }) => [renderParameters(url, policy.investigation.parameters), within]),
    );
    return Promise.all(
      [...addresses].map(async ([url, within]) => {
        if (url === '') return noteFinding('health', 'no health URL is configured, so health is not probed');
        const { healthy, status, text } = await health.check(url, Math.max(within, SHORTEST_MS), signal);
        if (healthy) return ok('health', `${url} ${text}`);
        if (status === undefined) return wrong('health', `can't reach ${url}: ${text}`);
        return noteFinding('health', `${url} ${text}: reachable, but not healthy now`);
      }),
    );
  },
});
