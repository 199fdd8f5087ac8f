/**
 * Payloads as people really sent them, and as public bug reports of monitoring systems describe them, on the built product. The
 * incidents run side by side: each has a service of its own.
 */
import axios, { type AxiosError, type AxiosResponse } from 'axios';
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

const does = (ref: string, path: string, body: object = {}, person = 'otto'): Promise<unknown> =>
  axios.post(`${product.url}/v1/incidents/${ref}/${path}`, body, { headers: { 'muster-as': person } });

/** The incident, once this is so. */
const when = (what: string, ref: string, isSo: (view: IncidentView) => boolean): Promise<IncidentView> =>
  until(what, async () => {
    const view = await show(ref).catch(() => undefined);
    return view !== undefined && isSo(view) ? view : undefined;
  });

const pagerDuty = (
  id: string,
  priority: string,
  changed: object = {},
  event_type = 'incident.triggered',
  occurred_at = minutesAgo(0),
) => ({
  event: {
    id: `e-${id}-${event_type}`,
    event_type,
    occurred_at,
    data: {
      id,
      title: 'Releases fail',
      service: { summary: `pd ${id}` },
      priority: { summary: priority },
      ...changed,
    },
  },
});

const datadog = (id: string, transition: string, changed: object = {}) => ({
  muster: 'datadog/1',
  ...{ id, cycle: '', transition, title: `[${transition}] Monitor ${id}`, priority: 'P3', scope: '' },
  ...{ tags: 'env:prod,service:dd', link: 'https://app.example/1', date: String(Date.now()) },
  ...changed,
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

  it('is that it fires, although Grafana wrote the end into the start', async () => {
    const alert = alertOf('moves');
    const ref = await fire(alert, 'grafana');
    await when('the incident', ref, isFiring);
    await does(ref, 'acknowledge');
    await does(ref, 'status', { status: 'monitoring' });
    const now = minutesAgo(0);
    const ended = { ...alert, status: 'resolved', startsAt: now, endsAt: now };
    await deliver('grafana', webhook([ended], { version: '1' }));
    await when('the end', ref, isClear);
    await fire(alert, 'grafana');
    await when('the relapse', ref, (view) => isFiring(view) && view.status === 'mitigating');
  });

  it('is that PagerDuty opened it again, in the second in which it was resolved', async () => {
    const at = minutesAgo(0);
    const tell = async (event_type: string, status: string) =>
      (await deliver('pagerduty', pagerDuty('PAGAIN', 'P2', { status }, event_type, at))).data.incidents[0]?.address;
    const ref = (await tell('incident.triggered', 'triggered')) ?? '';
    await when('the incident', ref, isFiring);
    await tell('incident.resolved', 'resolved');
    await when('the end', ref, isClear);
    await tell('incident.reopened', 'triggered');
    await when('it again', ref, isFiring);
  });

  it('is not lost, where somebody resolves in the same moment', async () => {
    const alert = alertOf('moment');
    const ref = await fire(alert);
    const { id } = await when('the incident', ref, isFiring);
    await does(ref, 'acknowledge');
    await fire({ ...alert, status: 'resolved', endsAt: minutesAgo(0) });
    await when('the end', ref, isClear);
    const resolving = does(ref, 'resolve', { resolution: 'restarted', override: 'a test' }).catch(() => undefined);
    await Promise.all([resolving, fire({ ...alert, startsAt: minutesAgo(0) })]);
    const view = await when('what fires', ref, isFiring);
    // It came first, and whoever resolved overrode it; or it came second, and opened the next one.
    expect([id, view.previous]).toContain(view.id === id ? view.id : id);
  });

  it('is a P1 after the P4 that ended with its ticket, and links to it', async () => {
    const ref = await fire(alertOf('worse', { labels: { severity: 'P4' } }));
    const first = await when('the end of the P4', ref, ({ status }) => status === 'resolved');
    await fire(alertOf('worse', { labels: { severity: 'P1' }, fingerprint: 'f-worse-2' }));
    const next = await when('the P1', ref, (view) => view.id !== first.id && view.previous !== undefined);
    expect([next.severity, next.previous]).toEqual(['P1', first.id]);
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

describe('what other systems send', () => {
  it('is of the service that fires, where Datadog names several', async () => {
    const tags = 'env:prod,service:dd-group,service:platform';
    const body = datadog('4711', 'Triggered', { scope: 'env:prod,service:dd-group', tags });
    const { data } = await deliver('datadog', body);
    const { service } = await when('the incident', data.incidents[0]?.address ?? '', isOpen);
    expect(service).toBe('dd-group');
  });

  it('is two alerts, where neither of two monitors has a cycle', async () => {
    const { data } = await deliver('datadog', datadog('1001', 'Triggered'));
    const ref = data.incidents[0]?.address ?? '';
    await deliver('datadog', datadog('1002', 'Triggered'));
    await when('both', ref, ({ alerts }) => alerts.firing === 2);
    await deliver('datadog', datadog('1001', 'Recovered'));
    const { timeline } = await when('the end of one', ref, isFiring);
    expect(timeline.map(({ kind }) => kind)).not.toContain('all-clear');
  });

  it('is an alarm of CloudWatch in a text, by Amazon SNS', async () => {
    const alarm = (state: string) => ({
      Type: 'Notification',
      MessageId: `m-${state}`,
      Timestamp: minutesAgo(0),
      TopicArn: 'arn:aws:sns:eu-central-1:111122223333:ops',
      Message: JSON.stringify({
        AlarmName: 'api-5xx',
        AlarmArn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:api-5xx',
        NewStateValue: state,
        NewStateReason: 'Threshold crossed',
        StateChangeTime: minutesAgo(0),
      }),
    });
    const send = (state: string, source = 'sns'): Promise<Answer> =>
      axios.post(`${product.url}/v1/alerts/${source}`, JSON.stringify(alarm(state)), {
        headers: { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': 'Notification' },
        validateStatus: () => true,
      });
    const { status, data } = await send('ALARM');
    expect(status).toBe(202);
    const ref = data.incidents[0]?.address ?? '';
    expect((await when('the alarm', ref, isFiring)).title).toBe('api-5xx');
    await send('OK');
    await when('the end', ref, isClear);
    expect((await send('ALARM', 'generic')).data).toMatchObject({
      detail: expect.stringContaining('/v1/alerts/sns') as string,
    });
  });

  it('is an incident of Google Cloud, whose test opens none', async () => {
    const incident = {
      incident_id: '0.abc',
      state: 'open',
      started_at: Math.floor(Date.now() / 1000) - 120,
      ended_at: null as number | null,
      policy_name: 'CPU usage',
      condition_name: 'VM CPU',
      severity: 'Warning',
      summary: 'CPU usage is above the threshold.',
    };
    const send = (changed: object, version = '1.2') =>
      deliver('google-cloud', { version, incident: { ...incident, ...changed } });
    const ref = (await send({})).data.incidents[0]?.address ?? '';
    expect(await when('the incident', ref, isFiring)).toMatchObject({ severity: 'P3', title: 'CPU usage: VM CPU' });
    await send({ state: 'closed', ended_at: Math.floor(Date.now() / 1000) });
    await when('the end', ref, isClear);
    expect((await send({ state: 'OPEN', started_at: 0 }, 'test')).data).toMatchObject({ incidents: [] });
  });

  it('is down and up of Uptime Kuma, whose test opens none', async () => {
    const send = (status: number) =>
      deliver('uptime-kuma', {
        heartbeat: { status, msg: 'timeout', time: new Date().toISOString().replace('T', ' ').slice(0, 23) },
        monitor: { id: 7, name: 'Shop', url: 'https://shop.example/health' },
        msg: '[Shop] timeout',
      });
    const ref = (await send(0)).data.incidents[0]?.address ?? '';
    expect((await when('the incident', ref, isFiring)).title).toBe('Shop is down');
    await send(1);
    await when('the end', ref, isClear);
    const test = await deliver('uptime-kuma', { heartbeat: null, monitor: null, msg: 'Shop Testing' });
    expect(test.data).toMatchObject({ incidents: [], ignored: expect.stringContaining('pages nobody') as string });
  });
});

describe('what people do', () => {
  it('in one moment makes one lead and one decision', async () => {
    const ref = await fire(alertOf('at-once', { labels: { severity: 'P1' } }));
    await when('the incident', ref, isFiring);
    const all = ['otto', 'emil', 'dora'];
    await Promise.all(all.map((person) => does(ref, 'acknowledge', {}, person)));
    const { acknowledgedBy, lead } = await when('all', ref, (view) => view.acknowledgedBy.length === all.length);
    expect([[...acknowledgedBy].sort(), all.filter((person) => person === lead)]).toEqual([[...all].sort(), [lead]]);
    const decide = (choice: string, person: string) =>
      does(ref, 'decision', { choice, reason: 'safe' }, person).then(
        () => choice,
        (error: unknown) => (error as AxiosError<{ detail: string }>).response?.data.detail,
      );
    const decided = await Promise.all([decide('fix-forward', 'emil'), decide('roll-back', 'vera')]);
    const { decision } = await when('the decision', ref, (view) => view.decision?.made !== undefined);
    expect(decided).toContain(decision?.made?.choice);
    expect(decided).toContainEqual(expect.stringMatching(/has already decided/));
  });

  it('can end an incident whose alert was silenced and never says that it is over', async () => {
    const ref = await fire(alertOf('silenced'));
    const { id } = await when('the incident', ref, isFiring);
    await does(ref, 'acknowledge');
    await does(ref, 'alerts-over', { alert: 'HighErrorRate', reason: 'silenced in Alertmanager' });
    await when('the end', ref, isClear);
    await does(ref, 'resolve', { resolution: 'fixed', override: 'silenced' });
    expect((await when('the end', ref, ({ status }) => status === 'resolved')).id).toBe(id);
  });
});

describe('severities', () => {
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
