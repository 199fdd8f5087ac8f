/** What can the worker do with one kubeconfig: look with one account, and roll back with another? */
import type { Deployments } from '../../ports/deployments';
import type { Cluster } from '../../ports/diagnostics';
import { createKubernetesAccess } from './access';
import { createKubernetesApi, type KubernetesApi } from './api';
import { createKubernetesCluster } from './cluster';
import { lackingRights, LOOKING, type KubernetesRight, ROLLING_BACK } from './rights';
import { createKubernetesRollback } from './rollback';
import { targetOf } from './target';
import { messageOf } from '../../../domain/text/message-of';

export interface KubernetesOptions {
  /** A kubeconfig file, or `in-cluster`. */
  kubeconfig: string;
  /** For looking; else the file's current context. */
  context?: string;
  /** For rolling back: without it nothing is. In a cluster, where there is one account only, any word says that it may. */
  rollbackContext?: string;
}

/** What the worker has of a cluster. */
export interface Kubernetes {
  cluster: Cluster;
  /** Nothing where no account for rollbacks is named, or the parameters name no deployment. */
  deployments: (parameters: Record<string, string>) => Deployments | undefined;
  /** What is wrong with the file or its contexts; asks no cluster. Better heard at the start than in an incident. */
  problems: () => Promise<string[]>;
  /** What each account lacks for the deployment of these parameters, as the cluster itself says. */
  lacking: (parameters: Record<string, string>, signal?: AbortSignal) => Promise<AccountRights[]>;
}

export interface AccountRights {
  account: 'looking' | 'rolling back';
  /** The file under `deploy/kubernetes/` that gives these rights. */
  manifest: string;
  lacking: KubernetesRight[];
}

/**
 * What one kubeconfig opens: looks with one account, rollbacks with another, so that who may look can change nothing.
 */
export function createKubernetes({ kubeconfig, context, rollbackContext }: KubernetesOptions): Kubernetes {
  const looking = createKubernetesAccess({ kubeconfig, context });
  const writing =
    rollbackContext === undefined ? undefined : createKubernetesAccess({ kubeconfig, context: rollbackContext });
  const patching = writing && createKubernetesApi(writing);
  const reading = createKubernetesApi(looking);
  return {
    cluster: createKubernetesCluster({ api: reading }),
    deployments: (parameters) =>
      patching === undefined || !parameters['deployment'] || !parameters['namespace']
        ? undefined
        : createKubernetesRollback({ api: patching, target: targetOf(parameters) }),
    async problems() {
      const tried = await Promise.allSettled(
        [looking, ...(writing === undefined ? [] : [writing])].map((one) => one()),
      );
      return tried.flatMap((one) => (one.status === 'rejected' ? [messageOf(one.reason)] : []));
    },
    async lacking(parameters, signal) {
      const target = targetOf(parameters);
      const ask = async (
        account: AccountRights['account'],
        manifest: string,
        api: KubernetesApi,
        rights: readonly KubernetesRight[],
      ): Promise<AccountRights> => ({ account, manifest, lacking: await lackingRights(api, target, rights, signal) });
      return Promise.all([
        ask('looking', 'diagnostics.yaml', reading, LOOKING),
        ...(patching === undefined ? [] : [ask('rolling back', 'rollback.yaml', patching, ROLLING_BACK)]),
      ]);
    },
  };
}
