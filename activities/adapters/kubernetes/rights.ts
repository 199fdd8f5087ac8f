/** The rights that each account needs, and what the cluster says of them. The manifests in `deploy/kubernetes/` give them. */
import { z } from 'zod';
import type { KubernetesApi } from './api';
import type { Target } from './target';
import { defined } from '../../../domain/state/fields';

export interface KubernetesRight {
  verb: 'get' | 'list' | 'patch';
  group: '' | 'apps' | 'metrics.k8s.io';
  resource: string;
  subresource?: string;
  /** The account may be limited to the one deployment. */
  byName?: true;
  /** What is not seen without it, where the rest works all the same. */
  without?: string;
}

const READ_DEPLOYMENT: KubernetesRight = { verb: 'get', group: 'apps', resource: 'deployments', byName: true };
const LIST_REPLICA_SETS: KubernetesRight = { verb: 'list', group: 'apps', resource: 'replicasets' };

export const LOOKING: readonly KubernetesRight[] = [
  READ_DEPLOYMENT,
  LIST_REPLICA_SETS,
  { verb: 'list', group: '', resource: 'pods' },
  { verb: 'list', group: '', resource: 'events' },
  { verb: 'get', group: '', resource: 'pods', subresource: 'log' },
  { verb: 'list', group: 'metrics.k8s.io', resource: 'pods', without: 'usage' },
];

export const ROLLING_BACK: readonly KubernetesRight[] = [
  READ_DEPLOYMENT,
  { ...READ_DEPLOYMENT, verb: 'patch' },
  LIST_REPLICA_SETS,
];

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const Review = z.object({ status: z.object({ allowed: z.boolean() }) });

/** Asks the cluster of each right whether the account has it (SelfSubjectAccessReview, which every account may ask). */
export async function lackingRights(
  api: KubernetesApi,
  { namespace, deployment }: Target,
  rights: readonly KubernetesRight[],
  signal: AbortSignal | undefined,
): Promise<KubernetesRight[]> {
  const answers = await Promise.all(
    rights.map(({ verb, group, resource, subresource, byName }) => {
      const resourceAttributes = {
        namespace,
        verb,
        group,
        resource,
        ...defined({ subresource }),
        ...(byName && { name: deployment }),
      };
      const review = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes },
      };
      return api.review(REVIEWS, review, Review, { signal });
    }),
  );
  return rights.filter((_right, n) => answers[n]?.status.allowed !== true);
}

/** `list events`, `get pods/log`, `list pods.metrics.k8s.io`. */
export const spokenRight = ({ verb, group, resource, subresource }: KubernetesRight): string =>
  `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}${group === '' || group === 'apps' ? '' : `.${group}`}`;
