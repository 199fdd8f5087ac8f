/**
 * Rollback by Kubernetes, as `kubectl rollout undo` does it: the deployment gets the template of an older revision again,
 * and the cluster carries it out. The API knows no such verb, so this is one patch, with four guards:
 *
 * - It holds for the version of the deployment that was looked at (`resourceVersion`). On a conflict it looks again.
 * - It is refused where the deployment runs neither the version that the decision was about nor the target.
 * - It is over within its time (`order-time.ts`): no patch arrives when the decision may have been opened again.
 * - The order's key stays on the deployment as an annotation, so that the same order again changes nothing.
 */
import { ProviderRejected } from '../../errors';
import type { Deployments } from '../../ports';
import { KUBERNETES } from './access';
import { ApiRefusal, type KubernetesApi } from './api';
import { finding } from '../shared/finding';
import { Deployment } from './objects';
import { ORDER_LIMITS, orderInTime, type OrderLimits } from './order-time';
import { readHistory } from './reader';
import {
  described,
  findRevision,
  namesOfRevision,
  tagOfRevision,
  isSameVersion,
  otherVersions,
  type RolloutHistory,
  type TemplateRevision,
} from './revisions';
import { keyOf, operations, type Order, ROLLBACK_KEY, ROLLED_BACK_FROM, rolloutOf } from './rollback-patch';
import { FIELD_MANAGER, rolloutState } from './rollout';
import { pathOf, type Target } from './target';
import { templateChanges } from './template-changes';

/** A deployment that changes under each of so many looks is not patched. */
const MOST_LOOKS = 5;

export interface KubernetesRollbackOptions {
  api: KubernetesApi;
  target: Target;
  limits?: OrderLimits;
}

/** Rolls back one deployment. Nothing else of the cluster is ever written. */
export function createKubernetesRollback(options: KubernetesRollbackOptions): Deployments {
  const { api, target, limits = ORDER_LIMITS } = options;
  const path = pathOf.deployment(target);
  const place = `${target.namespace}/${target.deployment}`;
  const look = (signal: AbortSignal | undefined) =>
    readHistory({ api, target, appSelector: undefined, now: Date.now(), signal });

  const patch = (
    deployment: Deployment,
    goal: TemplateRevision,
    current: TemplateRevision,
    order: Order,
    options: { dryRun: boolean; signal: AbortSignal | undefined },
  ): Promise<Deployment> => {
    const query = { fieldManager: FIELD_MANAGER, ...(options.dryRun && { dryRun: 'All' }) };
    return api.patch(path, operations(deployment, goal, current, order), Deployment, { query, signal: options.signal });
  };

  /** A conflict says that the deployment has changed since it was looked at: it is read and judged again. */
  const lookingAgain = async <Result>(
    signal: AbortSignal | undefined,
    attempt: (seen: Awaited<ReturnType<typeof look>>) => Promise<Result>,
  ): Promise<Result> => {
    for (let looks = 1; ; looks += 1) {
      const seen = await look(signal);
      try {
        return await attempt(seen);
      } catch (error) {
        const isConflict = error instanceof ApiRefusal && error.status === 409;
        if (!isConflict || looks === MOST_LOOKS) throw error;
      }
    }
  };

  return {
    automatic: true,

    async read(signal) {
      const { deployment, history } = await look(signal);
      const { state, text } = rolloutState(deployment);
      const previous = versionBefore(deployment, history);
      return {
        current: {
          id: history.current.id,
          ...tagOfRevision(history.current),
          healthy: state === 'done',
          ...(state === 'failed' && { failure: text }),
        },
        ...(previous !== undefined && { previous: { id: previous.id, ...tagOfRevision(previous) } }),
        kept: otherVersions(history).map((revision) => ({ id: revision.id, names: namesOfRevision(revision) })),
      };
    },

    async find(wanted, signal) {
      const { history } = await look(signal);
      return { id: found(history, wanted, place).id };
    },

    rehearse: ({ to, ...order }, signal) =>
      lookingAgain(signal, async ({ deployment, history }) => {
        const goal = found(history, to, place);
        refusePaused(deployment, place);
        await patch(deployment, goal, history.current, order, { dryRun: true, signal });
        const changes = templateChanges(history.current.template, goal.template);
        const owner = writerElsewhere(deployment);
        return finding(`${place} would go back from ${described(history.current)} to ${described(goal)}`, [
          ...(owner === undefined
            ? []
            : [`${owner} also manages this deployment: roll back there too, or it will restore the newer version`]),
          ...changes,
        ]);
      }),

    rollBack: ({ from, to, ...order }, signal) =>
      orderInTime(limits, signal, (within, expectTime) =>
        lookingAgain(within, async ({ deployment, history }) => {
          const receipt = { reference: `${place} to ${to}` };
          if (deployment.metadata.annotations?.[ROLLBACK_KEY] === keyOf(order)) return receipt;
          const goal = found(history, to, place);
          if (history.current.id === goal.id) return receipt;
          const origin = findRevision(history, from);
          if (origin?.id !== history.current.id) {
            throw new ProviderRejected(
              KUBERNETES,
              `${place} is running ${described(history.current)}, not ${from}: someone else changed it`,
            );
          }
          refusePaused(deployment, place);
          expectTime();
          await patch(deployment, goal, history.current, order, { dryRun: false, signal: within });
          return receipt;
        }),
      ),
  };
}

/** The newest other version, but not the one that Muster has returned from: that was the bad one. */
function versionBefore({ metadata }: Deployment, history: RolloutHistory): TemplateRevision | undefined {
  const left = history.others.find((revision) => rolloutOf(revision) === metadata.annotations?.[ROLLED_BACK_FROM]);
  return otherVersions(history).find((revision) => left === undefined || !isSameVersion(revision, left));
}

function found(history: RolloutHistory, wanted: string, place: string): TemplateRevision {
  const revision = findRevision(history, wanted);
  if (revision !== undefined) return revision;
  const known = history.others.map(described).join(', ') || 'none';
  throw new ProviderRejected(KUBERNETES, `${place} has no revision "${wanted}". Available: ${known}`);
}

function refusePaused({ spec }: Deployment, place: string): void {
  if (!spec.paused) return;
  const [namespace, deployment] = place.split('/');
  const way = `kubectl rollout resume deployment/${deployment ?? ''} -n ${namespace ?? ''}`;
  throw new ProviderRejected(KUBERNETES, `${place} is paused, so nothing would be rolled out. First run: ${way}`);
}

/** Who else writes this deployment, as far as it says so: a rollback past such a tool lasts until it writes again. */
function writerElsewhere({ metadata }: Deployment): string | undefined {
  const { labels, annotations = {} } = metadata;
  if (Object.keys(annotations).some((name) => name.startsWith('argocd.argoproj.io/'))) return 'Argo CD';
  if (Object.keys(labels).some((name) => name.startsWith('kustomize.toolkit.fluxcd.io/'))) return 'Flux';
  return labels['app.kubernetes.io/managed-by'];
}
