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
  generic: { title: 'Disk is full', service: 'release-manager', id: 'disk-1', status: 'firing', severity: 'P3' },
};

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
