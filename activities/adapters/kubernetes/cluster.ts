/** Which finding or probe does a question about the cluster lead to, and what if the cluster refuses it? */
import type { Cluster, ProbeReading } from '../../ports';
import { ApiRefusal, type KubernetesApi } from './api';
import { counted, finding } from '../shared/finding';
import { crashLoops, podProblems } from './pods';
import { readEvents } from './read-events';
import { readLogs } from './read-logs';
import { readDisk, readOutOfMemory, readRequestsAndLimits, readUsage } from './read-resources';
import { readDeploymentDetail, readRolloutHistory } from './read-rollouts';
import { readDeployment, readPods, type Reader } from './reader';
import { targetOf } from './target';

type Tool = Parameters<Cluster['read']>[0];

export interface KubernetesClusterOptions {
  api: KubernetesApi;
  now?: () => number;
}

/**
 * Looks into a cluster through its API: read-only, no shell, nothing run inside of a pod. What may not be read, or is not
 * there, is a finding that says so; only a cluster that does not answer fails.
 */
export function createKubernetesCluster({ api, now = Date.now }: KubernetesClusterOptions): Cluster {
  const readerFor = (parameters: Record<string, string>, signal: AbortSignal | undefined): Reader => ({
    api,
    target: targetOf(parameters),
    appSelector: parameters['appSelector'] || undefined,
    now: now(),
    signal,
  });

  return {
    async read(tool, parameters, signal) {
      try {
        return await look(tool, readerFor(parameters, signal));
      } catch (error) {
        if (!(error instanceof ApiRefusal)) throw error;
        return finding(`can't read it: ${error.message}${error.status === 403 ? ` (see ${RIGHTS})` : ''}`);
      }
    },
    check: (_probe, parameters, signal) => checkCrashLoops(readerFor(parameters, signal)),
  };
}

/** Where the rights that the diagnostics need are written down. */
const RIGHTS = 'deploy/kubernetes/diagnostics.yaml';

function look(tool: Tool, reader: Reader): Promise<string> {
  switch (tool.read) {
    case 'rollout-history':
      return readRolloutHistory(reader, tool.lines);
    case 'deployment':
      return readDeploymentDetail(reader);
    case 'events':
      return readEvents(reader);
    case 'logs':
      return readLogs(reader, {
        lines: tool.lines,
        sinceMs: tool.since,
        matching: tool.matching ?? [],
        countByEndpoint: tool.countBy === 'endpoint',
      });
    case 'usage':
      return readUsage(reader);
    case 'resources':
      return readRequestsAndLimits(reader);
    case 'oom':
      return readOutOfMemory(reader);
    case 'disk':
      return readDisk(reader);
  }
}

/** Passes where no container of the deployment crashes again and again. No pods at all is nothing to pass by. */
async function checkCrashLoops(reader: Reader): Promise<ProbeReading> {
  const deployment = await readDeployment(reader);
  const pods = await readPods(reader, deployment);
  const { replicas } = deployment.spec;
  if (pods.length === 0 && replicas > 0) return { passed: false, evidence: `no pods, ${replicas} expected` };
  const looping = pods.filter(({ status }) => status.containerStatuses.some((one) => crashLoops(one, reader.now)));
  if (looping.length === 0) return { passed: true, evidence: `none of ${counted(pods.length, 'pod')} in a crash loop` };
  const problems = looping.map((pod) => `${pod.metadata.name} (${podProblems(pod, reader.now).join('; ')})`);
  const evidence = `${looping.length} of ${counted(pods.length, 'pod')} in a crash loop: ${problems.join(', ')}`;
  return { passed: false, evidence: finding(evidence) };
}
