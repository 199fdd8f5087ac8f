/** What does `muster doctor` say about the rollback, for each way that a policy can take? */
import { noteFinding, ok } from '../../../domain/doctor/finding';
import type { Ports } from '../../ports';
import type { IntegrationCheck } from '../../ports/check';

/**
 * Reads what runs, by the way in which this policy rolls back (Kubernetes, webhook, command). Reading is the one call
 * that no contract lets change anything; whether an order would be accepted, its dry run says when one is given.
 */
export const createRollbackCheck = (deploymentsOf: Ports['deployments']): IntegrationCheck => ({
  what: 'rollback',
  async examine({ policy, signal }) {
    const deployments = deploymentsOf(policy.investigation.parameters);
    if (!deployments.automatic)
      return [noteFinding('rollback', 'no deployment tool is connected: a person is asked to roll back by hand')];
    const { current, previous } = await deployments.read(signal);
    const runs = `${current.id} is running${current.healthy === false ? ' and is not healthy' : ''}`;
    return [
      previous === undefined
        ? noteFinding('rollback', `${runs}; no earlier version to roll back to`)
        : ok('rollback', `${runs}; can roll back to ${previous.id}`),
    ];
  },
});
