/** Whether Google Cloud Monitoring and Uptime Kuma are understood: what fires, what is over, and what is only a test. */
import { BODIES, post } from './deliveries';
import { doors } from './open-doors';

async function deliver(source: 'google-cloud' | 'uptime-kuma', body: object, query = '') {
  const { server, got } = doors();
  const answer = await server.inject({ ...post(source, JSON.stringify(body)), url: `/v1/alerts/${source}${query}` });
  return { answer: answer.json<{ ignored?: string }>(), alert: got.alerts[0]?.alerts[0] };
}

describe('Google Cloud Monitoring', () => {
  const { incident } = BODIES['google-cloud'] as { incident: object };
  const send = (changed: object, query = '') =>
    deliver('google-cloud', { version: '1.2', incident: { ...incident, ...changed } }, query);

  test('fires while it is open, in words that policies know', async () => {
    expect((await send({})).alert).toEqual({
      source: 'google-cloud',
      service: 'release-manager',
      fingerprint: '0.mxyz',
      firing: true,
      title: 'CPU usage: VM CPU',
      description: 'CPU usage for shop-1 is above the threshold of 0.8 with a value of 0.97.',
      labels: {
        instance_id: '1',
        zone: 'eu-w3-a',
        service: 'release-manager',
        alertname: 'CPU usage',
        severity: 'warning',
        project: 'acme',
      },
      annotations: { graph_url: 'https://console.cloud.google.example/incidents/0.mxyz' },
      startsAt: 1795489140_000,
    });
  });

  test('is over once it is closed, at the instant that it says', async () => {
    const { alert } = await send({ state: 'CLOSED', ended_at: 1795489190 });
    expect(alert).toMatchObject({ firing: false, fingerprint: '0.mxyz', endsAt: 1795489190_000 });
  });

  test.each([
    ['Critical', 'critical'],
    ['Error', 'high'],
    ['Warning', 'warning'],
    ['No severity', undefined],
    [null, undefined],
  ])('its severity %s is %s', async (severity, label) => {
    expect((await send({ severity })).alert?.labels['severity']).toBe(label);
  });

  test('names the service by a label of the policy, of Cloud Run, or by the address', async () => {
    const none = { policy_user_labels: {} };
    const run = { ...none, resource: { labels: { service_name: 'checkout' } } };
    expect((await send(run)).alert?.service).toBe('checkout');
    expect((await send(none, '?service=payments')).alert?.service).toBe('payments');
    expect((await send(none)).alert).not.toHaveProperty('service');
  });

  test('its test wakes nobody, and says so', async () => {
    const test = { incident_id: '12345', state: 'OPEN', started_at: 0, ended_at: 0, policy_name: 'Test Policy' };
    const { answer, alert } = await deliver('google-cloud', { version: 'test', incident: test });
    expect(answer.ignored).toBe("Google Cloud's test arrived. It opens no incident and pages nobody.");
    expect(alert).toBeUndefined();
  });
});

describe('Uptime Kuma', () => {
  const { heartbeat, monitor } = BODIES['uptime-kuma'] as { heartbeat: object; monitor: object };
  const send = (changed: object) => deliver('uptime-kuma', { heartbeat, monitor, msg: 'x', ...changed });

  test('fires while a monitor is down; its time is UTC, and its tags are labels', async () => {
    const at = Date.parse('2026-11-24T02:59:02.345Z');
    expect((await send({})).alert).toEqual({
      source: 'uptime-kuma',
      service: 'release-manager',
      fingerprint: 'monitor-7',
      firing: true,
      title: 'Shop is down',
      description: 'timeout of 48000ms exceeded',
      labels: { service: 'release-manager', alertname: 'Shop', instance: 'https://shop.example/health', public: '' },
      annotations: {},
      startsAt: at,
      toldAt: at,
    });
  });

  test('is over once the monitor is up', async () => {
    const { alert } = await send({ heartbeat: { ...heartbeat, status: 1, msg: '200 - OK' } });
    expect(alert).toMatchObject({ firing: false, fingerprint: 'monitor-7' });
  });

  test.each([2, 3])('status %i, pending or in maintenance, is nothing to be paged for', async (status) => {
    const { answer, alert } = await send({ heartbeat: { ...heartbeat, status } });
    expect([answer.ignored, alert]).toEqual(['Ignored: the monitor is pending or in maintenance.', undefined]);
  });

  test('its test wakes nobody, and says so', async () => {
    const { answer, alert } = await deliver('uptime-kuma', { heartbeat: null, monitor: null, msg: 'On call Testing' });
    expect(answer.ignored).toBe(
      "Uptime Kuma's test arrived. It names no monitor, so it opens no incident and pages nobody.",
    );
    expect(alert).toBeUndefined();
  });

  test('other news without a monitor is a low alert: a certificate that expires is no outage yet', async () => {
    const msg = '[Shop][https://shop.example] server certificate shop.example will expire in 7 days';
    const { alert } = await deliver('uptime-kuma', { heartbeat: null, monitor: null, msg });
    expect(alert).toMatchObject({ firing: true, title: msg, labels: { severity: 'low' } });
  });
});
