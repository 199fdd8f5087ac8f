import { join, resolve } from 'node:path';
import { Client } from '@temporalio/client';
import { createDirectory } from '../../directory/directory';
import type { Parameters } from '../../policy/parameters';
import { loadPolicy } from '../../policy/load';
import { configureVendors } from '../../worker/configure';
import { wirePorts } from '../../worker/ports';
import { temporaryFolder } from '../support/temporary-folder';

const ROOT = resolve(__dirname, '../..');
const { policy } = loadPolicy(join(ROOT, 'policy/release-manager.yaml'));
const file = join(ROOT, 'examples/release-manager/directory.yaml');

const wired = (env: NodeJS.ProcessEnv) =>
  wirePorts({
    home: temporaryFolder('wiring'),
    policy,
    directory: createDirectory({ file }),
    client: new Client(),
    vendors: configureVendors(env),
  });

const parameters = policy.investigation.parameters;
const withValue = (name: string, value: string): Parameters => ({ ...parameters, [name]: { value } });

test('what is wrong with the file is known at the start, for each of the two accounts', async () => {
  const { opened } = wired({ MUSTER_KUBECONFIG: '/nowhere/config', MUSTER_KUBE_ROLLBACK_CONTEXT: 'rollback' });
  const problem = expect.stringMatching(
    /can't connect with \/nowhere\/config \(MUSTER_KUBECONFIG\): .*ENOENT/,
  ) as unknown;
  const problems = await Promise.all(opened.map((vendor) => vendor.problems()));
  expect(problems.flat()).toEqual([problem, problem]);
});

describe('what stands for the cluster and for rollbacks', () => {
  test('nothing and a person, where there is no kubeconfig', () => {
    const { ports } = wired({});
    expect(ports.cluster).toBeUndefined();
    expect(ports.deployments(parameters).automatic).toBe(false);
  });

  test('looks only, where no account for rollbacks is named', () => {
    const { ports } = wired({ MUSTER_KUBECONFIG: '/kube/config' });
    expect(ports.cluster).toBeDefined();
    expect(ports.deployments(parameters).automatic).toBe(false);
  });

  test('Kubernetes, where one is', () => {
    const { ports } = wired({ MUSTER_KUBECONFIG: '/kube/config', MUSTER_KUBE_ROLLBACK_CONTEXT: 'rollback' });
    expect(ports.deployments(parameters).automatic).toBe(true);
    expect(ports.deployments(withValue('deployment', '')).automatic).toBe(false);
  });

  test("the policy's webhook, where it names one", async () => {
    const { ports } = wired({ MUSTER_KUBECONFIG: '/kube/config', MUSTER_KUBE_ROLLBACK_CONTEXT: 'rollback' });
    const webhook = ports.deployments(withValue('rollbackUrl', 'http://127.0.0.1:1/rollback'));
    await expect(webhook.read()).rejects.toThrow('rollback webhook');
  });
});
