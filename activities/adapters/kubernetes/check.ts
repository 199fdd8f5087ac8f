/** Can Muster use the kubeconfig, and does each account have the permissions that it needs? */
import { type Examined, noteFinding, ok, wrong } from '../../../domain/doctor/finding';
import { parameterValues } from '../../../policy/parameters';
import type { IntegrationCheck } from '../../ports/check';
import { spokenRight } from './rights';
import type { AccountRights, Kubernetes } from './';

/** Reads the kubeconfig, then asks the cluster which of the rights that are needed each account has. */
export const createKubernetesCheck = (kubernetes: Kubernetes | undefined): IntegrationCheck => ({
  what: 'Kubernetes',
  async examine({ policy, signal }) {
    if (kubernetes === undefined)
      return [noteFinding('Kubernetes', 'not configured, so people get the commands to run by hand')];
    const problems = await kubernetes.problems();
    if (problems.length > 0) return [...new Set(problems)].map((problem) => wrong('Kubernetes', problem));
    const accounts = await kubernetes.lacking(parameterValues(policy.investigation.parameters), signal);
    return accounts.flatMap(found);
  },
});

function found({ account, manifest, lacking }: AccountRights): Examined[] {
  const what = `Kubernetes, the account for ${account}`;
  if (lacking.length === 0) return [ok(what, 'has all permissions it needs')];
  return lacking.map((right) =>
    right.without === undefined
      ? wrong(what, `lacks the permission: ${spokenRight(right)} (deploy/kubernetes/${manifest} grants it)`)
      : noteFinding(what, `lacks the permission: ${spokenRight(right)}; needed for ${right.without}`),
  );
}
