/** Which Prometheus is asked: the one that the policy names, so there is no variable. */
import { type Parameters, parameterIn } from '../../../policy/parameters';
import type { PrometheusOptions } from './';

/** Where the policy of an incident finds its metrics, or nothing where it names no Prometheus. */
export function prometheusFor(parameters: Parameters): PrometheusOptions | undefined {
  const baseUrl = parameterIn(parameters, 'prometheusUrl');
  return baseUrl === undefined ? undefined : { baseUrl };
}
