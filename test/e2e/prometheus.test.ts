import { once } from 'node:events';
import http from 'node:http';
import { createPrometheus } from '../../activities/adapters/prometheus';
import type { Metrics } from '../../activities/ports';
import { metricLine } from '../../activities/investigation/metric-line';
import { loadPolicy } from '../../policy/load';
import { until, untilTrue } from '../support/until';
import { SHIPPED } from '../policy/files';
import { type Monitoring, startMonitoring } from './alert-stack';
import { describeWithMonitoring } from './programs';

/** A service's page of metrics under the guide's names. `serve` is what happened since. */
class Service {
  private readonly counts = { errors: 0, fast: 0, slow: 0 };

  serve({ errors = 0, fast = 0, slow = 0 }): void {
    this.counts.errors += errors;
    this.counts.fast += fast;
    this.counts.slow += slow;
  }

  page(): string {
    const { errors, fast, slow } = this.counts;
    return `${[
      '# TYPE errors_total counter',
      `errors_total ${errors}`,
      '# TYPE idle_requests_total counter',
      'idle_requests_total 0',
      '# TYPE request_duration_seconds histogram',
      `request_duration_seconds_bucket{le="0.5"} ${fast}`,
      `request_duration_seconds_bucket{le="10"} ${fast + slow}`,
      `request_duration_seconds_bucket{le="+Inf"} ${fast + slow}`,
      `request_duration_seconds_sum ${fast * 0.1 + slow * 7}`,
      `request_duration_seconds_count ${fast + slow}`,
    ].join('\n')}\n`;
  }
}

describeWithMonitoring('the queries of the policy on a real Prometheus', () => {
  const service = new Service();
  const server = http.createServer((_request, response) => response.end(service.page()));
  const { policy } = loadPolicy(SHIPPED);
  const [assessment] = policy.investigation.steps;
  let monitoring: Monitoring;
  let metrics: Metrics;
  /** 3 of 10 requests fail and half of them are slow, from now on. */
  let load: NodeJS.Timeout;

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening on a port');
    monitoring = await startMonitoring({
      target: `http://127.0.0.1:${address.port}`,
      rules: [],
      // Nothing fires, nobody is told.
      webhook: `http://127.0.0.1:${address.port}/nowhere`,
    });
    metrics = createPrometheus({ baseUrl: monitoring.prometheusUrl });
    load = setInterval(() => service.serve({ errors: 3, fast: 5, slow: 5 }), 200);
    await until(
      'a rate',
      async () => ((await metrics.query('sum(rate(request_duration_seconds_count[5m]))')) ?? 0) > 0 || undefined,
      { withinMs: 30_000 },
    );
  }, 90_000);
  afterAll(async () => {
    clearInterval(load);
    await monitoring.stop();
    server.closeAllConnections();
    server.close();
  });

  const told = (id: string): Promise<string> => {
    const tool = assessment?.commands.find((command) => command.id === id)?.tool;
    if (tool?.use !== 'prometheus') throw new Error(`${id} does not ask Prometheus`);
    const { parameters } = policy.investigation;
    return metricLine(metrics, tool, { parameters, now: Date.now(), signal: AbortSignal.timeout(10_000) });
  };

  it('tell the error rate as a share of requests', async () => {
    expect(await told('error-rate')).toMatch(
      /^errors (29|30|31) % \(no value an hour ago\)\n {2}measured at \d\d:\d\d UTC/,
    );
  });

  it('tell the slowest one percent in seconds', async () => {
    expect(await told('response-times')).toMatch(/^p99 9\.8 s \(no value an hour ago\)/);
  });

  it('read the probes of the checklist, too', async () => {
    const { 'error-rate': errors, p99 } = policy.probes;
    if (errors?.use !== 'prometheus' || p99?.use !== 'prometheus') throw new Error('the probes do not ask Prometheus');
    expect(await metrics.query(errors.query)).toBeCloseTo(0.3, 1);
    expect(await metrics.query(p99.query)).toBeCloseTo(9.8, 0);
  });

  it('follow a value over time, and count the points without one', async () => {
    await untilTrue('three points', async () => {
      const to = Date.now();
      const { points } = await metrics.follow('errors_total', { from: to - 60_000, to });
      return points.length >= 3;
    });
    const to = Date.now();
    const { points, missing } = await metrics.follow('errors_total', { from: to - 60_000, to });
    expect(points.length + missing).toBe(61);
    expect(missing).toBeGreaterThan(0);
    const values = points.map(({ value }) => value);
    expect(values).toEqual([...values].sort((one, other) => one - other));
    expect(points.every(({ at }) => at >= to - 60_001 && at <= to)).toBe(true);
  });

  it('say that a series is not there', async () => {
    const found = await metrics.measure('rate(misspelt_total[5m]) / rate(errors_total[5m])');
    expect(found.value).toBeUndefined();
    expect(found.lacking).toContain('no such series: Prometheus does not have misspelt_total now');
    expect(await metrics.query('rate(misspelt_total[5m])')).toBeUndefined();
  });

  it('say that a series is there and nothing of it fits', async () => {
    const { lacking } = await metrics.measure('errors_total{path="/nowhere"}');
    expect(lacking).toContain('no match: errors_total exist');
  });

  it('never take 0/0 for a number, nor what is divided by nothing', async () => {
    const idle = await metrics.measure('rate(idle_requests_total[5m]) / rate(idle_requests_total[5m])');
    expect(idle.value).toBeUndefined();
    expect(idle.lacking).toContain('NaN');
    const endless = await metrics.measure('sum(rate(errors_total[5m])) / sum(rate(idle_requests_total[5m]))');
    expect(endless.value).toBeUndefined();
    expect(endless.lacking).toContain('infinite (+Inf');
  });
});
