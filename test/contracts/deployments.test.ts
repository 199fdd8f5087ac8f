import { createWebhookRollback } from '../../activities/adapters/webhook-rollback';
import { FakeRollbackTool } from '../fakes/rollback-tool';
import { describeDeployments } from './deployments.contract';
import { describeProvider } from './provider.contract';

const token = 'canary-4f1d';

const start = async () => {
  const { tool, vendor } = await FakeRollbackTool.start(token);
  const deployments = createWebhookRollback({ url: `${vendor.url}/rollback`, token, withinMs: 1_500 });
  return { tool, vendor, deployments };
};

describeDeployments('the rollback webhook', async () => {
  const { tool, vendor, deployments } = await start();
  return { deployments, rollbacks: () => tool.rollbacks, stop: () => vendor.stop() };
});

describeProvider('the rollback webhook (read)', async () => {
  const { vendor, deployments } = await start();
  return { vendor, token, act: (signal) => deployments.read(signal) };
});

describeProvider('the rollback webhook (roll back)', async () => {
  const { vendor, deployments } = await start();
  const order = { incidentId: 'i-1', key: 'rollback:1', from: 'v2', to: 'v1' };
  return { vendor, token, act: (signal) => deployments.rollBack(order, signal) };
});
