import { createKubernetesAccess } from '../../../../activities/adapters/kubernetes/access';
import { createKubernetesApi } from '../../../../activities/adapters/kubernetes/api';
import type { OrderLimits } from '../../../../activities/adapters/kubernetes/order-time';
import { createKubernetesRollback } from '../../../../activities/adapters/kubernetes/rollback';
import { ProviderRejected, ProviderUnavailable } from '../../../../activities/errors';
import { describeDeployments } from '../../../contracts/deployments.contract';
import { describeProvider } from '../../../contracts/provider.contract';
import { FakeKubernetes } from '../../../fakes/kubernetes';
import { json } from '../../../fakes/vendor';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const start = async () => {
  const { kubernetes, vendor } = await FakeKubernetes.start();
  const api = createKubernetesApi(createKubernetesAccess({ kubeconfig: kubernetes.kubeconfig }), { withinMs: 1_500 });
  const target = { namespace: 'production', deployment: 'rm' };
  return { kubernetes, vendor, api, deployments: createKubernetesRollback({ api, target }) };
};

const order = { incidentId: 'i-1', key: 'rollback:1', from: 'rm:v2#hash2', to: 'rm:v1#hash1' };

describeDeployments('Kubernetes', async () => {
  const { kubernetes, vendor, deployments } = await start();
  return { deployments, rollbacks: () => kubernetes.rollbacks, stop: () => vendor.stop(), ids: kubernetes.ids };
});

describeProvider('Kubernetes (read)', async () => {
  const { kubernetes, vendor, deployments } = await start();
  return { vendor, token: kubernetes.token, act: (signal) => deployments.read(signal) };
});

describeProvider('Kubernetes (roll back)', async () => {
  const { kubernetes, vendor, deployments } = await start();
  return { vendor, token: kubernetes.token, act: (signal) => deployments.rollBack(order, signal) };
});

describe('rolling back through Kubernetes', () => {
  let parts: Awaited<ReturnType<typeof start>>;
  beforeEach(async () => {
    parts = await start();
  });
  afterEach(() => parts.vendor.stop());

  test('puts the old template back whole, with fields that this version does not know, and without the hash', async () => {
    await parts.deployments.rollBack(order);
    expect(parts.kubernetes.current).toEqual({
      metadata: { labels: { app: 'rm' } },
      spec: {
        containers: [{ name: 'app', image: 'registry.example/rm:v1', resources: {}, futureField: { kept: true } }],
        restartPolicy: 'Always',
      },
    });
    expect(parts.kubernetes.annotations).toEqual({
      'deployment.kubernetes.io/revision': '2',
      'muster.dev/rollback-key': 'i-1/rollback:1',
      'muster.dev/rolled-back-from': 'hash2/2',
    });
  });

  test('keeps the list of causes true, where one is kept', async () => {
    parts.kubernetes.annotations['kubernetes.io/change-cause'] = 'deploy v2';
    await parts.deployments.rollBack(order);
    expect(parts.kubernetes.annotations['kubernetes.io/change-cause']).toBe('rolled back by Muster, i-1');
  });

  test('looks again after a conflict, and does it once', async () => {
    let touched = 0;
    parts.kubernetes.beforePatch = () => {
      if ((touched += 1) < 3) parts.kubernetes.resourceVersion += 1;
    };
    await parts.deployments.rollBack(order);
    expect(parts.kubernetes.rollbacks).toEqual(['v1']);
  });

  test('rehearses from a new look after a conflict, too: a rollout that goes on changes the deployment all the time', async () => {
    let touched = 0;
    parts.kubernetes.beforePatch = () => {
      if ((touched += 1) < 3) parts.kubernetes.resourceVersion += 1;
    };
    await expect(parts.deployments.rehearse(order)).resolves.toMatch(/^production\/rm would go back from /);
    expect(parts.kubernetes.rollbacks).toEqual([]);
  });

  test('gives up, having done nothing, where the deployment changes under each look', async () => {
    parts.kubernetes.beforePatch = () => {
      parts.kubernetes.resourceVersion += 1;
    };
    await expect(parts.deployments.rollBack(order)).rejects.toBeInstanceOf(ProviderRejected);
    expect(parts.kubernetes.rollbacks).toEqual([]);
    expect(parts.vendor.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(5);
  });

  test('refuses when somebody moved the deployment between two looks', async () => {
    parts.kubernetes.beforePatch = () => {
      parts.kubernetes.resourceVersion += 1;
      parts.kubernetes.current = {
        metadata: { labels: { app: 'rm' } },
        spec: { containers: [{ name: 'app', image: 'rm:v3' }] },
      };
    };
    await expect(parts.deployments.rollBack(order)).rejects.toThrow(
      /is running rm:v3#new \(not rolled out yet\), not rm:v2/,
    );
    expect(parts.kubernetes.rollbacks).toEqual([]);
  });

  test.each(['hang', 'reset', 'half'] as const)(
    'an order that is answered by %s may have been carried out',
    async (fault) => {
      parts.kubernetes.afterLooking = () => parts.vendor.failNext(fault);
      await expect(parts.deployments.rollBack(order)).rejects.toBeInstanceOf(ProviderUnavailable);
    },
  );

  describe('in its time', () => {
    const patches = () => parts.vendor.requests.filter(({ method }) => method === 'PATCH').length;
    const target = { namespace: 'production', deployment: 'rm' };
    const inTime = (limits: OrderLimits) => {
      const api = createKubernetesApi(createKubernetesAccess({ kubeconfig: parts.kubernetes.kubeconfig }));
      return createKubernetesRollback({ api, target, limits });
    };

    test('gives no order again for which there is no time left: it would land after the decision was opened again', async () => {
      let now = 0;
      parts.kubernetes.beforePatch = () => {
        now += 9_000;
        parts.kubernetes.resourceVersion += 1;
      };
      const deployments = inTime({ wholeMs: 25_000, patchMs: 10_000, now: () => now });
      await expect(deployments.rollBack(order)).rejects.toThrow(
        /reading the deployment took too long, so nothing was changed/,
      );
      expect([patches(), parts.kubernetes.rollbacks]).toEqual([2, []]);
    });

    test('leaves an order that is not answered, although its request had more time', async () => {
      parts.kubernetes.afterLooking = () => parts.vendor.failNext('hang');
      const deployments = inTime({ wholeMs: 1_500, patchMs: 0 });
      await expect(deployments.rollBack(order)).rejects.toThrow(
        new ProviderUnavailable('kubernetes', 'no answer within 1.5 s. Check which version is running'),
      );
      expect(patches()).toBe(1);
    });

    test('sends no order when looking has taken all of it', async () => {
      parts.vendor.failNext('hang');
      await expect(inTime({ wholeMs: 200, patchMs: 0 }).rollBack(order)).rejects.toBeInstanceOf(ProviderUnavailable);
      expect(patches()).toBe(0);
    });
  });

  test('is not offered the version that it has returned from', async () => {
    await parts.deployments.rollBack(order);
    const state = await parts.deployments.read();
    expect(state.current.id).toBe('rm:v1#hash1');
    expect(state.previous).toBeUndefined();
  });

  test('returns to another version, not to the same one from before a restart', async () => {
    parts.kubernetes.restart('2026-11-24T12:00:00Z');
    parts.kubernetes.restart('2026-11-24T12:05:00Z');
    const state = await parts.deployments.read();
    expect(state.current.id).toBe('rm:v2#hash4');
    expect(state.previous).toEqual({ id: 'rm:v1#hash1', tag: 'v1' });
    expect(state.current.tag).toBe('v2');
    expect(state.kept?.map(({ id }) => id)).toEqual(['rm:v1#hash1']);
    expect(state.kept?.[0]?.names).toEqual(expect.arrayContaining(['hash1', '1', 'rm:v1', 'v1']));
    // The tag means what runs, not its older revision; the revision itself can still be named.
    expect((await parts.deployments.find?.('v2'))?.id).toBe('rm:v2#hash4');
    expect((await parts.deployments.find?.('2'))?.id).toBe('rm:v2#hash2');
  });

  test('is not offered the version that it has returned from, however often that was restarted', async () => {
    parts.kubernetes.restart('2026-11-24T12:00:00Z');
    await parts.deployments.rollBack({ ...order, from: 'rm:v2#hash3' });
    expect((await parts.deployments.read()).previous).toBeUndefined();
  });

  test('names the right that is missing, and no token', async () => {
    const message =
      'deployments.apps "rm" is forbidden: User "system:serviceaccount:production:muster" cannot get resource "deployments" in API group "apps" in the namespace "production"';
    parts.vendor.failNext(json(403, { message }));
    await expect(parts.deployments.read()).rejects.toThrow(
      'kubernetes refused: 403 the account system:serviceaccount:production:muster lacks the permission: get deployments.apps in namespace production',
    );
  });
});

describe('access', () => {
  const reading = (kubeconfig: string, context?: string) =>
    createKubernetesApi(createKubernetesAccess({ kubeconfig, context })).list('/x', z.unknown());

  test('a kubeconfig that is not there is named, and the setting that names it', async () => {
    await expect(reading('/nowhere/config')).rejects.toThrow(
      /^kubernetes refused: can't connect with \/nowhere\/config \(MUSTER_KUBECONFIG\): .*ENOENT/,
    );
  });

  test('a context that is not there is named, and those that are', async () => {
    const { kubernetes, vendor } = await FakeKubernetes.start();
    await vendor.stop();
    await expect(reading(kubernetes.kubeconfig, 'writing')).rejects.toThrow(
      /has no context "writing". Its contexts: looking$/,
    );
  });

  test('a token that was renewed in the file is used at once', async () => {
    const { kubernetes, vendor } = await FakeKubernetes.start('token-one');
    const access = createKubernetesAccess({ kubeconfig: kubernetes.kubeconfig });
    expect((await access()).headers).toEqual({ Authorization: 'Bearer token-one' });
    writeFileSync(kubernetes.kubeconfig, readFileSync(kubernetes.kubeconfig, 'utf8').replace('token-one', 'token-two'));
    utimesSync(kubernetes.kubeconfig, new Date(), new Date(Date.now() + 1000));
    expect((await access()).headers).toEqual({ Authorization: 'Bearer token-two' });
    await vendor.stop();
  });
});
