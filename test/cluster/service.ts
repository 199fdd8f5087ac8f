import { join } from 'node:path';
import { z } from 'zod';
import { fromFirstToLast } from '../support/from-first-to-last';
import { createKubernetes } from '../../activities/adapters/kubernetes';
import type { Cluster as ClusterPort, Deployments } from '../../activities/ports';
import { loadPolicy } from '../../policy/load';
import { untilTrue } from '../support/until';
import { Cluster } from './cluster';
import { deployment, type AppOptions } from './manifests';
import { builtPrograms } from './programs';

export const ROOT = join(__dirname, '../..');

const { policy } = loadPolicy(join(ROOT, 'policy/release-manager.yaml'));

/** The names of the shipped policy, which are those of the cluster. */
export const parameters: Record<string, string> = Object.fromEntries(
  Object.entries(policy.investigation.parameters).map(([name, { value }]) => [name, value]),
);

export const probe = { use: 'cluster', title: 'No pods in CrashLoopBackOff state', check: 'no-crash-loop' } as const;

/** The guide's own command, by its id. */
export function toolOf(id: string): Parameters<ClusterPort['read']>[0] {
  const command = policy.investigation.steps.flatMap(({ commands }) => commands).find((one) => one.id === id);
  if (command?.tool.use !== 'cluster') throw new Error(`The policy has no look into the cluster called ${id}`);
  return command.tool;
}

export const GOOD: AppOptions = {
  image: 'registry.example/rm:v2024.01.14',
  env: [{ name: 'DB_PASSWORD', value: 'hunter2' }],
};
export const BAD: AppOptions = {
  image: 'registry.example/rm:v2024.01.15-crash',
  env: [
    { name: 'DB_PASSWORD', value: 'hunter3' },
    { name: 'POOL_SIZE', value: '200' },
  ],
};

export const DEPLOYMENT = '/apis/apps/v1/namespaces/production/deployments/release-manager-prod';

/** A control plane with the shipped accounts, looked at and written with exactly their rights. */
export class ServiceUnderTest {
  private orders = 0;

  private constructor(
    readonly cluster: Cluster,
    readonly kubeconfig: string,
    readonly look: ClusterPort,
    readonly rollback: Deployments,
  ) {}

  static async start(bin: string): Promise<ServiceUnderTest> {
    const cluster = await Cluster.start(bin);
    for (const file of ['diagnostics', 'nodes', 'rollback']) {
      await cluster.applyFile(join(ROOT, `deploy/kubernetes/${file}.yaml`));
    }
    const kubeconfig = await cluster.kubeconfigFor('muster-diagnostics', 'muster-rollback');
    const kubernetes = createKubernetes({ kubeconfig, rollbackContext: 'muster-rollback' });
    const rollback = kubernetes.deployments(parameters);
    if (rollback === undefined) throw new Error('Rollbacks are not wired.');
    return new ServiceUnderTest(cluster, kubeconfig, kubernetes.cluster, rollback);
  }

  stop(): Promise<void> {
    return this.cluster.stop();
  }

  /** What a command of the guide finds. */
  read(id: string, signal?: AbortSignal): Promise<string> {
    return this.look.read(toolOf(id), parameters, signal);
  }

  deploy(app: AppOptions): Promise<void> {
    return this.cluster.apply(deployment(app));
  }

  /** A key that no order had before. */
  order(): { incidentId: string; key: string } {
    this.orders += 1;
    return { incidentId: 'release-manager-0fsgwgse-mh46', key: `rollback:${this.orders}` };
  }

  async runs(): Promise<string> {
    return (await this.rollback.read()).current.id;
  }

  /** Counts up with each change of what is asked for. */
  async generation(): Promise<number> {
    const schema = z.object({ metadata: z.object({ generation: z.number() }) });
    return (await this.cluster.request('GET', DEPLOYMENT, { schema })).metadata.generation;
  }

  healthy(version: string): Promise<void> {
    return untilTrue(`${version} is healthy`, async () => {
      const { current } = await this.rollback.read();
      return current.id.includes(version) && current.healthy === true;
    });
  }

  /** Where a rollback begins: a version runs whose pods crash, and a good one ran before. */
  async broken(bad: AppOptions = BAD): Promise<{ from: string; to: string }> {
    await this.deploy(GOOD);
    await this.healthy('v2024.01.14');
    const { id: to } = (await this.rollback.read()).current;
    await this.deploy(bad);
    await untilTrue('its pods crash', async () => !(await this.look.check(probe, parameters)).passed);
    return { from: await this.runs(), to };
  }
}

/** Tests on a control plane of their own. Without Go they are skipped, and one line says so; in CI that is a failure. */
export function describeOnKubernetes(name: string, tests: (on: { readonly service: ServiceUnderTest }) => void): void {
  const bin = builtPrograms();
  if (bin === undefined) {
    console.log(`Skipped, because Kubernetes can't be built without Go: ${name}.`);
    describe.skip(name, () => tests({ service: undefined as never }));
    return;
  }
  describe(name, () => {
    const limits = { startMs: 120_000, stopMs: 30_000 };
    const running = fromFirstToLast('cluster', () => ServiceUnderTest.start(bin), limits);
    tests({
      get service() {
        return running();
      },
    });
  });
}
