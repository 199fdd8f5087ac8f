/**
 * Prometheus, as one vendor among others: the policy names which one is asked. This room only queries it, and never
 * shows a missing value as zero.
 */
import { declareVendor } from '../shared/vendor';
import { createPrometheus } from './';
import { createMetricsCheck } from './check';
import { prometheusFor } from './settings';

export const prometheusVendor = declareVendor({
  name: 'Prometheus',
  settings: () => ({}),
  ports: ['metrics'],
  open: () => ({
    metrics: (parameters) => {
      const options = prometheusFor(parameters);
      return options && createPrometheus(options);
    },
  }),
  check: (_settings, { ports }) => createMetricsCheck(ports.metrics),
});
