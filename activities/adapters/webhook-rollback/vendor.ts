/**
 * A deployment tool behind a webhook, as one vendor among others: it rolls back where the policy names its address.
 * This room reads what runs, rehearses a rollback and orders it once; how to carry it out is the tool's.
 */
import { declareVendor } from '../shared/vendor';
import { createWebhookRollback } from './';
import { createRollbackCheck } from './check';
import { webhookFor } from './settings';

export const webhookRollbackVendor = declareVendor({
  name: 'rollback webhook',
  settings: () => ({}),
  ports: ['namedDeployments'],
  open: () => ({
    namedDeployments: (parameters) => {
      const options = webhookFor(parameters);
      return options && createWebhookRollback(options);
    },
  }),
  check: (_settings, { ports }) => createRollbackCheck(ports.deployments),
});
