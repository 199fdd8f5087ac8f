import { join } from 'node:path';
import { z } from 'zod';
import { createKubernetes } from '../../activities/adapters/kubernetes';
import { untilTrue } from '../support/until';
import { deployment } from '../cluster/manifests';
import { describeOnKubernetes, GOOD, parameters, ROOT, toolOf } from '../cluster/service';

describeOnKubernetes('the shipped accounts on a real Kubernetes', (on) => {
  const as = async (account: string) =>
    createKubernetes({ kubeconfig: await on.service.cluster.kubeconfigFor(account), rollbackContext: account });
  const withoutRight = async (role: string, resource: string, use: () => Promise<void>): Promise<void> => {
    const path = `/apis/rbac.authorization.k8s.io/v1/namespaces/production/roles/${role}`;
    const Rule = z.looseObject({ resources: z.array(z.string()) });
    const whole = await on.service.cluster.request('GET', path, { schema: z.looseObject({ rules: z.array(Rule) }) });
    const rules = whole.rules.map((rule) => ({
      ...rule,
      resources: rule.resources.filter((one) => one !== resource),
    }));
    const put = (rules: unknown) =>
      on.service.cluster.request('PATCH', path, { body: { rules }, type: 'application/merge-patch+json' });
    await put(rules.filter(({ resources }) => resources.length > 0));
    try {
      await use();
    } finally {
      await put(whole.rules);
    }
  };

  beforeAll(async () => {
    await on.service.broken();
  });

  test.each([
    ['last-deployments', 'replicasets', 'list replicasets.apps'],
    ['deployment', 'deployments', 'get deployments.apps'],
    ['pod-events', 'pods', 'list pods'],
    ['pod-events', 'events', 'list events'],
    ['recent-errors', 'pods/log', 'get pods/log'],
  ])('%s without the right to %s says which one is missing', async (id, resource, right) => {
    await withoutRight('muster-diagnostics', resource, async () => {
      const missing = `can't read it: kubernetes refused: 403 the account system:serviceaccount:production:muster-diagnostics lacks the permission: ${right} in namespace production (see deploy/kubernetes/diagnostics.yaml)`;
      await untilTrue('it is said', async () => (await on.service.read(id)) === missing, { withinMs: 10_000 });
    });
    await untilTrue('it reads again', async () => !(await on.service.read(id)).startsWith('not readable'), {
      withinMs: 10_000,
    });
  });

  test('memory pressure without the right to see nodes is told of as unknown', async () => {
    const binding = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/muster-diagnostics-nodes';
    await on.service.cluster.request('DELETE', binding);
    const unknown = /MemoryPressure of nodes unknown: .*lacks the permission: get nodes in the whole cluster$/;
    await untilTrue('it is said', async () => unknown.test((await on.service.read('oom')).split('\n')[0] ?? ''));
    await on.service.cluster.applyFile(join(ROOT, 'deploy/kubernetes/nodes.yaml'));
  });

  test('who may only look can roll nothing back', async () => {
    const { from, to } = await on.service.broken();
    const looking = (await as('muster-diagnostics')).deployments(parameters);
    const before = await on.service.generation();
    await expect(looking?.rollBack({ ...on.service.order(), from, to })).rejects.toThrow(
      /muster-diagnostics lacks the permission: patch deployments\.apps in namespace production/,
    );
    await expect(looking?.rehearse({ ...on.service.order(), to })).rejects.toThrow(
      /lacks the permission: patch deployments/,
    );
    expect(await on.service.generation()).toBe(before);
  });

  test('who may roll back can change no other deployment and read no pod', async () => {
    const other = deployment(GOOD);
    await on.service.cluster.apply({ ...other, metadata: { ...other.metadata, name: 'payments' } });
    const writing = await as('muster-rollback');
    const payments = writing.deployments({ ...parameters, deployment: 'payments' });
    await expect(payments?.read()).rejects.toThrow(/muster-rollback lacks the permission: get deployments\.apps/);
    expect(await writing.cluster.read(toolOf('usage'), parameters)).toMatch(/^can't read it: .*list pods/);
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
        const { status } = await on.service.cluster.request('POST', path, { body, schema });
        expect({ account, verb, resource, allowed: status.allowed }).toMatchObject({ allowed: false });
      }
    }
  });
});
