import { z } from 'zod';
import { until } from '../support/until';
import { describeOnKubernetes, GOOD, parameters, probe } from '../cluster/service';

describeOnKubernetes("the guide's looks into a real Kubernetes", (on) => {
  describe('before anything is deployed', () => {
    test('a deployment that is not there is a finding', async () => {
      expect(await on.service.read('recent-deployments')).toMatch(
        /^can't read it: .*404 .*"release-manager-prod" not found/,
      );
    });
  });

  describe('a healthy service', () => {
    beforeAll(async () => {
      await on.service.deploy(GOOD);
      await on.service.healthy('v2024.01.14');
    });

    test('has no crash loops and no events that warn', async () => {
      expect(await on.service.look.check(probe, parameters)).toEqual({
        passed: true,
        evidence: 'none of 3 pods in a crash loop',
      });
      expect(await on.service.read('pod-events')).toMatch(
        /^3 pods, all healthy; no warning events\n(.*\n)*.*ago SuccessfulCreate/,
      );
    });

    test('is described with replicas, images, resources and the names of its environment', async () => {
      const detail = await on.service.read('deployment');
      expect(detail).toMatch(/^rm:v2024\.01\.14: 3 of 3 ready, rollout done/);
      expect(detail).toContain(
        'app: registry.example/rm:v2024.01.14, requests cpu 100m memory 128Mi, limits memory 512Mi',
      );
      expect(detail).toContain('app environment: DB_PASSWORD');
      expect(detail).not.toContain('hunter2');
    });

    test('nothing in its logs is a finding', async () => {
      expect(await on.service.read('recent-errors')).toMatch(
        /^none in the last 100 lines of 3 logs \(0 lines\): no ERROR$/,
      );
    });

    test('its logs are searched and counted as the guide does', async () => {
      const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
      on.service.cluster.writeLog([
        { at: ago(7000), text: 'ERROR too long ago /deploy' },
        { at: ago(1800), text: 'ERROR timeout after 30 s token=abcdefgh12345 /releases' },
        { at: ago(1700), text: 'WARN slow /releases' },
        { at: ago(60), text: 'INFO all is well /health' },
        { at: ago(50), text: 'ERROR timeout after 31 s /deploy' },
      ]);
      expect(await on.service.read('recent-errors')).toMatch(
        /^9 lines with ERROR in the last 100 lines of 3 logs \(15 lines\)/,
      );
      const spike = await on.service.read('error-spike');
      expect(spike).toMatch(
        /^6 lines with ERROR in the last 60 min of 3 logs \(12 lines\), from 3 pods\n {2}busiest: 3 lines/,
      );
      expect(spike).not.toContain('abcdefgh');
      expect(await on.service.read('error-types')).toContain(': database connection 0, timeout 6, OOM 0');
      const [, ...endpoints] = (await on.service.read('errors-by-endpoint')).split('\n');
      expect(endpoints).toEqual(['  6 /deploy', '  6 /releases']);
      on.service.cluster.writeLog([]);
    });

    test('its use of resources is set against requests and limits, or it is said that nothing measures it', async () => {
      expect(await on.service.read('usage')).toBe(
        'not measured: the metrics API has no data for the pods with app=release-manager',
      );
      const schema = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });
      const { items } = await on.service.cluster.request('GET', '/api/v1/namespaces/production/pods', { schema });
      const name = items[0]?.metadata.name ?? '';
      await on.service.cluster.apply({
        apiVersion: 'metrics.k8s.io/v1beta1',
        kind: 'PodMetrics',
        metadata: { name, namespace: 'production', labels: { app: 'release-manager' } },
        containers: [{ name: 'app', usage: { cpu: '250m', memory: '500Mi' } }],
      });
      expect((await on.service.read('usage')).split('\n')).toEqual([
        '1 pod measured of 3: 0.25 cores, 500 Mi in all; 1 above 90 % of a limit',
        `  ${name}: cpu 0.25, request 0.1, no limit; memory 500 Mi, request 128 Mi, 98 % of limit 512 Mi`,
      ]);
      await on.service.cluster.request('DELETE', `/apis/metrics.k8s.io/v1beta1/namespaces/production/pods/${name}`);
      expect(await on.service.read('resources')).toMatch(
        /^3 pods; all have a memory limit\n.*requests cpu 100m memory 128Mi/,
      );
    });

    test('memory and disk are told of as far as they can be known without a command in a pod', async () => {
      expect(await on.service.read('oom')).toBe(
        'none: 0 of 3 pods with app=release-manager were killed for lack of memory (OOMKilled); no MemoryPressure on node-0',
      );
      expect(await on.service.read('disk')).toMatch(
        /^not checked: .*by hand: kubectl exec -n production release-manager-prod-\S+ -- df -h\n {2}no DiskPressure on node-0$/,
      );
    });
  });

  describe('a deployment that breaks it', () => {
    beforeAll(async () => {
      await on.service.broken();
    });

    test('is found: in the pods, by the probe, in the history with what it changed', async () => {
      const { passed, evidence } = await on.service.look.check(probe, parameters);
      expect(passed).toBe(false);
      expect(evidence).toMatch(
        /^\d of \d pods in a crash loop: .*CrashLoopBackOff.*OOMKilled, 4 restarts, last exit code 137/,
      );
      expect(await on.service.read('pod-events')).toMatch(/^1 of 4 pods with problems: app CrashLoopBackOff/);
      expect(await on.service.read('oom')).toMatch(/^1 of 4 pods were killed for lack of memory/);
      const history = await on.service.read('last-deployments');
      expect(history).toMatch(/^rm:v2024\.01\.15-crash#\S+ \(revision 2\) is running, rollout (under way|failed)/);
      expect(history).toContain('app: image registry.example/rm:v2024.01.14 -> registry.example/rm:v2024.01.15-crash');
      expect(history).toContain('app: env POOL_SIZE added: "200"');
      expect(history).toContain('app: env DB_PASSWORD changed (not shown)');
    });

    test('is given up by Kubernetes, and so is watching it', async () => {
      const failure = await until('the verdict', async () => (await on.service.rollback.read()).current.failure);
      expect(failure).toMatch(/^the rollout exceeded its progress deadline: 1 of 3 updated, 3 available$/);
    });
  });

  test('a deployment that can not be placed is found by its events, and is no crash loop', async () => {
    await on.service.deploy(GOOD);
    await on.service.healthy('v2024.01.14');
    await on.service.deploy({ image: 'registry.example/rm:v2024.01.18', cpu: '999' });
    // The scheduler says it again where the cluster changes while the pod waits.
    const stuck =
      /^1 of 4 pods with problems: Pending; not scheduled: 0\/1 nodes are available: 1 Insufficient cpu.*; [1-9] warning events?\n/;
    let seen = '';
    const events = await until(
      () => `the event; what was seen last:\n${seen}`,
      async () => {
        seen = await on.service.read('pod-events');
        return stuck.test(seen) ? seen : undefined;
      },
    );
    expect(events).toMatch(/ago FailedScheduling release-manager-prod-\S+: 0\/1 nodes are available/);
    expect(await on.service.look.check(probe, parameters)).toMatchObject({ passed: true });
  });

  test('a time box ends a look at once', async () => {
    await expect(on.service.read('pod-events', AbortSignal.abort(new Error('cut off')))).rejects.toThrow('cut off');
  });
});
