import { join } from 'node:path';
import { z } from 'zod';
import { createKubernetes } from '../../activities/adapters/kubernetes/wiring';
import { ProviderRejected } from '../../activities/errors';
import type { Cluster as ClusterPort, Deployments } from '../../activities/ports';
import { loadPolicy } from '../../policy/load';
import { until, untilTrue } from '../chaos/until';
import { Cluster } from '../cluster/cluster';
import { deployment, type AppOptions } from '../cluster/manifests';
import { builtPrograms } from '../cluster/programs';

const ROOT = join(__dirname, '../..');
const built = builtPrograms();
if ('missing' in built) console.log(`Kubernetes is not tested here: ${built.missing}`);

const { policy } = loadPolicy(join(ROOT, 'policy/release-manager.yaml'));
const parameters = Object.fromEntries(
  Object.entries(policy.investigation.parameters).map(([name, { value }]) => [name, value]),
);
type Tool = Parameters<ClusterPort['read']>[0];

/** The guide's own command, by its id. */
function toolOf(id: string): Tool {
  const command = policy.investigation.steps.flatMap(({ commands }) => commands).find((one) => one.id === id);
  if (command?.tool.use !== 'cluster') throw new Error(`The policy has no look into the cluster called ${id}`);
  return command.tool;
}

const DEPLOYMENT = '/apis/apps/v1/namespaces/production/deployments/release-manager-prod';
const GOOD: AppOptions = { image: 'registry.example/rm:v2024.01.14', env: [{ name: 'DB_PASSWORD', value: 'hunter2' }] };
const BAD: AppOptions = {
  image: 'registry.example/rm:v2024.01.15-crash',
  env: [
    { name: 'DB_PASSWORD', value: 'hunter3' },
    { name: 'POOL_SIZE', value: '200' },
  ],
};

('missing' in built ? describe.skip : describe)('a real Kubernetes control plane', () => {
  let cluster: Cluster;
  let look: ClusterPort;
  let rollback: Deployments;
  let orders = 0;
  const read = (id: string, signal?: AbortSignal): Promise<string> => look.read(toolOf(id), parameters, signal);
  const order = () => ({ incidentId: 'release-manager-0fsgwgse-mh46', key: `rollback:${(orders += 1)}` });
  const deploy = (app: AppOptions): Promise<void> => cluster.apply(deployment(app));
  const healthy = (what: string) =>
    untilTrue(`${what} is healthy`, async () => {
      const { current } = await rollback.read();
      return current.id.includes(what) && current.healthy === true;
    });
  const runs = async (): Promise<string> => (await rollback.read()).current.id;
  const generation = async (): Promise<number> => {
    const schema = z.object({ metadata: z.object({ generation: z.number() }) });
    return (await cluster.request('GET', DEPLOYMENT, { schema })).metadata.generation;
  };
  /** The decision that every rollback test begins with: the bad version runs, the good one ran before. */
  const broken = async (): Promise<{ from: string; to: string }> => {
    await deploy(GOOD);
    await healthy('v2024.01.14');
    await deploy(BAD);
    await untilTrue('its pods crash', async () => !(await look.check(probe, parameters)).passed);
    const { current, previous } = await rollback.read();
    expect(current.id).toMatch(/^rm:v2024\.01\.15-crash#[a-z0-9]+$/);
    expect(previous?.id).toMatch(/^rm:v2024\.01\.14#[a-z0-9]+$/);
    return { from: current.id, to: previous?.id ?? '' };
  };
  const probe = { use: 'cluster', title: 'No pods in CrashLoopBackOff state', check: 'no-crash-loop' } as const;

  beforeAll(async () => {
    if ('missing' in built) return;
    cluster = await Cluster.start(built.bin);
    for (const file of ['diagnostics', 'nodes', 'rollback']) {
      await cluster.applyFile(join(ROOT, `deploy/kubernetes/${file}.yaml`));
    }
    const kubeconfig = await cluster.kubeconfigFor('muster-diagnostics', 'muster-rollback');
    const kubernetes = createKubernetes({ kubeconfig, rollbackContext: 'muster-rollback' });
    look = kubernetes.cluster;
    const deployments = kubernetes.deployments(parameters);
    if (deployments === undefined) throw new Error('not wired');
    rollback = deployments;
  }, 120_000);
  afterAll(() => ('missing' in built ? undefined : cluster.stop()));

  describe('before anything is deployed', () => {
    test('a deployment that is not there is a finding', async () => {
      expect(await read('recent-deployments')).toMatch(/^not readable: .*404 .*"release-manager-prod" not found/);
    });
  });

  describe('a healthy service', () => {
    beforeAll(async () => {
      await deploy(GOOD);
      await healthy('v2024.01.14');
    });

    test('has no crash loops and no events that warn', async () => {
      expect(await look.check(probe, parameters)).toEqual({ passed: true, evidence: 'none of 3 pods in a crash loop' });
      expect(await read('pod-events')).toMatch(
        /^3 pods, none in trouble; no warning events\n(.*\n)*.*ago SuccessfulCreate/,
      );
    });

    test('is described with replicas, images, resources and the names of its environment', async () => {
      const detail = await read('deployment');
      expect(detail).toMatch(/^rm:v2024\.01\.14: 3 of 3 ready, rollout done/);
      expect(detail).toContain(
        'app: registry.example/rm:v2024.01.14, requests cpu 100m memory 128Mi, limits memory 512Mi',
      );
      expect(detail).toContain('app environment: DB_PASSWORD');
      expect(detail).not.toContain('hunter2');
    });

    test('nothing in its logs is a finding', async () => {
      expect(await read('recent-errors')).toMatch(/^none in the last 100 lines of 3 logs \(0 lines\): no ERROR$/);
    });

    test('its logs are searched and counted as the guide does', async () => {
      const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
      cluster.writeLog([
        { at: ago(7000), text: 'ERROR too long ago /deploy' },
        { at: ago(1800), text: 'ERROR timeout after 30 s token=abcdefgh12345 /releases' },
        { at: ago(1700), text: 'WARN slow /releases' },
        { at: ago(60), text: 'INFO all is well /health' },
        { at: ago(50), text: 'ERROR timeout after 31 s /deploy' },
      ]);
      expect(await read('recent-errors')).toMatch(/^9 lines with ERROR in the last 100 lines of 3 logs \(15 lines\)/);
      const spike = await read('error-spike');
      expect(spike).toMatch(
        /^6 lines with ERROR in the last 60 min of 3 logs \(12 lines\), from 3 pods\n {2}busiest: 3 lines/,
      );
      expect(spike).not.toContain('abcdefgh');
      expect(await read('error-types')).toContain(': database connection 0, timeout 6, OOM 0');
      const [, ...endpoints] = (await read('errors-by-endpoint')).split('\n');
      expect(endpoints).toEqual(['  6 /deploy', '  6 /releases']);
      cluster.writeLog([]);
    });

    test('its use of resources is set against requests and limits, or it is said that nothing measures it', async () => {
      expect(await read('usage')).toMatch(/^0 pods measured of 3/);
      const schema = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });
      const { items } = await cluster.request('GET', '/api/v1/namespaces/production/pods', { schema });
      const name = items[0]?.metadata.name ?? '';
      await cluster.apply({
        apiVersion: 'metrics.k8s.io/v1beta1',
        kind: 'PodMetrics',
        metadata: { name, namespace: 'production', labels: { app: 'release-manager' } },
        containers: [{ name: 'app', usage: { cpu: '250m', memory: '500Mi' } }],
      });
      expect((await read('usage')).split('\n')).toEqual([
        '1 pod measured of 3: 0.25 cores, 500 Mi in all; 1 above 90 % of a limit',
        `  ${name}: cpu 0.25, request 0.1, no limit; memory 500 Mi, request 128 Mi, 98 % of limit 512 Mi`,
      ]);
      await cluster.request('DELETE', `/apis/metrics.k8s.io/v1beta1/namespaces/production/pods/${name}`);
      expect(await read('resources')).toMatch(/^3 pods; all have a memory limit\n.*requests cpu 100m memory 128Mi/);
    });

    test('memory and disk are told of as far as they can be known without a command in a pod', async () => {
      expect(await read('oom')).toBe(
        'none: no pod of 3 with app=release-manager was ended for want of memory (OOMKilled); no MemoryPressure on node-0',
      );
      expect(await read('disk')).toMatch(
        /^not read: .*by hand: kubectl exec -n production release-manager-prod-\S+ -- df -h\n {2}no DiskPressure on node-0$/,
      );
    });
  });

  describe('a deployment that breaks it', () => {
    beforeAll(async () => {
      await broken();
    });

    test('is found: in the pods, by the probe, in the history with what it changed', async () => {
      const { passed, evidence } = await look.check(probe, parameters);
      expect(passed).toBe(false);
      expect(evidence).toMatch(
        /^\d of \d pods in a crash loop: .*CrashLoopBackOff.*OOMKilled, 4 restarts, last exit code 137/,
      );
      expect(await read('pod-events')).toMatch(/^1 of 4 pods in trouble: app CrashLoopBackOff/);
      expect(await read('oom')).toMatch(/^1 of 4 pods were ended for want of memory/);
      const history = await read('last-deployments');
      expect(history).toMatch(/^rm:v2024\.01\.15-crash#\S+ \(revision 2\) runs, rollout (under way|failed)/);
      expect(history).toContain('app: image registry.example/rm:v2024.01.14 -> registry.example/rm:v2024.01.15-crash');
      expect(history).toContain('app: env POOL_SIZE added: "200"');
      expect(history).toContain('app: env DB_PASSWORD changed (not shown)');
    });

    test('is given up by Kubernetes, and so is watching it', async () => {
      const failure = await until('the verdict', async () => (await rollback.read()).current.failure);
      expect(failure).toMatch(/^the rollout exceeded its progress deadline: 1 of 3 updated, 3 available$/);
    });
  });

  describe('rolling back', () => {
    test('is rehearsed by the server, which changes nothing', async () => {
      const { from, to } = await broken();
      const before = await generation();
      const text = await rollback.rehearse({ ...order(), to });
      expect(text).toContain(`production/release-manager-prod would return from ${from}`);
      expect(text).toContain('app: image registry.example/rm:v2024.01.15-crash -> registry.example/rm:v2024.01.14');
      expect(await generation()).toBe(before);
      expect(await runs()).toBe(from);
    });

    test('knows the version by what people call it', async () => {
      const { to } = await broken();
      for (const called of ['v2024.01.14', 'rm:v2024.01.14', 'registry.example/rm:v2024.01.14', to]) {
        expect((await rollback.find?.(called))?.id).toBe(to);
      }
      await expect(rollback.find?.('v2023.12.31')).rejects.toThrow(/no revision "v2023\.12\.31"; still kept: rm:v2024/);
    });

    test('happens, becomes healthy, and happens once for one order', async () => {
      const back = { ...order(), ...(await broken()) };
      const receipt = await rollback.rollBack(back);
      expect(await runs()).toBe(back.to);
      await healthy('v2024.01.14');
      expect((await look.check(probe, parameters)).passed).toBe(true);
      const after = await generation();
      expect(await rollback.rollBack(back)).toEqual(receipt);
      expect(await generation()).toBe(after);
    });

    test('the same order does nothing even when the bad version is deployed again', async () => {
      const back = { ...order(), ...(await broken()) };
      await rollback.rollBack(back);
      await healthy('v2024.01.14');
      await deploy(BAD);
      const after = await generation();
      await rollback.rollBack(back);
      expect(await generation()).toBe(after);
      expect(await runs()).toBe(back.from);
    });

    test('the version returned from is not offered as the one to return to', async () => {
      const back = { ...order(), ...(await broken()) };
      await rollback.rollBack(back);
      await healthy('v2024.01.14');
      expect((await rollback.read()).previous?.id).not.toBe(back.from);
    });

    test('an order whose answer got lost shows in what is read back', async () => {
      const back = { ...order(), ...(await broken()) };
      const cut = new AbortController();
      const before = await generation();
      const answer = rollback.rollBack(back, cut.signal).catch((error: unknown) => error);
      await untilTrue('the server has it', async () => (await generation()) > before, { everyMs: 1 });
      cut.abort(new Error('killed'));
      await answer;
      expect(await runs()).toBe(back.to);
    });

    test('is refused where somebody has moved the deployment by hand', async () => {
      const back = { ...order(), ...(await broken()) };
      await deploy({ image: 'registry.example/rm:v2024.01.16' });
      await healthy('v2024.01.16');
      await expect(rollback.rollBack(back)).rejects.toThrow(
        /runs rm:v2024\.01\.16#\S+ \(revision \d+\) and not .*moved/,
      );
      expect(await runs()).toContain('v2024.01.16');
    });

    test('is refused while the deployment is paused, in the rehearsal too', async () => {
      const back = { ...order(), ...(await broken()) };
      const pause = (paused: boolean) =>
        cluster.request('PATCH', DEPLOYMENT, { body: { spec: { paused } }, type: 'application/merge-patch+json' });
      await pause(true);
      await expect(rollback.rehearse(back)).rejects.toThrow(/paused.*kubectl rollout resume/);
      await expect(rollback.rollBack(back)).rejects.toBeInstanceOf(ProviderRejected);
      await pause(false);
    });

    test('does not lose against a deployment that changes all the time', async () => {
      const back = { ...order(), ...(await broken()) };
      let stop = false;
      const busy = (async () => {
        for (let count = 0; !stop; count += 1) {
          const body = { metadata: { annotations: { busy: String(count) } } };
          await cluster.request('PATCH', DEPLOYMENT, { body, type: 'application/merge-patch+json' });
        }
      })();
      const outcome = await rollback.rollBack(back).catch((error: unknown) => error);
      stop = true;
      await busy;
      // Either it won one of its looks, or it says that it did not; what runs agrees with what was said.
      expect(await runs()).toBe(outcome instanceof Error ? back.from : back.to);
    });
  });

  describe('rights', () => {
    const as = async (account: string) =>
      createKubernetes({ kubeconfig: await cluster.kubeconfigFor(account), rollbackContext: account });
    const withoutRight = async (role: string, resource: string, use: () => Promise<void>): Promise<void> => {
      const path = `/apis/rbac.authorization.k8s.io/v1/namespaces/production/roles/${role}`;
      const Rule = z.looseObject({ resources: z.array(z.string()) });
      const whole = await cluster.request('GET', path, { schema: z.looseObject({ rules: z.array(Rule) }) });
      const rules = whole.rules.map((rule) => ({
        ...rule,
        resources: rule.resources.filter((one) => one !== resource),
      }));
      const put = (rules: unknown) =>
        cluster.request('PATCH', path, { body: { rules }, type: 'application/merge-patch+json' });
      await put(rules.filter(({ resources }) => resources.length > 0));
      try {
        await use();
      } finally {
        await put(whole.rules);
      }
    };

    beforeAll(async () => {
      await broken();
    });

    test.each([
      ['last-deployments', 'replicasets', 'list replicasets.apps'],
      ['deployment', 'deployments', 'get deployments.apps'],
      ['pod-events', 'pods', 'list pods'],
      ['pod-events', 'events', 'list events'],
      ['recent-errors', 'pods/log', 'get pods/log'],
    ])('%s without the right to %s says which one is missing', async (id, resource, right) => {
      await withoutRight('muster-diagnostics', resource, async () => {
        const missing = `not readable: kubernetes refused: 403 the account system:serviceaccount:production:muster-diagnostics lacks the right: ${right} in namespace production (see deploy/kubernetes/diagnostics.yaml)`;
        await untilTrue('it is said', async () => (await read(id)) === missing, { withinMs: 10_000 });
      });
      await untilTrue('it reads again', async () => !(await read(id)).startsWith('not readable'), { withinMs: 10_000 });
    });

    test('memory pressure without the right to see nodes is told of as unknown', async () => {
      const binding = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/muster-diagnostics-nodes';
      await cluster.request('DELETE', binding);
      const unknown = /MemoryPressure of nodes not known: .*lacks the right: get nodes in the whole cluster$/;
      await untilTrue('it is said', async () => unknown.test((await read('oom')).split('\n')[0] ?? ''));
      await cluster.applyFile(join(ROOT, 'deploy/kubernetes/nodes.yaml'));
    });

    test('who may only look can roll nothing back', async () => {
      const { from, to } = await broken();
      const looking = (await as('muster-diagnostics')).deployments(parameters);
      const before = await generation();
      await expect(looking?.rollBack({ ...order(), from, to })).rejects.toThrow(
        /muster-diagnostics lacks the right: patch deployments\.apps in namespace production/,
      );
      await expect(looking?.rehearse({ ...order(), to })).rejects.toThrow(/lacks the right: patch deployments/);
      expect(await generation()).toBe(before);
    });

    test('who may roll back can change no other deployment and read no pod', async () => {
      const other = deployment(GOOD);
      await cluster.apply({ ...other, metadata: { ...other.metadata, name: 'payments' } });
      const writing = await as('muster-rollback');
      const payments = writing.deployments({ ...parameters, deployment: 'payments' });
      await expect(payments?.read()).rejects.toThrow(/muster-rollback lacks the right: get deployments\.apps/);
      expect(await writing.cluster.read(toolOf('usage'), parameters)).toMatch(/^not readable: .*list pods/);
    });

    test('neither account reads secrets or runs anything in a pod', async () => {
      for (const account of ['muster-diagnostics', 'muster-rollback']) {
        for (const [verb, resource, subresource] of [
          ['get', 'secrets', undefined],
          ['list', 'secrets', undefined],
          ['get', 'configmaps', undefined],
          ['create', 'pods', 'exec'],
          ['delete', 'pods', undefined],
          ['create', 'pods', undefined],
        ]) {
          const spec = {
            user: `system:serviceaccount:production:${account}`,
            groups: ['system:serviceaccounts', 'system:authenticated'],
            resourceAttributes: { namespace: 'production', verb, resource, subresource },
          };
          const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec };
          const schema = z.object({ status: z.object({ allowed: z.boolean() }) });
          const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
          const { status } = await cluster.request('POST', path, { body, schema });
          expect({ account, verb, resource, allowed: status.allowed }).toMatchObject({ allowed: false });
        }
      }
    });
  });

  test('a time box ends a look at once', async () => {
    await expect(read('pod-events', AbortSignal.abort(new Error('cut off')))).rejects.toThrow('cut off');
  });
});
