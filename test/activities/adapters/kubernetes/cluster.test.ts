import { createKubernetesAccess } from '../../../../activities/adapters/kubernetes/access';
import { createKubernetesApi } from '../../../../activities/adapters/kubernetes/api';
import { createKubernetesCluster } from '../../../../activities/adapters/kubernetes/cluster';
import { ProviderUnavailable } from '../../../../activities/errors';
import type { Cluster } from '../../../../activities/ports/diagnostics';
import { describeProvider } from '../../../contracts/provider.contract';
import { FakeKubernetes, pod } from '../../../fakes/kubernetes';
import { json } from '../../../fakes/vendor';

const NOW = Date.parse('2026-01-14T12:00:00Z');

const parameters = { namespace: 'production', deployment: 'rm', appSelector: 'app=rm' };

const probe = { use: 'cluster', title: 'No pods in CrashLoopBackOff state', check: 'no-crash-loop' } as const;

type Tool = Parameters<Cluster['read']>[0];

const start = async () => {
  const { kubernetes, vendor } = await FakeKubernetes.start();
  const api = createKubernetesApi(createKubernetesAccess({ kubeconfig: kubernetes.kubeconfig }), { withinMs: 1_500 });
  return { kubernetes, vendor, cluster: createKubernetesCluster({ api, now: () => NOW }) };
};

describeProvider('Kubernetes (probe)', async () => {
  const { kubernetes, vendor, cluster } = await start();
  const act = (signal?: AbortSignal) => cluster.check(probe, parameters, signal);
  return { vendor, token: kubernetes.token, act };
});

let parts: Awaited<ReturnType<typeof start>>;

beforeEach(async () => {
  parts = await start();
});

afterEach(() => parts.vendor.stop());

const read = (tool: Omit<Tool, 'use'>): Promise<string> => parts.cluster.read({ use: 'cluster', ...tool }, parameters);

const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();

describe('the probe for crash loops', () => {
  const ended = (seconds: number) => ({ terminated: { exitCode: 1, finishedAt: ago(seconds) } });

  test.each([
    ['runs', {}, true],
    ['waits in CrashLoopBackOff', { restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } } }, false],
    ['was just started for another try', { restartCount: 3, lastState: ended(20) }, false],
    ['was restarted once', { restartCount: 1, lastState: ended(20) }, true],
    ['has been running since its last crash', { restartCount: 9, lastState: ended(400) }, true],
    ['can not pull its image', { state: { waiting: { reason: 'ImagePullBackOff' } } }, true],
  ])('a container that %s', async (_what, status, passed) => {
    parts.kubernetes.pods = [pod('rm-1'), pod('rm-2', status)];
    expect((await parts.cluster.check(probe, parameters)).passed).toBe(passed);
  });

  test('does not pass where there is nothing to look at', async () => {
    expect(await parts.cluster.check(probe, parameters)).toEqual({
      passed: false,
      evidence: 'no pods, 3 expected',
    });
  });
});

describe('findings', () => {
  test.each([401, 403, 404, 409])('a %d is a finding', async (status) => {
    parts.vendor.failNext(json(status, { message: 'the reason is blue' }));
    expect(await read({ read: 'deployment' })).toMatch(
      new RegExp(`^can't read it: kubernetes refused: ${status} .*the reason is blue`),
    );
  });

  test.each([429, 500, 503])('a %d is a failure, which another look may not have', async (status) => {
    parts.vendor.failNext(json(status, { message: 'not now' }));
    await expect(read({ read: 'deployment' })).rejects.toBeInstanceOf(ProviderUnavailable);
  });

  test('a name that can be none is refused before anything is asked', async () => {
    const odd = { ...parameters, deployment: '../../secrets' };
    await expect(parts.cluster.read({ use: 'cluster', read: 'deployment' }, odd)).rejects.toThrow(
      /parameter "deployment" is "\.\.\/\.\.\/secrets", which is not a valid Kubernetes name/,
    );
    expect(parts.vendor.requests).toEqual([]);
  });

  test('without a metrics API, usage says so', async () => {
    parts.kubernetes.pods = [pod('rm-1')];
    expect(await read({ read: 'usage' })).toBe(
      'not measured: this cluster has no metrics API (metrics.k8s.io); install metrics-server',
    );
  });

  test('a metrics API that is down fails alone', async () => {
    parts.kubernetes.pods = [pod('rm-1')];
    parts.kubernetes.metrics = json(503, { message: 'service unavailable' });
    await expect(read({ read: 'usage' })).rejects.toBeInstanceOf(ProviderUnavailable);
  });

  test('events of others are left out, newest warnings come first', async () => {
    const event = (kind: string, name: string, type: string, seconds: number) => ({
      metadata: {},
      involvedObject: { kind, name },
      type,
      reason: type === 'Warning' ? 'BackOff' : 'Pulled',
      message: `about ${name}`,
      count: 2,
      lastTimestamp: ago(seconds),
    });
    parts.kubernetes.pods = [pod('rm-hash2-abcde')];
    parts.kubernetes.events = [
      event('Pod', 'rm-hash2-abcde', 'Normal', 5),
      event('Pod', 'rm-hash2-abcde', 'Warning', 90),
      event('Pod', 'rm-hash1-fghij', 'Warning', 30),
      event('Pod', 'rm-worker-hash9-klmno', 'Warning', 1),
      event('Deployment', 'other', 'Warning', 1),
    ];
    expect((await read({ read: 'events' })).split('\n')).toEqual([
      '1 pod, all healthy; 2 warning events',
      '  30 s ago 2x BackOff rm-hash1-fghij: about rm-hash1-fghij',
      '  90 s ago 2x BackOff rm-hash2-abcde: about rm-hash2-abcde',
      '  5 s ago 2x Pulled rm-hash2-abcde: about rm-hash2-abcde',
    ]);
  });

  test('the last words before a restart count, and a container without a log does not hide the others', async () => {
    const log = (text: string) => ({ status: 200, body: `${ago(3)} ${text}\n` });
    parts.kubernetes.pods = [pod('rm-1'), pod('rm-2', { restartCount: 2 }), pod('rm-3')];
    parts.kubernetes.logs = {
      'rm-1?': log('INFO fine'),
      'rm-2?': log('INFO starting'),
      'rm-2?true': log('ERROR password=hunter2 rejected'),
      'rm-3?': json(400, { message: 'container "app" in pod "rm-3" is waiting to start' }),
    };
    expect((await read({ read: 'logs', lines: 50, matching: ['ERROR'] })).split('\n')).toEqual([
      '1 line with ERROR in the last 50 lines of 4 logs (3 lines), from 1 pod',
      '  rm-3/app: kubernetes refused: 400 container "app" in pod "rm-3" is waiting to start',
      `  1x, last 11:59:57: ERROR password=[redacted] rejected`,
    ]);
  });
});
