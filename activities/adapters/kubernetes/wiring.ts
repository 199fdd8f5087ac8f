import type { Cluster, Deployments } from '../../ports';
import { createKubernetesAccess } from './access';
import { createKubernetesApi } from './api';
import { createKubernetesCluster } from './cluster';
import { createKubernetesRollback } from './rollback';
import { targetOf } from './target';

export interface KubernetesOptions {
  /** A kubeconfig file, or `in-cluster`. */
  kubeconfig: string;
  /** For looking; else the file's current context. */
  context?: string;
  /** For rolling back: without it nothing is. In a cluster, where there is one account only, any word says that it may. */
  rollbackContext?: string;
}

/**
 * What one kubeconfig opens: looks with one account, rollbacks with another, so that who may look can change nothing.
 * `deployments` answers nothing where no account for rollbacks is named, or the parameters name no deployment.
 */
export function createKubernetes({ kubeconfig, context, rollbackContext }: KubernetesOptions): {
  cluster: Cluster;
  deployments: (parameters: Record<string, string>) => Deployments | undefined;
} {
  const looking = createKubernetesApi(createKubernetesAccess({ kubeconfig, context }));
  const writing =
    rollbackContext === undefined
      ? undefined
      : createKubernetesApi(createKubernetesAccess({ kubeconfig, context: rollbackContext }));
  return {
    cluster: createKubernetesCluster({ api: looking }),
    deployments: (parameters) =>
      writing === undefined || !parameters['deployment'] || !parameters['namespace']
        ? undefined
        : createKubernetesRollback({ api: writing, target: targetOf(parameters) }),
  };
}
