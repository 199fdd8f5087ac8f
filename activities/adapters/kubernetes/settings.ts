/** How Muster reaches Kubernetes, as the environment says it. */
import { resolve } from 'node:path';
import { defined } from '../../../domain/state/fields';
import type { KubernetesOptions } from './';
import { IN_CLUSTER } from './access';

/** What opens the cluster, or nothing where no kubeconfig is named. Contexts alone mean nothing. */
export function readKubernetesSettings(env: NodeJS.ProcessEnv): KubernetesOptions | undefined {
  const file = env.MUSTER_KUBECONFIG || undefined;
  if (file === undefined) return undefined;
  return defined({
    kubeconfig: file === IN_CLUSTER ? file : resolve(file),
    context: env.MUSTER_KUBE_CONTEXT || undefined,
    rollbackContext: env.MUSTER_KUBE_ROLLBACK_CONTEXT || undefined,
  });
}
