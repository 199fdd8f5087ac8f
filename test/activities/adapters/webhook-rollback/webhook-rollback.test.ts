import { createWebhookRollback } from '../../../../activities/adapters/webhook-rollback';
import { ProviderRejected } from '../../../../activities/errors';
import { FakeRollbackTool } from '../../../fakes/rollback-tool';
import { type FakeVendor, json } from '../../../fakes/vendor';

describe('the rollback webhook', () => {
  const order = { incidentId: 'i-1', key: 'rollback:1', from: 'v2', to: 'v1' };
  let tool: FakeRollbackTool;
  let vendor: FakeVendor;
  beforeEach(async () => {
    ({ tool, vendor } = await FakeRollbackTool.start('secret'));
  });
  afterEach(() => vendor.stop());
  const deployments = () => createWebhookRollback({ url: `${vendor.url}/rollback`, token: 'secret' });

  it('names each order by its incident and key, and the rehearsal apart from it', async () => {
    await deployments().rehearse(order);
    await deployments().rollBack(order);
    expect(tool.keys).toEqual(['i-1/rollback:1/dry-run', 'i-1/rollback:1']);
  });

  it("answers the tool's own reference, else the order's name", async () => {
    expect(await deployments().rollBack(order)).toEqual({ reference: 'job-7' });
    vendor.failNext(json(200, { accepted: true, message: 'ok', url: 'https://tool/jobs/7' }));
    expect(await deployments().rollBack(order)).toEqual({ reference: 'i-1/rollback:1', url: 'https://tool/jobs/7' });
  });

  it("refuses with the tool's reason", async () => {
    await expect(deployments().rollBack({ ...order, from: 'v3' })).rejects.toThrow('409 v2 runs, not v3');
    vendor.failNext(json(200, { accepted: false, message: 'frozen until Monday' }));
    const failure = deployments().rollBack(order);
    await expect(failure).rejects.toBeInstanceOf(ProviderRejected);
    await expect(failure).rejects.toThrow('frozen until Monday');
  });

  it('does not take a link that is none', async () => {
    vendor.failNext(json(200, { accepted: true, message: 'ok', url: 'javascript:alert(1)' }));
    await expect(deployments().rollBack(order)).rejects.toBeInstanceOf(ProviderRejected);
  });

  it('does not take half a state for one', async () => {
    vendor.failNext(json(200, { current: { id: '' } }));
    await expect(deployments().read()).rejects.toBeInstanceOf(ProviderRejected);
  });
});
