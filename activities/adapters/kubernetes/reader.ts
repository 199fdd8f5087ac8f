/** How are a deployment, its pods and their nodes read for one finding? */
import type { KubernetesApi } from './api';
import { Deployment, Node, Pod, ReplicaSet } from './objects';
import { historyOf, type RolloutHistory } from './revisions';
import { pathOf, selectorOf, type Target } from './target';

/** One look at a deployment and what belongs to it, within one time box. */
export interface Reader {
  api: KubernetesApi;
  target: Target;
  /** The policy's label selector for the application's pods; the deployment's own where it has none. */
  appSelector: string | undefined;
  now: number;
  signal: AbortSignal | undefined;
}

export const readDeployment = ({ api, target, signal }: Reader): Promise<Deployment> =>
  api.get(pathOf.deployment(target), Deployment, { signal });

export async function readHistory(reader: Reader): Promise<{ deployment: Deployment; history: RolloutHistory }> {
  const { api, target, signal } = reader;
  const deployment = await readDeployment(reader);
  const query = { labelSelector: selectorOf(deployment) };
  const { items } = await api.list(pathOf.replicaSets(target), ReplicaSet, { query, signal });
  return { deployment, history: historyOf(deployment, items) };
}

/** The pods that the deployment's own selector finds. */
export async function readPods(reader: Reader, deployment: Deployment): Promise<Pod[]> {
  const { api, target, signal } = reader;
  return (await api.list(pathOf.pods(target), Pod, { query: { labelSelector: selectorOf(deployment) }, signal })).items;
}

/** The application's pods as the guide finds them, by the policy's selector. */
export async function readAppPods(reader: Reader): Promise<{ pods: Pod[]; selector: string }> {
  const { api, target, signal, appSelector } = reader;
  const selector = appSelector ?? selectorOf(await readDeployment(reader));
  const { items } = await api.list(pathOf.pods(target), Pod, { query: { labelSelector: selector }, signal });
  return { pods: items, selector };
}

/** Nodes looked at for one finding. */
const MOST_NODES = 10;

/** The conditions of a kind (`MemoryPressure`) on the nodes that run these pods: true, false, or unknown. */
export async function readNodeConditions(
  { api, signal }: Reader,
  pods: Pod[],
  type: string,
): Promise<{ node: string; status: string }[]> {
  const names = [...new Set(pods.flatMap(({ spec }) => spec.nodeName ?? []))].sort().slice(0, MOST_NODES);
  return Promise.all(
    names.map(async (name) => {
      const { status } = await api.get(pathOf.node(name), Node, { signal });
      return { node: name, status: status.conditions.find((one) => one.type === type)?.status ?? 'Unknown' };
    }),
  );
}
