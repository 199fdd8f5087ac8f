import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ArrivedAlert } from '../../incidents';

/** The most that one request may bring. What is longer is cut; the incident must not fail for a long text. */
export const CAPS = { bodyBytes: 1024 * 1024, label: 1_024, annotation: 4_096, alerts: 500 } as const;

const CUT = '…truncated';

/** A body that is no Alertmanager webhook; the message says what is wrong with it. */
export class NoAlert extends Error {
  override name = 'NoAlert';
}

const capped = (longest: number) =>
  z.string().transform((text) => (text.length <= longest ? text : `${text.slice(0, longest)}${CUT}`));

const Labels = z.record(z.string().max(CAPS.label), capped(CAPS.label));

const WebhookAlert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: Labels,
  annotations: z.record(z.string().max(CAPS.label), capped(CAPS.annotation)).default({}),
  startsAt: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  fingerprint: capped(CAPS.label).optional(),
});
type WebhookAlert = z.output<typeof WebhookAlert>;

/** What Alertmanager sends: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
const Webhook = z.object({
  version: z.literal('4'),
  groupKey: z.string().min(1),
  groupLabels: Labels.default({}),
  commonLabels: Labels.default({}),
  alerts: z.array(WebhookAlert).min(1),
});
type Webhook = z.output<typeof Webhook>;

/** Turns the body of an Alertmanager webhook into our words. Throws `NoAlert`, and nothing else, for any other value. */
export function readAlertmanager(body: unknown): ArrivedAlert[] {
  const parsed = Webhook.safeParse(body);
  if (!parsed.success) throw new NoAlert(whatIsWrong(parsed.error));
  const webhook = parsed.data;
  return mostTelling(webhook.alerts).map((alert) => alertOf(alert, webhook));
}

/** Of more alerts than we take, those that fire tell more than those that are over. */
function mostTelling(alerts: readonly WebhookAlert[]): readonly WebhookAlert[] {
  if (alerts.length <= CAPS.alerts) return alerts;
  const firing = alerts.filter(({ status }) => status === 'firing');
  const clear = alerts.filter(({ status }) => status !== 'firing');
  return [...firing, ...clear].slice(0, CAPS.alerts);
}

function alertOf(
  { status, labels, annotations, startsAt, fingerprint }: WebhookAlert,
  { commonLabels, groupLabels }: Webhook,
): ArrivedAlert {
  return {
    source: 'alertmanager',
    service: serviceOf([labels, commonLabels, groupLabels]),
    fingerprint: fingerprint ?? digest(...Object.entries(labels).flat().sort()),
    firing: status === 'firing',
    title: ownText(annotations, 'summary') ?? ownText(labels, 'alertname') ?? 'Alert without a name',
    description: ownText(annotations, 'description') ?? '',
    labels,
    annotations,
    startsAt,
  };
}

function serviceOf(places: Record<string, string>[]): string {
  for (const name of ['service', 'job'])
    for (const labels of places) {
      const service = ownText(labels, name);
      if (service !== undefined) return service;
    }
  return 'unnamed';
}

const digest = (...parts: string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

function ownText(texts: Record<string, string>, name: string): string | undefined {
  const text = Object.hasOwn(texts, name) ? texts[name]?.trim() : undefined;
  return text === undefined || text === '' ? undefined : text;
}

function whatIsWrong({ issues }: z.ZodError): string {
  const [first] = issues;
  if (first === undefined) return 'That is no Alertmanager webhook.';
  const where = first.path.length === 0 ? 'the body' : first.path.map(String).join('.').slice(0, 200);
  return `That is no Alertmanager webhook: ${where}: ${first.message.slice(0, 300)}.`;
}
