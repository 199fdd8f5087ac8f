/** Prometheus, as one vendor among others: the policy names which. */
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
