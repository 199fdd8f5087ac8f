import { createHttpHealth } from '../../../activities/adapters/health';
import { createHealthCheck } from '../../../activities/adapters/health/check';
import { createOutbox } from '../../../activities/adapters/outbox';
import { createPrometheus } from '../../../activities/adapters/prometheus';
import { createMetricsCheck } from '../../../activities/adapters/prometheus/check';
import { createRollbackCheck } from '../../../activities/adapters/shared/rollback-check';
import { createWebhookRollback } from '../../../activities/adapters/webhook-rollback';
import type { IntegrationCheck } from '../../../activities/ports/check';
import type { Policy } from '../../../policy/schema';
import { startFakePrometheus, vector } from '../../fakes/prometheus';
import { FakeRollbackTool } from '../../fakes/rollback-tool';
import { FakeVendor, json } from '../../fakes/vendor';
import { guideWith } from '../../support/virtual-clock';

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const withParameters = (parameters: Record<string, string>): Policy =>
  guideWith(({ investigation }) => {
    for (const [name, value] of Object.entries(parameters)) investigation.parameters[name] = { value };
  });

/** What a check says, line by line. */
const found = async (check: IntegrationCheck, policy: Policy): Promise<string[]> =>
  (await check.examine({ policy, signal: AbortSignal.timeout(10_000) })).map(
    ({ state, what, text }) => `${state} ${what}: ${text}`,
  );

describe('the health address', () => {
  const check = createHealthCheck(createHttpHealth());
  const at = async (status: number) => {
    const vendor = await FakeVendor.start(() => json(status, {}));
    stops.push(() => vendor.stop());
    return { vendor, policy: withParameters({ healthUrl: `${vendor.url}/health` }) };
  };

  test('is asked once, by GET', async () => {
    const { vendor, policy } = await at(200);
    expect(await found(check, policy)).toEqual([expect.stringMatching(/^ok health: http.*answered 200 in \d+ ms$/)]);
    expect(vendor.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  test('of a service that is ill is fine; one that nobody answers at is not', async () => {
    const { vendor, policy } = await at(503);
    expect(await found(check, policy)).toEqual([expect.stringMatching(/^note health: .*503.*not healthy now$/)]);
    await vendor.stop();
    stops.length = 0;
    expect(await found(check, policy)).toEqual([expect.stringMatching(/^error health: .*connection re(fused|set)$/)]);
  });

  test('may be left out', async () => {
    expect(await found(check, withParameters({ healthUrl: '' }))).toEqual([
      'note health: no health URL is configured, so health is not probed',
    ]);
  });
});

describe('Prometheus', () => {
  test('is asked for a number, and for the value of each probe', async () => {
    const policy = withParameters({});
    const queries = Object.values(policy.probes).flatMap((probe) => (probe.use === 'prometheus' ? [probe.query] : []));
    const [first = '', ...others] = queries;
    const empty = { status: 'success', data: { resultType: 'vector', result: [] } };
    const one = { status: 'success', data: { resultType: 'scalar', result: [1705329000, '1'] } };
    const data = { '1': one, [first]: vector('0.0004'), ...Object.fromEntries(others.map((query) => [query, empty])) };
    const { vendor } = await startFakePrometheus('t', data);
    stops.push(() => vendor.stop());
    const metrics = createPrometheus({ baseUrl: `${vendor.url}/prometheus`, bearerToken: 't' });
    const lines = await found(
      createMetricsCheck(() => metrics),
      policy,
    );
    expect(lines.slice(0, 2)).toEqual([
      'ok metrics: http://prometheus:9090 answers',
      'ok metrics, probe error-rate: 0.0004',
    ]);
    expect(lines.slice(2)).toHaveLength(others.length);
    for (const line of lines.slice(2)) expect(line).toMatch(/^note metrics, probe .*: no value now/);
  });

  test('that refuses a query says why, and hides no other', async () => {
    const one = { status: 'success', data: { resultType: 'scalar', result: [1705329000, '1'] } };
    const { vendor } = await startFakePrometheus('t', { '1': one });
    stops.push(() => vendor.stop());
    const metrics = createPrometheus({ baseUrl: `${vendor.url}/prometheus`, bearerToken: 't' });
    const [first, ...probes] = await found(
      createMetricsCheck(() => metrics),
      withParameters({}),
    );
    expect(first).toBe('ok metrics: http://prometheus:9090 answers');
    expect(probes.length).toBeGreaterThan(1);
    for (const line of probes) expect(line).toMatch(/^error metrics, probe .*parse error/);
  });

  test('may be left out', async () => {
    expect(
      await found(
        createMetricsCheck(() => undefined),
        withParameters({}),
      ),
    ).toEqual([expect.stringMatching(/^note metrics: not configured/)]);
  });
});

test('a Prometheus that does not answer is named', async () => {
  const metrics = createPrometheus({ baseUrl: 'http://127.0.0.1:1' });
  expect(
    await found(
      createMetricsCheck(() => metrics),
      withParameters({}),
    ),
  ).toEqual(['error metrics: http://prometheus:9090: prometheus is not available: connection refused']);
});

describe('the way to roll back', () => {
  test('is read and given no order', async () => {
    const { tool, vendor } = await FakeRollbackTool.start('secret');
    stops.push(() => vendor.stop());
    const deployments = createWebhookRollback({ url: `${vendor.url}/rollback`, token: 'secret' });
    expect(
      await found(
        createRollbackCheck(() => deployments),
        withParameters({}),
      ),
    ).toEqual(['ok rollback: v2 is running and is not healthy; can roll back to v1']);
    expect(vendor.requests.map(({ method }) => method)).toEqual(['GET']);
    expect(tool.keys).toEqual([]);
  });

  test('is a person where nothing is connected', async () => {
    const { deployments } = createOutbox({ home: '/nowhere' });
    expect(
      await found(
        createRollbackCheck(() => deployments),
        withParameters({}),
      ),
    ).toEqual([expect.stringMatching(/^note rollback: no deployment tool is connected/)]);
  });
});
