import axios from 'axios';
import { createHttpHealth } from '../../../activities/adapters/health';
import { createPrometheus } from '../../../activities/adapters/prometheus';
import { createWebhookRollback } from '../../../activities/adapters/webhook-rollback';
import { ProviderRejected } from '../../../activities/errors';
import { ERROR_RATIO, P99 } from '../../../examples/release-manager/service/query';
import {
  createReleaseManagerService,
  type ReleaseManagerService,
} from '../../../examples/release-manager/service/service';

/** Asks again until it holds; fails with what it found last. */
async function until<Found>(ask: () => Promise<Found>, holds: (found: Found) => boolean): Promise<Found> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const found = await ask();
    if (holds(found)) return found;
    if (Date.now() > deadline) throw new Error(`in the end it was ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the example service', () => {
  const GOOD = 'v2024.01.14';
  const BAD = 'v2024.01.15';
  const order = { incidentId: 'i-1', key: 'rollback:1', from: BAD, to: GOOD };
  const health = createHttpHealth();
  let service: ReleaseManagerService;
  let url: string;
  beforeEach(async () => {
    service = createReleaseManagerService({
      port: 0,
      windowSeconds: 1,
      requestsPerSecond: 40,
      patienceMs: 100,
      token: 'secret',
    });
    url = await service.start();
  });
  afterEach(() => service.stop());

  const isHealthy = () => health.check(`${url}/health`, 2000);
  const measure = (query: string, at?: number) => createPrometheus({ baseUrl: url }).query(query, at);
  const webhook = () => createWebhookRollback({ url: `${url}/rollback`, token: 'secret' });
  const connections = async (): Promise<number> => {
    const { data } = await axios.get<string>(`${url}/metrics`);
    return Number(/^db_connections (\d+)$/m.exec(data)?.[1]);
  };

  it('breaks by its own code, is seen to, and recovers by a rollback', async () => {
    const ratio = () => measure(ERROR_RATIO);
    expect(await until(ratio, (found) => found !== undefined)).toBe(0);
    const calm = await measure(P99);
    expect(await isHealthy()).toMatchObject({ healthy: true });
    const before = Date.now();

    service.deploy(BAD);
    const ill = await until(isHealthy, ({ healthy }) => !healthy);
    expect(ill.text).toContain('no database connection');
    expect(await connections()).toBe(10);
    await until(ratio, (found) => (found ?? 0) > 0.5);
    await until(
      () => measure(P99),
      (found) => (found ?? 0) > 0.1 && (found ?? 0) > (calm ?? 1),
    );
    expect(await measure(ERROR_RATIO, before)).toBe(0);
    expect(await webhook().read()).toEqual({ current: { id: BAD, healthy: false }, previous: { id: GOOD } });

    expect(await webhook().rehearse(order)).toBe(`would roll back from ${BAD} to ${GOOD}`);
    expect(await isHealthy()).toMatchObject({ healthy: false });
    await webhook().rollBack(order);
    await until(isHealthy, ({ healthy }) => healthy);
    await until(ratio, (found) => found === 0);
    expect(await connections()).toBeLessThan(10);
    expect(await webhook().read()).toEqual({ current: { id: GOOD, healthy: true } });
  });

  it('rolls back once for an order, however often it is sent', async () => {
    service.deploy(BAD);
    const receipt = await webhook().rollBack(order);
    service.deploy(BAD);
    expect(await webhook().rollBack(order)).toEqual(receipt);
    expect((await webhook().read()).current.id).toBe(BAD);
  });

  it('refuses what could not work', async () => {
    await expect(webhook().rollBack(order)).rejects.toThrow(`409 ${GOOD} runs, not ${BAD}`);
    await expect(webhook().rollBack({ ...order, to: 'v0' })).rejects.toThrow('422 there is no version v0');
    await expect(createWebhookRollback({ url: `${url}/rollback` }).read()).rejects.toThrow('401');
    const { status } = await axios.post(
      `${url}/rollback`,
      { dryRun: false },
      { validateStatus: () => true, headers: { authorization: 'Bearer secret' } },
    );
    expect(status).toBe(400);
  });

  it('deploys known versions only', async () => {
    const deploy = (version: string) =>
      axios.post(
        `${url}/deploy`,
        { version },
        { validateStatus: () => true, headers: { authorization: 'Bearer secret' } },
      );
    expect((await deploy(BAD)).status).toBe(202);
    expect((await deploy('v9')).status).toBe(422);
    expect((await webhook().read()).current.id).toBe(BAD);
  });

  it("answers the guide's queries, and no other", async () => {
    await until(
      () => measure('rate(errors_total[5m])'),
      (found) => found === 0,
    );
    await until(
      () => measure('histogram_quantile(0.99, rate(request_duration_seconds_bucket[5m]))'),
      (found) => found !== undefined && found > 0 && found < 0.1,
    );
    expect(await measure('sum(increase(errors_total[15m]))')).toBe(0);
    expect(await measure(ERROR_RATIO, Date.now() - 60_000)).toBeUndefined();
    await expect(measure('up')).rejects.toBeInstanceOf(ProviderRejected);
    const byGet = await axios.get<unknown>(`${url}/api/v1/query`, { params: { query: ERROR_RATIO } });
    expect(byGet.data).toMatchObject({ status: 'success', data: { resultType: 'vector' } });
  });

  it('shows its counters as Prometheus reads them', async () => {
    await until(connections, (found) => found >= 0);
    const { data } = await axios.get<string>(`${url}/metrics`);
    for (const line of data.trim().split('\n'))
      expect(line).toMatch(/^(# TYPE \w+ \w+|\w+(\{le="[^"]+"\})? [\d.e-]+)$/);
    expect(data).toContain('request_duration_seconds_bucket{le="+Inf"}');
  });
});
