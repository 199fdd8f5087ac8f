import { alertGroup } from '../support/alerts';
import { until, untilTrue } from '../support/until';
import { type Sample, valueOf } from './exposition';
import { useProduct } from './product';

/** A minute of the policy takes two seconds: the response is due after ten. */
const world = useProduct({ MUSTER_SPEED: '30' });
const CANARY = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
const source = 'alertmanager';

interface Ready {
  status: string | number;
  detail?: string;
  checks: { name: string; ok: boolean }[];
}

const readiness = async (): Promise<{ status: number; body: Ready; ms: number }> => {
  const begun = Date.now();
  const answer = await world.product.get('/readyz');
  return { status: answer.status, body: (await answer.json()) as Ready, ms: Date.now() - begun };
};

const brokenOf = ({ checks }: Ready): string[] => checks.filter(({ ok }) => !ok).map(({ name }) => name);

/** Every question to Temporal has a limit of a few seconds; what takes longer than this has none. */
const HANGS_MS = 20_000;

it('is ready but for a way to page, of which there is none here', async () => {
  const { status, body } = await readiness();
  expect([status, brokenOf(body)]).toEqual([503, ['reach']]);
  expect(body.detail).toMatch(/^reach: No integration for pages is configured: .* nobody is called\. [^.]*\.md\.$/);
  // The worker's clock is known once the auditor has looked.
  const names = body.checks.map(({ name }) => name).filter((name) => name !== 'worker clock');
  expect(names.sort()).toEqual([
    'clock',
    'directory',
    'home',
    'incidents',
    'namespace',
    'policy',
    'reach',
    'temporal',
    'worker: muster',
    'worker: muster-paging',
    'worker: muster-watching',
  ]);
});

it('shows an alert, its first page and the open incident in one scrape', async () => {
  const { product } = world;
  const body = alertGroup('P1').firing() as { alerts: { annotations: Record<string, string> }[] };
  for (const { annotations } of body.alerts) annotations['description'] = `connect with password=${CANARY}`;
  expect(await product.postAlert(body)).toBe(202);
  const samples = await until('the first page in the metrics', async () => {
    const seen = await product.scrape();
    const isThere = (name: string) => seen.some((sample) => sample.name === name);
    const open = valueOf(seen, 'muster_open_incidents', { severity: 'P1', status: 'investigating' });
    // A busy worker may be behind for a moment; then it has caught up.
    const isBehind = valueOf(seen, 'muster_overdue_incidents') !== 0;
    return isThere('muster_first_page_seconds_count') && open === 1 && !isBehind ? seen : undefined;
  });
  expect(valueOf(samples, 'muster_intake_deliveries_total', { source, outcome: 'accepted' })).toBe(1);
  expect(valueOf(samples, 'muster_first_page_seconds_count')).toBe(1);
  const seconds = valueOf(samples, 'muster_first_page_seconds_sum') ?? Infinity;
  console.info(`first page after ${seconds} s`);
  expect(seconds).toBeGreaterThan(0);
  // Seconds, not milliseconds; how quick it is, `npm run bench` measures.
  expect(seconds).toBeLessThan(100);
  expect(boundsOf(samples, 'muster_first_page_seconds_bucket')).toMatchObject({ 0: 0.05, 12: 300 });
  expect(valueOf(samples, 'muster_effects_total', { kind: 'page', outcome: 'done' })).toBeGreaterThanOrEqual(1);
  expect(valueOf(samples, 'muster_temporal_reachable')).toBe(1);
  expect(valueOf(samples, 'muster_worker_reachable')).toBe(1);
  // Temporal's own come along.
  expect(samples.some(({ name }) => name === 'temporal_activity_schedule_to_start_latency_seconds_bucket')).toBe(true);
});

it('shows a deadline that nobody met, how late the timer was, and that it is owed still', async () => {
  const samples = await until('the missed response', async () => {
    const seen = await world.product.scrape();
    const missed = valueOf(seen, 'muster_obligations_total', { kind: 'response', state: 'missed' });
    return missed === 1 && (valueOf(seen, 'muster_overdue_obligations') ?? 0) > 0 ? seen : undefined;
  });
  // The response and the four who should have joined.
  expect(valueOf(samples, 'muster_overdue_obligations')).toBeGreaterThanOrEqual(5);
  const [count = 0, sum = Infinity] = ['count', 'sum'].map((part) =>
    valueOf(samples, `muster_timer_lateness_seconds_${part}`),
  );
  console.info(`${count} timers, late by ${sum / count} s on average`);
  expect(count).toBeGreaterThanOrEqual(5);
  expect(sum / count).toBeLessThan(50);
});

it('has no label that grows with what happens', async () => {
  const samples = (await world.product.scrape()).filter(({ name }) => name.startsWith('muster_'));
  const labels = new Set(samples.flatMap(({ labels }) => Object.keys(labels)));
  const own = ['source', 'outcome', 'route', 'method', 'status', 'le', 'kind', 'state', 'severity'];
  const temporals = ['namespace', 'taskQueue', 'workflowType', 'service_name'];
  expect([...labels].filter((label) => ![...own, ...temporals].includes(label))).toEqual([]);
  expect(JSON.stringify(samples)).not.toContain('release-manager');
});

it('logs lines of JSON that name the incident and hold no secret', async () => {
  const { product } = world;
  // A worker that knows nothing of such a signal says so.
  const { Client, Connection } = await import('@temporalio/client');
  const connection = await Connection.connect({ address: product.temporal.address });
  const client = new Client({ connection });
  const [incident] = await until('the incident', async () => {
    const found = [];
    for await (const run of client.workflow.list({ query: "WorkflowType = 'incidentWorkflow'" })) found.push(run);
    return found.length > 0 ? found : undefined;
  });
  await client.workflow.getHandle(incident?.workflowId ?? '').signal(`strange token=${CANARY}`);
  await connection.close();
  const line = await until('the line about it', () =>
    product.log('worker').find(({ msg }) => msg === 'Dropped a signal with an unknown name'),
  );
  expect(line).toMatchObject({ level: 'warn', component: 'workflow', incidentId: incident?.memo?.['incidentId'] });
  const pages = product.log('worker').filter(({ activityType }) => activityType === 'page');
  // That one started is said before its arguments are known.
  const ended = pages.filter(({ msg }) => msg !== 'Activity started');
  expect(ended.length).toBeGreaterThan(0);
  expect(ended.every(({ incidentId }) => incidentId === incident?.memo?.['incidentId'])).toBe(true);
  const requests = product.log('http');
  expect(requests).toContainEqual(expect.objectContaining({ method: 'POST', status: 202, source }));
  for (const lines of [requests, product.log('worker')]) {
    expect(JSON.stringify(lines)).not.toContain(CANARY);
    expect(lines.every(({ time, level, msg, component }) => [time, level, msg, component].every(isText))).toBe(true);
  }
});

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const boundsOf = (samples: Sample[], name: string): number[] =>
  samples.filter((sample) => sample.name === name).map(({ labels }) => Number(labels['le']));

it('says after 75 s that the worker is gone, while it is alive itself, and that it is back', async () => {
  const { product } = world;
  await product.killWorker();
  expect(valueOf(await product.scrape(), 'muster_worker_reachable')).toBe(0);
  // It may only be between two questions for work, of which there is one a minute.
  expect(brokenOf((await readiness()).body)).toEqual(['reach']);
  product.clock.aheadMs = 75_001;
  const { body } = await readiness();
  expect(brokenOf(body)).toEqual(['worker: muster', 'worker: muster-paging', 'worker: muster-watching', 'reach']);
  expect(body.detail).toContain('No worker is polling muster-paging');
  expect((await product.get('/healthz')).status).toBe(200);
  // Nothing rings any more, and that shows as well.
  await untilTrue(
    'an overdue incident',
    async () => valueOf(await product.scrape(), 'muster_overdue_incidents') === 1,
    { everyMs: 500 },
  );

  product.clock.aheadMs = 0;
  await product.startWorkerAgain();
  await until('a worker again', async () => (brokenOf((await readiness()).body).length === 1 ? true : undefined), {
    withinMs: 20_000,
  });
  expect(valueOf(await product.scrape(), 'muster_worker_reachable')).toBe(1);
}, 150_000);

it('says at once that Temporal is gone, and hangs nowhere', async () => {
  const { product } = world;
  await product.killTemporal();
  const { status, body, ms } = await readiness();
  expect([status, brokenOf(body)[0]]).toEqual([503, 'temporal']);
  expect(body.detail).toContain(`Temporal does not answer at ${product.temporal.address}.`);
  expect(ms).toBeLessThan(HANGS_MS);
  // What was known a moment ago may still be told.
  const samples = await until('the gauges to be left out', async () => {
    const begun = Date.now();
    const seen = await product.scrape();
    expect(Date.now() - begun).toBeLessThan(HANGS_MS);
    return valueOf(seen, 'muster_temporal_reachable') === 0 ? seen : undefined;
  });
  expect(samples.some(({ name }) => name === 'muster_open_incidents')).toBe(false);
  const alive = await product.get('/healthz');
  expect([alive.status, await alive.json()]).toEqual([200, { status: 'ok' }]);
});
