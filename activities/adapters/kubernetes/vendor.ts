/**
 * Kubernetes, as one vendor among others: Muster looks into the cluster and rolls back where it may. This room reads
 * with one account and patches one deployment with another; it runs nothing inside a pod.
 */
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
