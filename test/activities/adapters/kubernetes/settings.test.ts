import { resolve } from 'node:path';
import { readKubernetesSettings } from '../../../../activities/adapters/kubernetes/settings';

describe('the settings for Kubernetes', () => {
  test('a file is taken from where the worker runs, the word for the own cluster stays a word', () => {
    expect(readKubernetesSettings({ MUSTER_KUBECONFIG: 'kube/config' })).toEqual({
      kubeconfig: resolve('kube/config'),
    });
    expect(readKubernetesSettings({ MUSTER_KUBECONFIG: 'in-cluster' })).toEqual({ kubeconfig: 'in-cluster' });
  });

  test('contexts without a kubeconfig mean nothing', () => {
    expect(readKubernetesSettings({ MUSTER_KUBE_ROLLBACK_CONTEXT: 'prod', MUSTER_KUBECONFIG: '' })).toBeUndefined();
  });
});
