import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from '@temporalio/client';
import { createDirectory } from '../../directory/directory';
import { loadPolicy } from '../../policy/load';
import { configureVendors } from '../../worker/configure';
import { wirePorts } from '../../worker/ports';
import { temporaryFolder } from '../support/temporary-folder';

const ROOT = resolve(__dirname, '../..');
const { policy } = loadPolicy(join(ROOT, 'policy/release-manager.yaml'));
const commands = join(temporaryFolder('commands'), 'commands.yaml');
writeFileSync(
  commands,
  JSON.stringify({
    shop: {
      read: ['/nowhere/read'],
      rehearse: ['/nowhere/rehearse', '{to}'],
      rollBack: ['/nowhere/roll-back', '{to}'],
    },
  }),
  { mode: 0o600 },
);

/** The worker's deployments for a policy with these parameters; Kubernetes is there too. */
const deploymentsFor = (parameters: Record<string, string>) => {
  const { ports } = wirePorts({
    home: temporaryFolder('ways'),
    policy,
    directory: createDirectory({ file: join(ROOT, 'examples/release-manager/directory.yaml') }),
    client: new Client(),
    vendors: configureVendors({
      MUSTER_KUBECONFIG: '/nowhere/config',
      MUSTER_KUBE_ROLLBACK_CONTEXT: 'rollback',
      MUSTER_ROLLBACK_COMMANDS: commands,
    }),
  });
  const named = Object.entries(parameters).map(([name, value]) => [name, { value }] as const);
  return ports.deployments({ ...policy.investigation.parameters, ...Object.fromEntries(named) });
};

test.each([
  ['the command that the policy names', { rollbackCommand: 'shop' }, "rollback command refused: can't be started"],
  [
    'no other way, where the operator has not written it down',
    { rollbackCommand: 'other' },
    'does not name: it defines shop',
  ],
  ['the webhook that the policy names', { rollbackUrl: 'http://127.0.0.1:1' }, 'rollback webhook'],
  ['else Kubernetes', {}, "kubernetes refused: can't connect with /nowhere/config"],
])('what rolls back is %s', async (_what, parameters: Record<string, string>, said) => {
  const deployments = deploymentsFor(parameters);
  expect(deployments.automatic).toBe(true);
  await expect(deployments.read()).rejects.toThrow(said);
});

test('and a person where nothing is named', () => {
  expect(deploymentsFor({ deployment: '' }).automatic).toBe(false);
});
