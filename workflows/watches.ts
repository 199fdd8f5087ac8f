/** Which long observations are running (probes, a rollback, a delivery), and are they the ones that the plan wants? */
import type { Watch } from '../domain/state/effects';
import type { WatchReport } from '../domain/state/events';
import type { Incident } from '../domain/state/incident';
import type { Policy } from '../policy/schema';
import { confirmation } from './delivery-status';
import { pageRequest } from './page-request';
import { trying, watching } from './perform';
import { CancellationScope, isCancellation, log } from '@temporalio/workflow';

/** Keeps exactly those watches going that the plan wants. */
export function createWatches(report: (report: WatchReport) => void) {
  const running = new Map<string, CancellationScope>();

  const look = async (policy: Policy, incident: Incident, watch: Watch): Promise<WatchReport> => {
    switch (watch.watch) {
      case 'probes': {
        const probes = Object.fromEntries(
          watch.probes.flatMap((id) => {
            const probe = policy.probes[id];
            return probe === undefined ? [] : [[id, probe]];
          }),
        );
        const known = Object.fromEntries(
          watch.probes.flatMap((id) => (incident.probes[id] === undefined ? [] : [[id, incident.probes[id].passed]])),
        );
        const { parameters } = policy.investigation;
        const unread = watch.probes.filter((id) => incident.unread[id] !== undefined);
        const everyMs = policy.probing.every;
        const request = { probes, parameters, known, unread, everyMs, startedAt: incident.beganAt };
        const seen = await watching.watchProbes.executeWithOptions({ summary: `watch ${watch.probes.join(', ')}` }, [
          request,
        ]);
        return { of: 'probes', ...seen };
      }
      case 'rollback': {
        const { to, untilAt } = watch;
        const seen = await watching.watchRollback.executeWithOptions({ summary: `watch the rollback to ${to}` }, [
          { to, untilAt, parameters: policy.investigation.parameters },
        ]);
        return { of: 'rollback', ...seen };
      }
      case 'delivery':
        return confirmation(policy, incident, watch);
      case 'way': {
        const { page, channels } = watch;
        const summary = `wait until ${channels.join(' or ')} works again`;
        const request = {
          incidentId: incident.id,
          page: pageRequest(policy, incident, page, incident.effects),
          channels,
        };
        return { of: 'way', page, ...(await trying.bringPage.executeWithOptions({ summary }, [request])) };
      }
    }
  };

  const start = (policy: Policy, incident: Incident, watch: Watch): void => {
    const over = (scope: CancellationScope): void => {
      if (running.get(watch.key) === scope) running.delete(watch.key);
    };
    running.set(
      watch.key,
      watchInScope(() => look(policy, incident, watch), { over, seen: report, what: watch.key }),
    );
  };

  return {
    /** Starts what is wanted and not running, lets go of what is running and not wanted. */
    keep(policy: Policy, incident: Incident, wanted: Watch[]): void {
      for (const [key, scope] of running)
        if (!wanted.some((watch) => watch.key === key)) {
          running.delete(key);
          scope.cancel();
        }
      for (const watch of wanted) if (!running.has(watch.key)) start(policy, incident, watch);
    },
    /** Whether the running watches are not the ones that are wanted. */
    differFrom: (wanted: Watch[]): boolean =>
      wanted.length !== running.size || wanted.some(({ key }) => !running.has(key)),
  };
}

/**
 * Runs one long look in a scope of its own, by which it can be called off. `over` hears first that it has ended, however it
 * did; then `seen` hears what it saw. An error is logged under `what`: the plan asks for the look again.
 */
export function watchInScope<Seen>(
  look: () => Promise<Seen>,
  on: { over: (scope: CancellationScope) => void; seen: (seen: Seen) => void; what: string },
): CancellationScope {
  const scope = new CancellationScope();
  void scope.run(look).then(
    (seen) => {
      on.over(scope);
      on.seen(seen);
    },
    (error: unknown) => {
      on.over(scope);
      if (!isCancellation(error)) log.error('A watch ended with an error', { watch: on.what, error });
    },
  );
  return scope;
}
