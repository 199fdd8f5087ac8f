/** How much CPU, memory and disk do the application's pods use, request and lack? */
import { ApiRefusal } from './api';
import { counted, finding } from '../shared/finding';
import { PodMetrics, type Pod } from './objects';
import { oomKilled, podProblems } from './pods';
import { bytes, cores, quantity } from './quantities';
import { amounts } from './read-rollouts';
import { readAppPods, readNodeConditions, type Reader } from './reader';
import { pathOf } from './target';

type Resource = 'cpu' | 'memory';
const WRITTEN: Record<Resource, (value: number) => string> = { cpu: cores, memory: bytes };

/** Above this share of its limit a pod is named in the summary. */
const CLOSE_TO_LIMIT = 0.9;

/** What each pod uses, against what it asked for and may have. */
export async function readUsage(reader: Reader): Promise<string> {
  const { api, target, signal } = reader;
  const { pods, selector } = await readAppPods(reader);
  if (pods.length === 0) return finding(`none: no pods with ${selector}`);
  try {
    const query = { labelSelector: selector };
    const { items } = await api.list(pathOf.podMetrics(target), PodMetrics, { query, signal });
    const used = items.flatMap(({ metadata, containers }) => {
      const pod = pods.find((one) => one.metadata.name === metadata.name);
      const total = (resource: Resource): number =>
        containers.reduce((sum, { usage }) => sum + (quantity(usage[resource]) ?? 0), 0);
      return pod === undefined ? [] : [{ pod, cpu: total('cpu'), memory: total('memory') }];
    });
    if (used.length === 0) return finding(`not measured: the metrics API has no data for the pods with ${selector}`);
    const close = used.filter(({ pod, ...use }) =>
      (['cpu', 'memory'] as const).some((one) => use[one] > CLOSE_TO_LIMIT * (sum(pod, 'limits', one) ?? Infinity)),
    );
    const [cpu, memory] = [used.reduce((all, { cpu }) => all + cpu, 0), used.reduce((all, one) => all + one.memory, 0)];
    return finding(
      `${counted(used.length, 'pod')} measured of ${pods.length}: ${cores(cpu)} cores, ${bytes(memory)} in all; ${
        close.length === 0 ? 'none' : String(close.length)
      } above ${CLOSE_TO_LIMIT * 100} % of a limit`,
      [...used]
        .sort((one, other) => other.memory - one.memory)
        .map(({ pod, ...use }) => `${pod.metadata.name}: ${against(pod, 'cpu', use)}; ${against(pod, 'memory', use)}`),
    );
  } catch (error) {
    if (!(error instanceof ApiRefusal) || error.status !== 404) throw error;
    return finding('not measured: this cluster has no metrics API (metrics.k8s.io); install metrics-server');
  }
}

function against(pod: Pod, resource: Resource, use: Record<Resource, number>): string {
  const write = WRITTEN[resource];
  const [requests, limits] = [sum(pod, 'requests', resource), sum(pod, 'limits', resource)];
  const asked = requests === undefined ? 'no request' : `request ${write(requests)}`;
  const allowed =
    limits === undefined ? 'no limit' : `${Math.round((use[resource] / limits) * 100)} % of limit ${write(limits)}`;
  return `${resource} ${write(use[resource])}, ${asked}, ${allowed}`;
}

/** What all containers of a pod have together; `undefined` where one of them has none, because that one is not bound. */
function sum({ spec }: Pod, kind: 'requests' | 'limits', resource: Resource): number | undefined {
  const each = spec.containers.map(({ resources }) => quantity(resources?.[kind]?.[resource]));
  return each.some((amount) => amount === undefined)
    ? undefined
    : each.reduce<number>((all, one) => all + (one ?? 0), 0);
}

/** What each pod asks for and may have. */
export async function readRequestsAndLimits(reader: Reader): Promise<string> {
  const { pods, selector } = await readAppPods(reader);
  if (pods.length === 0) return finding(`none: no pods with ${selector}`);
  const unbound = pods.filter((pod) => sum(pod, 'limits', 'memory') === undefined);
  return finding(
    `${counted(pods.length, 'pod')}; ${unbound.length === 0 ? 'all have' : `${unbound.length} without`} a memory limit`,
    pods.flatMap(({ metadata, spec }) =>
      spec.containers.map(
        ({ name, resources }) =>
          `${metadata.name}/${name}: ${amounts('requests', resources?.requests)}; ${amounts('limits', resources?.limits)}`,
      ),
    ),
  );
}

/** Containers that were ended for want of memory, and nodes that are short of it. */
export async function readOutOfMemory(reader: Reader): Promise<string> {
  const { pods, selector } = await readAppPods(reader);
  const killed = pods.filter(({ status }) => status.containerStatuses.some(oomKilled));
  const nodes = await nodesUnder(reader, pods, 'MemoryPressure');
  const first =
    killed.length === 0
      ? `none: 0 of ${pods.length} pods with ${selector} were`
      : `${killed.length} of ${pods.length} pods were`;
  return finding(
    `${first} killed for lack of memory (OOMKilled); ${nodes}`,
    killed.map((pod) => `${pod.metadata.name}: ${podProblems(pod, reader.now).join('; ')}`),
  );
}

/** Free space inside of a container can't be read without running a command in it, and Muster does not do that. */
export async function readDisk(reader: Reader): Promise<string> {
  const { pods } = await readAppPods(reader);
  const pod = pods.find(({ status }) => status.phase === 'Running') ?? pods[0];
  const { namespace } = reader.target;
  const evicted = pods.filter(({ status }) => status.reason === 'Evicted').length;
  const byHand = pod === undefined ? '' : `; by hand: kubectl exec -n ${namespace} ${pod.metadata.name} -- df -h`;
  return finding(`not checked: this takes a command inside the pod, and Muster doesn't run those${byHand}`, [
    await nodesUnder(reader, pods, 'DiskPressure'),
    ...(evicted > 0 ? [`${counted(evicted, 'pod')} evicted`] : []),
  ]);
}

/** `no MemoryPressure on node-0`, or which nodes have it, or which right is missing to know. */
async function nodesUnder(reader: Reader, pods: Pod[], type: string): Promise<string> {
  try {
    const nodes = await readNodeConditions(reader, pods, type);
    if (nodes.length === 0) return `${type} of nodes unknown: no pod is running on a node`;
    const pressed = nodes.filter(({ status }) => status !== 'False');
    const names = (pressed.length === 0 ? nodes : pressed).map(({ node, status }) =>
      status === 'Unknown' ? `${node} (unknown)` : node,
    );
    return `${pressed.length === 0 ? 'no ' : ''}${type} on ${names.join(', ')}`;
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    return `${type} of nodes unknown: ${error.message}`;
  }
}
