/** Which alerts does a webhook from Alertmanager or Grafana bring? */
import { z } from 'zod';
import type { ArrivedAlert } from '../../incidents/api';
import {
  capped,
  CAPS,
  type WebhookDelivery,
  digest,
  InstantText,
  Labels,
  ownText,
  plausible,
  readAs,
  readEach,
  settled,
  textsByName,
} from './delivery';

const WebhookAlert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: Labels,
  annotations: textsByName(CAPS.annotation).default({}),
  startsAt: InstantText,
  endsAt: InstantText.optional(),
  fingerprint: capped(CAPS.label).optional(),
});
type WebhookAlert = z.output<typeof WebhookAlert>;

/** What Alertmanager sends: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
const Webhook = z.object({
  version: z.literal('4'),
  groupKey: z.string().min(1),
  groupLabels: Labels.default({}),
  commonLabels: Labels.default({}),
  alerts: z.array(z.unknown()).min(1),
});

/** Turns the body of an Alertmanager webhook into our words. Throws `NoAlert`, and nothing else, for any other value. */
export function readAlertmanager(body: unknown, acceptedAt = Date.now()): WebhookDelivery {
  const { alerts, commonLabels, groupLabels } = readAs(Webhook, body, 'Alertmanager webhook');
  const read = readEach(WebhookAlert, alerts, 'Alertmanager webhook', 'alerts').map((alert) =>
    alertOf('alertmanager', alert, [commonLabels, groupLabels], acceptedAt),
  );
  return { alerts: settled(read), acts: [] };
}

/** What Grafana sends: https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/ */
const GrafanaWebhook = z.object({
  version: z.literal('1'),
  orgId: z.number().optional(),
  groupKey: z.string().min(1),
  groupLabels: Labels.default({}),
  commonLabels: Labels.default({}),
  alerts: z.array(z.unknown()).min(1),
});

/** Grafana's webhook is Alertmanager's with another version and more fields around it. */
export function readGrafana(body: unknown, acceptedAt = Date.now()): WebhookDelivery {
  const { alerts, commonLabels, groupLabels } = readAs(GrafanaWebhook, body, 'Grafana webhook');
  const read = readEach(WebhookAlert, alerts, 'Grafana webhook', 'alerts').map((alert) =>
    alertOf('grafana', alert, [commonLabels, groupLabels], acceptedAt),
  );
  return { alerts: settled(read), acts: [] };
}

function alertOf(
  source: string,
  { status, labels, annotations, startsAt, endsAt, fingerprint }: WebhookAlert,
  shared: Record<string, string>[],
  acceptedAt: number,
): ArrivedAlert {
  // While an alert fires, its end is the year 1.
  const isOver = status === 'resolved' && endsAt !== undefined && endsAt > 0;
  return {
    source,
    service: serviceOf([labels, ...shared]),
    fingerprint: fingerprint ?? digest(...Object.entries(labels).flat().sort()),
    firing: status === 'firing',
    title: ownText(annotations, 'summary') ?? ownText(labels, 'alertname') ?? 'Unnamed alert',
    description: ownText(annotations, 'description') ?? '',
    labels,
    annotations,
    startsAt: plausible(startsAt, acceptedAt),
    ...(isOver && { endsAt: plausible(endsAt, acceptedAt) }),
  };
}

/** The service that labels name, else the job that scraped it. */
export function serviceOf(places: Record<string, string>[]): string {
  for (const name of ['service', 'job'])
    for (const labels of places) {
      const service = ownText(labels, name);
      if (service !== undefined) return service;
    }
  return 'unnamed';
}
