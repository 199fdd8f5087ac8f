/** Which deployment does the policy name, and where is it in the Kubernetes API? */
import { z } from 'zod';
import { ProviderRejected } from '../../errors';
import { KUBERNETES } from './access';
import type { Deployment, Selector } from './objects';

/** What is looked at, or rolled back: one deployment. */
export interface Target {
  namespace: string;
  deployment: string;
}

const DnsName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/);

/** The deployment that a policy's parameters name. Throws `ProviderRejected` where a name could not be one. */
export function targetOf(parameters: Record<string, string>): Target {
  const named = (name: string): string => {
    const value = parameters[name] ?? '';
    if (DnsName.safeParse(value).success) return value;
    throw new ProviderRejected(
      KUBERNETES,
      `the policy's parameter "${name}" is "${value}", which is not a valid Kubernetes name`,
    );
  };
  return { namespace: named('namespace'), deployment: named('deployment') };
}

export const pathOf = {
  deployment: ({ namespace, deployment }: Target) => `/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}`,
  replicaSets: ({ namespace }: Target) => `/apis/apps/v1/namespaces/${namespace}/replicasets`,
  pods: ({ namespace }: Target) => `/api/v1/namespaces/${namespace}/pods`,
  log: ({ namespace }: Target, pod: string) => `/api/v1/namespaces/${namespace}/pods/${pod}/log`,
  events: ({ namespace }: Target) => `/api/v1/namespaces/${namespace}/events`,
  podMetrics: ({ namespace }: Target) => `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods`,
  node: (name: string) => `/api/v1/nodes/${encodeURIComponent(name)}`,
};

/** A deployment's selector as the API takes it in a query. */
export function selectorOf({ spec }: Deployment): string {
  const { matchLabels = {}, matchExpressions = [] }: Selector = spec.selector;
  return [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(({ key, operator, values = [] }) => {
      if (operator === 'Exists') return key;
      if (operator === 'DoesNotExist') return `!${key}`;
      return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
    }),
  ].join(',');
}
