/** Which alerts does a webhook from Alertmanager or Grafana bring? */
import { z } from 'zod';
import type { ArrivedAlert } from '../../incidents/api';
import { defined } from '../../../domain/state/fields';
import {
  capped,
  CAPS,
  type WebhookDelivery,
  digest,
  fingerprintOf,
  InstantText,
  Labels,
  ownText,
  plausible,
  plausibleEnd,
  readAs,
  readEach,
  serviceNamed,
  taken,
  textsByName,
} from './delivery';

const WebhookAlert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: Labels,
  annotations: textsByName(CAPS.annotation).nullish(),
  startsAt: InstantText,
  endsAt: InstantText,
  fingerprint: z.string().nullish(),
  generatorURL: capped(CAPS.annotation).nullish(),
  // Grafana's own.
  dashboardURL: capped(CAPS.annotation).nullish(),
  panelURL: capped(CAPS.annotation).nullish(),
  silenceURL: capped(CAPS.annotation).nullish(),
});
type WebhookAlert = z.output<typeof WebhookAlert>;

const Group = z.object({
  groupKey: z.string().min(1),
  groupLabels: Labels.default({}),
  commonLabels: Labels.default({}),
  alerts: z.array(z.unknown()).min(1),
  /** How many more alerts the group has than are listed. */
  truncatedAlerts: z.number().int().min(0).nullish(),
});
type Group = z.output<typeof Group>;

/** What Alertmanager sends: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
const Webhook = Group.extend({ version: z.literal('4') });

/** What Grafana sends: https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/ */
const GrafanaWebhook = Group.extend({ version: z.literal('1'), orgId: z.number().optional() });

const NAMES = { alertmanager: 'Alertmanager webhook', grafana: 'Grafana webhook' } as const;

/** Turns the body of an Alertmanager webhook into our words. Throws `NoAlert`, and nothing else, for any other value. */
export const readAlertmanager = (body: unknown, acceptedAt = Date.now()): WebhookDelivery =>
  readGroup('alertmanager', readAs(Webhook, body, NAMES.alertmanager), acceptedAt);

/** Grafana's webhook is Alertmanager's with another version and more fields around it. */
export const readGrafana = (body: unknown, acceptedAt = Date.now()): WebhookDelivery =>
  readGroup('grafana', readAs(GrafanaWebhook, body, NAMES.grafana), acceptedAt);

function readGroup(source: 'alertmanager' | 'grafana', group: Group, acceptedAt: number): WebhookDelivery {
  const { read, unread } = readEach(WebhookAlert, group.alerts, NAMES[source], 'alerts');
  const alerts = read.map((alert) => alertOf(source, alert, group, acceptedAt));
  const isTest = source === 'grafana' && alerts.every(({ labels }) => labels['alertname'] === GRAFANA_TEST);
  if (isTest)
    return { alerts: [], acts: [], ignored: "Grafana's test arrived. It opens no incident and pages nobody." };
  return taken(alerts, unread, group.alerts.length);
}

/** What the button "Test" of a contact point sends. */
const GRAFANA_TEST = 'TestAlert';

function alertOf(
  source: string,
  { status, labels, annotations, startsAt, endsAt, fingerprint, ...urls }: WebhookAlert,
  { commonLabels, groupLabels, groupKey, truncatedAlerts }: Group,
  acceptedAt: number,
): ArrivedAlert {
  const firing = status === 'firing';
  const texts = annotations ?? {};
  const reason = firing ? undefined : ownText(texts, 'grafana_state_reason');
  // Without one, whatever has the same labels is the same alert.
  const own = fingerprint === null || fingerprint === undefined || fingerprint.trim() === '' ? undefined : fingerprint;
  const isGrouped = Object.keys(groupLabels).length > 0;
  return {
    source,
    ...defined({
      service: serviceNamed(serviceOf([labels, commonLabels, groupLabels])),
      group: isGrouped ? digest(groupKey) : undefined,
    }),
    fingerprint: own === undefined ? digest(byName(labels)) : fingerprintOf(own),
    firing,
    title: titleOf(labels, texts),
    description: ownText(texts, 'description') ?? '',
    labels,
    annotations: { ...texts, ...linksOf(urls) },
    startsAt: plausible(startsAt, acceptedAt),
    ...(!firing && defined({ endsAt: plausibleEnd(endsAt, acceptedAt), unheard: ownText(UNHEARD, reason ?? '') })),
    listing: { group: digest(groupKey).slice(0, 12), unlisted: truncatedAlerts ?? 0 },
  };
}

/** Grafana ends alerts for reasons of its own; of these, nothing was measured to be fine. */
const UNHEARD = {
  Paused: 'the rule was paused',
  Updated: 'the rule was changed',
  RuleDeleted: 'the rule was deleted',
  MissingSeries: 'its series is gone',
  NoData: 'its query brings no data',
  Error: 'its query fails',
};

/** Where a query brings nothing, Grafana fires an alert of its own name, and says in a label whose rule it is. */
function titleOf(labels: Record<string, string>, annotations: Record<string, string>): string {
  const name = ownText(labels, 'alertname') ?? 'Unnamed alert';
  const rule = ownText(labels, 'rulename');
  const known = rule === undefined || rule === name ? name : `${rule}: ${name}`;
  const summary = ownText(annotations, 'summary');
  return summary === undefined || rule === undefined ? (summary ?? known) : `${known}: ${summary}`;
}

/** Links that people follow from a page, by the names under which an incident keeps them. */
const linksOf = (
  urls: Pick<WebhookAlert, 'generatorURL' | 'dashboardURL' | 'panelURL' | 'silenceURL'>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries({
      graph_url: urls.generatorURL,
      dashboard_url: urls.dashboardURL,
      panel_url: urls.panelURL,
      silence_url: urls.silenceURL,
    }).flatMap(([name, url]) => (url === null || url === undefined || url === '' ? [] : [[name, url]])),
  );

/** Labels in one order, whatever order they came in. */
const byName = (labels: Record<string, string>): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The service that labels name, else the job that scraped it. */
function serviceOf(places: Record<string, string>[]): string | undefined {
  for (const name of ['service', 'job'])
    for (const labels of places) {
      const service = ownText(labels, name);
      if (service !== undefined) return service;
    }
  return undefined;
}
