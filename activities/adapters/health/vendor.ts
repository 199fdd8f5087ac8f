/**
 * Health endpoints, as one vendor among others: the policy names their addresses. This room only sends GET requests to
 * them.
 */
import { declareVendor } from '../shared/vendor';
import { createHttpHealth } from './';
import { createHealthCheck } from './check';
import { readHealthSettings } from './settings';

export const healthVendor = declareVendor({
  name: 'health endpoints',
  settings: readHealthSettings,
  ports: ['health'],
  open: () => ({ health: createHttpHealth() }),
  check: (_settings, { ports }) => createHealthCheck(ports.health),
});
