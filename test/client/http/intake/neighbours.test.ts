import { correlate } from '../../../../client/incidents/correlate';
import type { ArrivedAlert } from '../../../../client/incidents/api';
import { anAlert, aWebhook, shippedPolicy } from '../../../support/client';
import { BODIES, NOW, pagerDuty, post } from './deliveries';
import { doors } from './open-doors';

const policies = shippedPolicy();

async function deliver(source: 'alertmanager' | 'grafana' | 'datadog' | 'pagerduty' | 'generic', body: object) {
  const { server, got } = doors({ policies: () => policies });
  const answer = await server.inject(post(source, JSON.stringify(body)));
  return {
    status: answer.statusCode,
    body: answer.json<object>(),
    alerts: got.alerts[0]?.alerts ?? [],
    told: got.told,
  };
}

/** Where the incidents of these alerts live. */
const addresses = (alerts: ArrivedAlert[]): string[] =>
  correlate(policies, { alerts, acceptedAt: NOW }).map(({ address }) => address);

const grafana = (...alerts: object[]): object => ({ ...BODIES.grafana, groupLabels: {}, commonLabels: {}, alerts });

describe('an alert that can not be read', () => {
  test('costs only itself: the one beside it is taken, and the answer names the other', async () => {
    const bad = { ...anAlert(), status: 'suppressed' };
    const { status, body, alerts } = await deliver('alertmanager', aWebhook({ alerts: [bad, anAlert()] }));
    expect(status).toBe(202);
    expect(alerts).toHaveLength(1);
    expect(body).toMatchObject({ unread: [{ item: 0, why: expect.stringMatching(/^status: /) as string }] });
  });

  test('is taken without what makes no sense in it: an empty date, no annotations', async () => {
    const { alerts } = await deliver(
      'alertmanager',
      aWebhook({ alerts: [{ ...anAlert(), startsAt: '', annotations: null }] }),
    );
    expect(alerts).toMatchObject([{ startsAt: NOW }]);
  });

  test('has a name of ours where a generic source gives none', async () => {
    const { status, alerts } = await deliver('generic', { title: null, id: 7, status: 'firing' });
    expect([status, alerts[0]?.title]).toEqual([202, 'Alert without a title']);
  });

  test('does not make one of two where the source gives an empty id', async () => {
    const { alerts: one } = await deliver('generic', { title: 'Disk', id: '', service: '' });
    const { alerts: other } = await deliver('generic', { title: 'Login', id: '', service: '' });
    expect(one[0]).not.toHaveProperty('service');
    expect(one[0]?.fingerprint).not.toBe(other[0]?.fingerprint);
  });

  test('a body of rubbish is refused as soon as that is clear', async () => {
    const { status, body } = await deliver('alertmanager', aWebhook({ alerts: Array(100_000).fill({}) as object[] }));
    expect(status).toBe(422);
    expect(JSON.stringify(body).length).toBeLessThan(1_000);
  });
});

describe('a large delivery', () => {
  test('of 500 alerts of two kilobytes is taken whole', async () => {
    const many = Array.from({ length: 500 }, (_, n) =>
      anAlert({ fingerprint: `f${n}`, annotations: { description: 'x'.repeat(2_000) } }),
    );
    const { status, alerts } = await deliver('alertmanager', aWebhook({ alerts: many }));
    expect([status, alerts.length]).toEqual([202, 500]);
  });

  test('of more than one delivery may bring keeps what fires, and says how many it left out', async () => {
    const clear = Array.from({ length: 2_000 }, (_, n) => anAlert({ fingerprint: `c${n}`, status: 'resolved' }));
    const body = aWebhook({ alerts: [...clear, anAlert({ fingerprint: 'fires' })] });
    const { body: answer, alerts } = await deliver('alertmanager', body);
    expect(alerts[0]).toMatchObject({ fingerprint: 'fires', firing: true });
    expect(answer).toMatchObject({ leftOut: 1 });
  });
});

describe('what is refused before it is read', () => {
  test.each([
    [413, { payload: `"${'x'.repeat(9 * 1024 * 1024)}"` }],
    [415, { payload: 'a=b', headers: { 'content-type': 'text/plain' } }],
    [405, { method: 'PUT' as const }],
  ])('with %i is counted as a delivery that was refused', async (status, changed) => {
    const { server, got } = doors();
    const answer = await server.inject({ ...post('alertmanager', '{}'), ...changed });
    expect(answer.statusCode).toBe(status);
    expect(got.told).toEqual([`alertmanager refused ${status} 0`]);
  });
});

describe('alerts without a service', () => {
  const alert = (name: string) => anAlert({ labels: { alertname: name }, fingerprint: name });

  test('are incidents of their own, unless their source groups them', async () => {
    const { alerts: apart } = await deliver('grafana', grafana(alert('Shop latency'), alert('Billing disk')));
    expect(new Set(addresses(apart)).size).toBe(2);
    const grouped = { ...grafana(alert('Shop latency'), alert('Billing disk')), groupLabels: { team: 'shop' } };
    const { alerts: together } = await deliver('grafana', grouped);
    expect(new Set(addresses(together)).size).toBe(1);
  });
});

describe('a Watchdog, whose severity is none,', () => {
  test('is left out, beside others as well', async () => {
    const watchdog = anAlert({ labels: { alertname: 'Watchdog', service: 'release-manager', severity: 'none' } });
    const { alerts } = await deliver('alertmanager', aWebhook({ alerts: [watchdog, anAlert({ fingerprint: 'f2' })] }));
    const [group] = correlate(policies, { alerts, acceptedAt: NOW });
    expect(group?.group.alerts.map(({ fingerprint }) => fingerprint)).toEqual(['alertmanager:f2']);
  });
});

describe('the same fingerprint from two doors', () => {
  test('is two alerts', async () => {
    const { alerts: one } = await deliver('alertmanager', aWebhook());
    const other = one.map((alert) => ({ ...alert, source: 'generic' }));
    const [group] = correlate(policies, { alerts: [...one, ...other], acceptedAt: NOW });
    expect(new Set(group?.group.alerts.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });
});

describe("a source's own words", () => {
  test("Grafana's button Test wakes nobody, and says so", async () => {
    const { body, alerts } = await deliver('grafana', grafana(anAlert({ labels: { alertname: 'TestAlert' } })));
    expect(alerts).toEqual([]);
    expect(body).toMatchObject({ ignored: "Grafana's test arrived. It opens no incident and pages nobody." });
  });

  test('of a query without data Grafana names the rule', async () => {
    const labels = { alertname: 'DatasourceNoData', rulename: 'Checkout error rate', service: 'release-manager' };
    const { alerts } = await deliver('grafana', grafana(anAlert({ labels, annotations: {} })));
    expect(alerts[0]?.title).toBe('Checkout error rate: DatasourceNoData');
  });

  test('an end by a pause is not heard as an end', async () => {
    const paused = anAlert({ status: 'resolved', annotations: { grafana_state_reason: 'Paused' } });
    const { alerts } = await deliver('grafana', grafana(paused));
    expect(alerts).toMatchObject([{ firing: false, unheard: 'the rule was paused' }]);
  });

  test('a reason that is the name of something every object has is none', async () => {
    const odd = anAlert({ status: 'resolved', annotations: { grafana_state_reason: 'constructor' } });
    const { alerts } = await deliver('grafana', grafana(odd));
    expect(alerts[0]).not.toHaveProperty('unheard');
  });

  test('a change of the priority of what is resolved at PagerDuty is no alert', async () => {
    const { body, alerts } = await deliver('pagerduty', pagerDuty('incident.priority_updated', { status: 'resolved' }));
    expect(alerts).toEqual([]);
    expect(body).toMatchObject({ ignored: 'Ignored: the incident at PagerDuty is resolved already.' });
  });

  test("Datadog's scope says which of several services it is", async () => {
    const tags = 'service:release-manager,service:billing';
    const { alerts } = await deliver('datadog', { ...BODIES.datadog, tags, scope: 'service:release-manager,env:prod' });
    expect(alerts[0]?.service).toBe('release-manager');
  });

  test('two monitors of Datadog without a cycle are two alerts', async () => {
    const of = async (id: string) => (await deliver('datadog', { ...BODIES.datadog, id, cycle: '' })).alerts[0];
    expect((await of('1'))?.fingerprint).not.toBe((await of('2'))?.fingerprint);
  });

  test('a start in the future is when it arrived', async () => {
    const ahead = new Date(NOW + 3_600_000).toISOString();
    const { alerts } = await deliver('alertmanager', aWebhook({ alerts: [anAlert({ startsAt: ahead })] }));
    expect(alerts[0]?.startsAt).toBe(NOW);
  });
});
