import { resolve } from 'node:path';
import { z } from 'zod';
import { IN_CLUSTER } from '../activities/adapters/kubernetes/access';
import type { KubernetesOptions } from '../activities/adapters/kubernetes/wiring';

const packageRoot = resolve(__dirname, __dirname.includes('dist') ? '../..' : '..');

const Environment = z.object({
  MUSTER_HOME: z.string().min(1).default('.muster'),
  MUSTER_POLICY: z.string().min(1).default(resolve(packageRoot, 'policy/release-manager.yaml')),
  MUSTER_DIRECTORY: z.string().min(1).default(resolve(packageRoot, 'examples/release-manager/directory.yaml')),
  MUSTER_KUBECONFIG: z.string().optional(),
  MUSTER_KUBE_CONTEXT: z.string().optional(),
  MUSTER_KUBE_ROLLBACK_CONTEXT: z.string().optional(),
});

export interface WorkerConfig {
  home: string;
  policyFile: string;
  directoryFile: string;
  /** How the worker reaches Kubernetes; absent where it does not. */
  kubernetes?: KubernetesOptions;
}

/** Reads the worker's settings from the environment; empty variables count as not set. */
export function readWorkerConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { MUSTER_HOME, MUSTER_POLICY, MUSTER_DIRECTORY, ...rest } = Environment.parse(set);
  const kubernetes = kubernetesIn(rest);
  return {
    home: resolve(MUSTER_HOME),
    policyFile: resolve(MUSTER_POLICY),
    directoryFile: resolve(MUSTER_DIRECTORY),
    ...(kubernetes !== undefined && { kubernetes }),
  };
}

function kubernetesIn(settings: {
  MUSTER_KUBECONFIG?: string | undefined;
  MUSTER_KUBE_CONTEXT?: string | undefined;
  MUSTER_KUBE_ROLLBACK_CONTEXT?: string | undefined;
}): KubernetesOptions | undefined {
  const { MUSTER_KUBECONFIG: file, MUSTER_KUBE_CONTEXT: context } = settings;
  const { MUSTER_KUBE_ROLLBACK_CONTEXT: rollbackContext } = settings;
  if (file === undefined) return undefined;
  return {
    kubeconfig: file === IN_CLUSTER ? file : resolve(file),
    ...(context !== undefined && { context }),
    ...(rollbackContext !== undefined && { rollbackContext }),
  };
}
