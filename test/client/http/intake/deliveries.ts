import type { Source } from '../../../../client/access/gate';
import { aWebhook } from '../../../support/client';
import type { InjectOptions } from 'fastify';
import { createHmac } from 'node:crypto';

export const NOW = Date.parse('2026-11-24T03:00:00Z');

export const SECRETS = {
  grafana: ['grafana-secret-one-000', 'grafana-secret-two-000'],
  pagerduty: ['pagerduty-secret-one-0', 'pagerduty-secret-two-0'],
  datadog: ['datadog-secret-one-000', 'datadog-secret-two-000'],
} as const;

export const hmac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');

/** What each source sends, written by the shapes that their vendors document. */
export const BODIES: Record<Source, object> = {
  alertmanager: aWebhook(),
  grafana: {
    ...aWebhook(),
    version: '1',
    orgId: 1,
    title: '[FIRING:1] Latency',
    state: 'alerting',
    message: '**Firing**',
    externalURL: 'https://grafana.example/',
    alerts: [
      {
        status: 'firing',
        labels: { alertname: 'Latency', service: 'release-manager', severity: 'P2' },
        annotations: { summary: 'p99 is 7 s', description: 'of /releases' },
        startsAt: '2026-11-24T02:55:00.123+01:00',
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: 'https://grafana.example/alerting/1',
        fingerprint: 'c6eadffa33fcdf37',
        silenceURL: 'https://grafana.example/silence',
        dashboardURL: '',
        panelURL: '',
        values: { A: 7.2, B: 1 },
        valueString: '[ var=A value=7.2 ]',
      },
    ],
  },
  pagerduty: pagerDuty('incident.triggered'),
  datadog: {
    muster: 'datadog/1',
    id: '123',
    cycle: '456',
    transition: 'Triggered',
    title: '[Triggered] p99 is high',
    message: 'look',
    priority: 'P2',
    scope: 'env:prod',
    tags: 'service:release-manager,env:prod,canary',
    link: 'https://app.datadoghq.example/event',
    date: '1795489200000',
  },
  sns: {
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: 'arn:aws:sns:eu-central-1:111122223333:ops',
    Subject: 'ALARM: "api-5xx" in EU (Frankfurt)',
    Message: JSON.stringify(anAlarm()),
    Timestamp: '2026-11-24T02:59:30.000Z',
    SignatureVersion: '1',
    UnsubscribeURL: 'https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe',
  },
  'google-cloud': {
    version: '1.2',
    incident: {
      incident_id: '0.mxyz',
      scoping_project_id: 'acme',
      url: 'https://console.cloud.google.example/incidents/0.mxyz',
      started_at: 1795489140,
      ended_at: null,
      state: 'open',
      resource: { type: 'gce_instance', labels: { instance_id: '1', zone: 'eu-w3-a' } },
      policy_name: 'CPU usage',
      policy_user_labels: { service: 'release-manager' },
      condition_name: 'VM CPU',
      severity: 'Warning',
      summary: 'CPU usage for shop-1 is above the threshold of 0.8 with a value of 0.97.',
    },
  },
  'uptime-kuma': {
    heartbeat: {
      monitorID: 7,
      status: 0,
      time: '2026-11-24 02:59:02.345',
      msg: 'timeout of 48000ms exceeded',
      ping: null,
      important: true,
      duration: 60,
      timezone: 'Europe/Berlin',
      localDateTime: '2026-11-24 03:59:02',
    },
    monitor: {
      id: 7,
      name: 'Shop',
      url: 'https://shop.example/health',
      type: 'http',
      tags: [
        { tag_id: 1, monitor_id: 7, name: 'service', value: 'release-manager', color: '#059669' },
        { tag_id: 2, monitor_id: 7, name: 'public', value: '', color: '#059669' },
      ],
    },
    msg: '[Shop] [🔴 Down] timeout of 48000ms exceeded',
  },
  generic: { title: 'Disk is full', service: 'release-manager', id: 'disk-1', status: 'firing', severity: 'P3' },
};

/** An alarm as CloudWatch publishes it. */
export function anAlarm(changed: object = {}): object {
  return {
    AlarmName: 'api-5xx',
    AlarmDescription: 'Too many errors of the API.',
    AWSAccountId: '111122223333',
    NewStateValue: 'ALARM',
    NewStateReason: 'Threshold Crossed: 1 datapoint [93.0] was greater than the threshold (10.0).',
    StateChangeTime: '2026-11-24T02:59:29.517+0000',
    Region: 'EU (Frankfurt)',
    AlarmArn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:api-5xx',
    OldStateValue: 'OK',
    Trigger: {
      MetricName: 'HTTPCode_Target_5XX_Count',
      Namespace: 'AWS/ECS',
      Dimensions: [
        { value: 'release-manager', name: 'ServiceName' },
        { value: 'production', name: 'ClusterName' },
      ],
      Period: 60,
    },
    ...changed,
  };
}

export function pagerDuty(event_type: string, changed: object = {}): object {
  return {
    event: {
      id: `event-of-${event_type}`,
      event_type,
      resource_type: 'incident',
      occurred_at: '2026-11-24T02:59:00.000Z',
      agent: { id: 'PUSER', type: 'user_reference', summary: 'Grace Hopper', html_url: 'https://x' },
      client: null,
      data: {
        id: 'PINCIDENT',
        type: 'incident',
        html_url: 'https://acme.pagerduty.example/incidents/PINCIDENT',
        number: 2,
        status: 'triggered',
        title: 'Releases fail',
        service: { id: 'PSERVICE', type: 'service_reference', summary: 'Release Manager' },
        priority: { id: 'PPRIO', summary: 'P2' },
        urgency: 'high',
        ...changed,
      },
    },
  };
}

/** Headers with which a source would deliver this body. */
export function signed(source: Source, body: string, secret?: string, atMs: number = NOW): Record<string, string> {
  switch (source) {
    case 'grafana': {
      const time = String(Math.round(atMs / 1000));
      const signature = hmac(secret ?? SECRETS.grafana[0], `${time}:${body}`);
      return { 'x-grafana-alerting-signature': signature, 'x-grafana-alerting-timestamp': time };
    }
    case 'pagerduty':
      return { 'x-pagerduty-signature': `v1=${hmac(secret ?? SECRETS.pagerduty[0], body)}` };
    case 'datadog':
      return { 'x-muster-secret': secret ?? SECRETS.datadog[0] };
    case 'alertmanager':
    case 'sns':
    case 'google-cloud':
    case 'uptime-kuma':
    case 'generic':
      return {};
  }
}

export const post = (
  source: Source,
  payload: string | Buffer,
  headers: Record<string, string> = {},
): InjectOptions => ({
  method: 'POST',
  url: `/v1/alerts/${source}`,
  headers: { 'content-type': 'application/json', ...headers },
  payload,
});
