/**
 * Payloads as people really sent them, and as public bug reports of monitoring systems describe them, on the built product. The
 * incidents run side by side: each has a service of its own.
 */
import axios, { type AxiosResponse } from 'axios';
import type { IncidentView } from '../../domain/view';
import { until } from '../support/until';
import { Product } from './product';

let product: Product;
beforeAll(async () => {
  // Half a minute is two and a half seconds.
  product = await Product.start({ speed: 12 });
}, 120_000);
afterAll(() => product.stop(), 90_000);

type Answer = AxiosResponse<{
  incidents: { address: string; ignored?: string }[];
  unread?: object[];
  ignored?: string;
}>;

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

const deliver = (source: string, body: object): Promise<Answer> =>
  axios.post(`${product.url}/v1/alerts/${source}`, body, { validateStatus: () => true });

const alertOf = (service: string | undefined, changed: { labels?: object; [name: string]: unknown } = {}) => {
  const { labels, ...rest } = changed;
  return {
    status: 'firing',
    labels: { alertname: 'HighErrorRate', ...(service !== undefined && { service }), severity: 'P2', ...labels },
    annotations: {},
    startsAt: minutesAgo(10),
    endsAt: '0001-01-01T00:00:00Z',
    fingerprint: `f-${service ?? 'none'}`,
    ...rest,
  };
};

const webhook = (alerts: object[], changed: object = {}): object => ({
  version: '4',
  groupKey: '{}:{}',
  groupLabels: {},
  commonLabels: {},
  truncatedAlerts: 0,
  alerts,
  ...changed,
});

const fire = async (alert: object, source = 'alertmanager'): Promise<string> => {
  const version = source === 'grafana' ? '1' : '4';
  const { status, data } = await deliver(source, webhook([alert], { version }));
  expect(status).toBe(202);
  return data.incidents[0]?.address ?? '';
};

const show = async (ref: string): Promise<IncidentView> =>
  (await axios.get<IncidentView>(`${product.url}/v1/incidents/${ref}`, { headers: { 'muster-as': 'otto' } })).data;

const does = (ref: string, path: string, body: object = {}): Promise<unknown> =>
  axios.post(`${product.url}/v1/incidents/${ref}/${path}`, body, { headers: { 'muster-as': 'otto' } });

/** The incident, once this is so. */
const when = (what: string, ref: string, isSo: (view: IncidentView) => boolean): Promise<IncidentView> =>
  until(what, async () => {
    const view = await show(ref).catch(() => undefined);
    return view !== undefined && isSo(view) ? view : undefined;
  });

const isOpen = (): boolean => true;
const isFiring = ({ alerts }: IncidentView): boolean => alerts.firing === 1;
const isClear = ({ alerts }: IncidentView): boolean => alerts.firing === 0;

describe('the last word of a source', () => {
  it('is that the same alert fires again, a minute after its end and with the same start', async () => {
    const alert = alertOf('again');
    const ref = await fire(alert);
    await when('the incident', ref, isFiring);
    await does(ref, 'acknowledge');
    await does(ref, 'status', { status: 'monitoring' });
    await fire({ ...alert, status: 'resolved', endsAt: minutesAgo(0) });
    await when('the end', ref, isClear);
    await fire(alert);
    const { status } = await when('the relapse', ref, isFiring);
    expect(status).toBe('mitigating');
  });

  it('is that it fires, where no incident is open any more', async () => {
    const alert = alertOf('none-open');
    const ref = await fire(alert);
    const { id } = await when('the incident', ref, isFiring);
    await fire({ ...alert, status: 'resolved', endsAt: minutesAgo(0) });
    await when('the end', ref, isClear);
    await does(ref, 'acknowledge');
    await does(ref, 'resolve', { resolution: 'gone', override: 'a test' });
    await fire(alert);
    const next = await when('the next incident', ref, (view) => view.id !== id);
    expect(next.alerts.firing).toBe(1);
  });

  it('is an end, although one of a pair of Alertmanagers believes that it began earlier', async () => {
    const alert = alertOf('pair');
    const ref = await fire(alert);
    await when('the incident', ref, isFiring);
    await fire({ ...alert, status: 'resolved', startsAt: minutesAgo(10.25), endsAt: minutesAgo(0) });
    await when('the end', ref, isClear);
  });

  it('is that it fires, although its clock was an hour ahead before', async () => {
    const ahead = new Date(Date.now() + 3_600_000).toISOString();
    const alert = alertOf('clock', { startsAt: ahead });
    const ref = await fire(alert);
    await when('the incident', ref, isFiring);
    await fire({ ...alert, status: 'resolved', endsAt: ahead });
    await when('the end', ref, isClear);
    await fire({ ...alert, startsAt: minutesAgo(0) });
    await when('the new firing', ref, isFiring);
  });

  it('is not what another source says of the same fingerprint', async () => {
    const poison = { title: 'x', service: 'victim', id: 'f-victim', status: 'resolved' };
    expect((await deliver('generic', poison)).status).toBe(202);
    const ref = await fire(alertOf('victim'));
    await when('the incident', ref, isFiring);
  });
});

describe('what one delivery brings', () => {
  it('is taken beside what can not be read', async () => {
    const bad = { ...alertOf('beside'), status: 'suppressed' };
    const good = alertOf('beside', { labels: { severity: 'P1' } });
    const { status, data } = await deliver('alertmanager', webhook([bad, good]));
    expect([status, data.unread]).toEqual([202, [expect.objectContaining({ item: 0 })]]);
    expect(await when('the P1', data.incidents[0]?.address ?? '', isOpen)).toMatchObject({ severity: 'P1' });
  });

  it('may be 500 alerts of two kilobytes', async () => {
    const description = 'x'.repeat(2_000);
    const many = Array.from({ length: 500 }, (_, n) =>
      alertOf('many', { fingerprint: `m${n}`, annotations: { description } }),
    );
    const { status, data } = await deliver('alertmanager', webhook(many));
    expect(status).toBe(202);
    await when('all of them', data.incidents[0]?.address ?? '', ({ alerts }) => alerts.firing === 500);
  });

  it('names the rule that brings no data, and is not clear in between', async () => {
    const rule = alertOf('no-data', { labels: { alertname: 'Checkout error rate' } });
    const noData = alertOf('no-data', {
      labels: { alertname: 'DatasourceNoData', rulename: 'Checkout error rate' },
      fingerprint: 'no-data-2',
    });
    const ref = await fire(rule, 'grafana');
    await when('the incident', ref, isFiring);
    const ended = {
      ...rule,
      status: 'resolved',
      annotations: { grafana_state_reason: 'NoData' },
      endsAt: minutesAgo(0),
    };
    await deliver('grafana', webhook([ended, noData], { version: '1' }));
    const { alerts, timeline } = await when('the other alert', ref, (view) => view.alerts.total === 2);
    expect(alerts.names).toContain('Checkout error rate: DatasourceNoData');
    expect(timeline.map(({ kind }) => kind)).not.toContain('all-clear');
  });

  it('is not clear while the source has more than it lists', async () => {
    const alert = alertOf('truncated');
    const ref = await fire(alert);
    await when('the incident', ref, isFiring);
    const ended = { ...alert, status: 'resolved', endsAt: minutesAgo(0) };
    await deliver('alertmanager', webhook([ended], { truncatedAlerts: 3 }));
    const view = await when('the end', ref, isClear);
    expect(view.proposed).toBeUndefined();
    expect(view.timeline.map(({ text }) => text).join('\n')).toContain('3 alerts that the source did not list');
  });
});

describe('severities', () => {
  const pagerDuty = (id: string, priority: string, changed: object = {}, event_type = 'incident.triggered') => ({
    event: {
      id: `e-${id}-${event_type}`,
      event_type,
      occurred_at: minutesAgo(0),
      data: {
        id,
        title: 'Releases fail',
        service: { summary: `pd ${id}` },
        priority: { summary: priority },
        ...changed,
      },
    },
  });

  it.each([
    ['P5', 'P4'],
    ['SEV-5', 'P4'],
    ['SEV-1', 'P1'],
    ['Sev 2', 'P2'],
  ])('%s of PagerDuty is %s', async (priority, severity) => {
    const { data } = await deliver('pagerduty', pagerDuty(`P${priority.replace(/\W/g, '')}`, priority));
    expect(await when('the incident', data.incidents[0]?.address ?? '', isOpen)).toMatchObject({
      severity,
      unclassified: false,
    });
  });

  it('a change of the priority of what is over opens nothing', async () => {
    const body = pagerDuty('POVER', 'P1', { status: 'resolved' }, 'incident.priority_updated');
    expect((await deliver('pagerduty', body)).data).toMatchObject({
      incidents: [],
      ignored: expect.any(String) as string,
    });
  });

  it('a Watchdog opens nothing', async () => {
    const watchdog = alertOf('watchdog', { labels: { alertname: 'Watchdog', severity: 'none' } });
    const { data } = await deliver('alertmanager', webhook([watchdog]));
    expect(data.incidents).toEqual([expect.objectContaining({ ignored: expect.any(String) as string })]);
  });

  it("Grafana's test opens nothing", async () => {
    const test = alertOf(undefined, { labels: { alertname: 'TestAlert' } });
    expect((await deliver('grafana', webhook([test], { version: '1' }))).data).toMatchObject({ incidents: [] });
  });
});

describe('what people read', () => {
  it('is what made it a P1, not what the first alert said', async () => {
    const disk = alertOf('grows', {
      labels: { severity: 'P3' },
      annotations: { summary: 'Disk is at 80 %', users_affected_percent: '4' },
    });
    const ref = await fire(disk);
    await when('the incident', ref, isFiring);
    await fire(
      alertOf('grows', {
        annotations: { summary: 'Nobody can check out', users_affected_percent: '100' },
        fingerprint: 'g2',
      }),
    );
    const { id, title, facts } = await when('the P1', ref, ({ severity }) => severity === 'P1');
    expect([title, facts['usersAffected']]).toEqual(['Nobody can check out', '100 % of users']);
    const page = await until('a page', () => product.lines(id).find(({ key }) => key.startsWith('page:P1:0m')));
    expect(page.text).toContain('Nobody can check out');
  });

  it('is when it began, which thing it is, and where to look', async () => {
    const ref = await fire(
      alertOf('began', {
        labels: { pod: 'api-7', namespace: 'shop' },
        annotations: { runbook_url: 'https://runbooks.example/crash' },
        startsAt: minutesAgo(20),
      }),
    );
    const view = await when('the incident', ref, isFiring);
    expect(Date.parse(view.startedAt) - Date.parse(view.beganAt)).toBeGreaterThan(19 * 60_000);
    expect([view.things, view.links]).toEqual([
      { namespace: 'shop', pod: 'api-7' },
      { Runbook: 'https://runbooks.example/crash' },
    ]);
  });

  it('is of two alerts without a service two incidents', async () => {
    const [shop, billing] = [
      await fire(alertOf(undefined, { labels: { alertname: 'Shop latency' }, fingerprint: 's1' }), 'grafana'),
      await fire(alertOf(undefined, { labels: { alertname: 'Billing disk' }, fingerprint: 's2' }), 'grafana'),
    ];
    expect(shop).not.toBe(billing);
    const titles = await Promise.all([shop, billing].map(async (ref) => (await when('it', ref, isOpen)).title));
    expect(titles).toEqual(['Shop latency', 'Billing disk']);
  });

  it('is in the pages after the end that no alert fires any more', async () => {
    const alert = alertOf('blip', { labels: { severity: 'P1' } });
    const ref = await fire(alert);
    const { id } = await when('the incident', ref, isFiring);
    await fire({ ...alert, status: 'resolved', endsAt: minutesAgo(0) });
    await when('the end', ref, isClear);
    await until('a page that says so', () =>
      product.lines(id).find(({ kind, text }) => kind === 'page' && /No alert has been firing since/.test(text)),
    );
  });
});
