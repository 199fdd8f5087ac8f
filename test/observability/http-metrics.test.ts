import { createServer } from 'node:http';
import { once } from 'node:events';
import { createIncidentGauges } from '../../client/health/incident-gauges';
import { createHttpMetrics } from '../../client/http/metrics';
import { createHttpServer } from '../../client/http/server';
import type { IncidentSummary } from '../../client/incidents/runs';
import { createWorkerMetrics } from '../../client/health/worker-metrics';
import { aSummary, aWebhook, fakeIncidents, openDoors, shippedPolicy } from '../support/client';
import { freePort } from '../support/servers';
import { parseExposition, valueOf } from './exposition';

const NOW = Date.UTC(2026, 10, 24, 12);
const at = (ms: number): string => new Date(NOW + ms).toISOString();
const read = async (text: Promise<string>) => parseExposition(`${(await text).trimEnd()}\n`);

describe('the open incidents', () => {
  const gauges = (list: () => Promise<IncidentSummary[]>, more: Parameters<typeof createIncidentGauges>[2] = {}) =>
    createIncidentGauges({ list }, shippedPolicy, { now: () => NOW, ...more });

  it('are counted by severity and status, with what is overdue', async () => {
    const open = [
      aSummary({ severity: 'P1', status: 'mitigating', nextDueAt: at(-1), overdue: 2 }),
      aSummary({ severity: 'P1', status: 'mitigating', nextDueAt: at(1), overdue: 1 }),
      aSummary({ severity: '?', status: 'new' }),
    ];
    const samples = await read(gauges(() => Promise.resolve(open))());
    expect(valueOf(samples, 'muster_open_incidents', { severity: 'P1', status: 'mitigating' })).toBe(2);
    expect(valueOf(samples, 'muster_open_incidents', { severity: 'unknown', status: 'new' })).toBe(1);
    expect(valueOf(samples, 'muster_open_incidents', { severity: 'P2', status: 'monitoring' })).toBe(0);
    expect(valueOf(samples, 'muster_overdue_incidents')).toBe(1);
    expect(valueOf(samples, 'muster_overdue_obligations')).toBe(3);
    expect(valueOf(samples, 'muster_temporal_reachable')).toBe(1);
  });

  it('are asked for once in five seconds, however many scrape', async () => {
    let [asked, now] = [0, NOW];
    const list = () => {
      asked += 1;
      return Promise.resolve([]);
    };
    const text = gauges(list, { now: () => now });
    await Promise.all([text(), text(), text()]);
    now += 4_999;
    await text();
    expect(asked).toBe(1);
    now += 1;
    await text();
    expect(asked).toBe(2);
  });

  it('are left out while Temporal does not tell, and while it hangs: nobody waits for it, nobody asks twice', async () => {
    const failing = await read(gauges(() => Promise.reject(new Error('away')))());
    let asked = 0;
    const hanging = gauges(
      () => {
        asked += 1;
        return new Promise(() => undefined);
      },
      { limitMs: 20 },
    );
    const hung = await read(hanging());
    await hanging();
    expect(asked).toBe(1);
    for (const samples of [failing, hung])
      expect(samples).toEqual([{ name: 'muster_temporal_reachable', labels: {}, value: 0 }]);
  });
});

describe('the worker', () => {
  it('adds what it tells', async () => {
    const exporter = createServer((_request, response) => response.end('# TYPE temporal_x gauge\ntemporal_x 7\n'));
    exporter.listen(0, '127.0.0.1');
    await once(exporter, 'listening');
    const address = exporter.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    const samples = await read(createWorkerMetrics(`127.0.0.1:${address.port}`)());
    exporter.close();
    expect([valueOf(samples, 'temporal_x'), valueOf(samples, 'muster_worker_reachable')]).toEqual([7, 1]);
  });

  it('is not waited for when it is gone or hangs', async () => {
    const mute = createServer(() => undefined);
    mute.listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const address = mute.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    for (const port of [address.port, await freePort()])
      expect(await read(createWorkerMetrics(`127.0.0.1:${port}`, 50)())).toEqual([
        { name: 'muster_worker_reachable', labels: {}, value: 0 },
      ]);
    mute.closeAllConnections();
    mute.close();
  });
});

describe('the HTTP side', () => {
  const aServer = () => {
    const metrics = createHttpMetrics([]);
    return { metrics, server: createHttpServer({ ...openDoors(), metrics, incidents: fakeIncidents() }) };
  };

  it('counts deliveries, their alerts, and times every request by its route', async () => {
    const { server } = aServer();
    const url = '/v1/alerts/alertmanager';
    await server.inject({ method: 'POST', url, payload: aWebhook() });
    await server.inject({ method: 'POST', url, payload: { hello: 'world' } });
    const answer = await server.inject({ method: 'GET', url: '/metrics' });
    expect(answer.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    const samples = parseExposition(answer.body);
    const source = 'alertmanager';
    expect(valueOf(samples, 'muster_intake_deliveries_total', { source, outcome: 'accepted' })).toBe(1);
    expect(valueOf(samples, 'muster_intake_deliveries_total', { source, outcome: 'refused' })).toBe(1);
    expect(valueOf(samples, 'muster_intake_alerts_total', { source })).toBe(1);
    const requests = 'muster_http_request_duration_seconds_count';
    expect(valueOf(samples, requests, { route: url, method: 'POST', status: '202' })).toBe(1);
    expect(valueOf(samples, requests, { route: url, method: 'POST', status: '422' })).toBe(1);
    expect(valueOf(samples, 'process_start_time_seconds')).toBeGreaterThan(1e9);
  });

  it('grows no series by what is sent to it', async () => {
    const { server, metrics } = aServer();
    const size = async () => (await read(metrics.exposition())).filter(({ name }) => name.startsWith('muster_')).length;
    const once = async (n: number) => {
      await server.inject({ method: 'GET', url: `/v1/incidents/checkout-${n}` });
      metrics.onDelivery({ source: `source-${n}`, outcome: `Outcome ${n}`, status: 400, alerts: 1 });
      metrics.onResponse({ route: '/x', method: `M${n}`, status: 400, seconds: 0.1 });
    };
    await once(0);
    const before = await size();
    for (let n = 1; n < 20; n += 1) await once(n);
    expect(await size()).toBe(before);
  });
});
