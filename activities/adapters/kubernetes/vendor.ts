/** Kubernetes, as one vendor among others: it is looked into, and it rolls back where it may. */
import { parameterValues } from '../../../policy/parameters';
import { declareVendor } from '../shared/vendor';
import { createKubernetes } from './';
import { createKubernetesCheck } from './check';
import { readKubernetesSettings } from './settings';

export const kubernetesVendor = declareVendor({
  name: 'Kubernetes',
  turnedOnBy: 'MUSTER_KUBECONFIG',
  settings: readKubernetesSettings,
  ports: ['cluster', 'deployments'],
  open: (settings) => {
    const kubernetes = createKubernetes(settings);
    return {
      kubernetes,
      cluster: kubernetes.cluster,
      deployments: (parameters) => kubernetes.deployments(parameterValues(parameters)),
    };
  },
  check: (_settings, _worker, opened) => createKubernetesCheck(opened?.kubernetes),
  problems: ({ kubernetes }) => kubernetes.problems(),
});
