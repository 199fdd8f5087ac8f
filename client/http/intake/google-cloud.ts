/** Which alert does a webhook of Google Cloud Monitoring bring? */
import { z } from 'zod';
import { defined } from '../../../domain/state/fields';
import {
  fingerprintOf,
  capped,
  CAPS,
  Labels,
  Maybe,
  ownText,
  plausible,
  readAs,
  serviceNamed,
  taken,
  type WebhookDelivery,
} from './delivery';

const Seconds = z.number().nullish().catch(undefined);
const Texts = Maybe(Labels).catch(undefined);

/** https://cloud.google.com/monitoring/support/notification-options#webhooks */
const Webhook = z.object({
  version: z.string().max(40).nullish(),
  incident: z.object({
    incident_id: z.string().min(1).max(300),
    state: z.string().max(40),
    started_at: Seconds,
    ended_at: Seconds,
    policy_name: Maybe(capped(CAPS.title)),
    condition_name: Maybe(capped(CAPS.title)),
    summary: Maybe(capped(CAPS.annotation)),
    severity: Maybe(capped(40)),
    url: Maybe(capped(CAPS.annotation)),
    scoping_project_id: Maybe(capped(CAPS.label)),
    policy_user_labels: Texts,
    resource: Maybe(z.object({ labels: Texts })).catch(undefined),
  }),
});

/** Google's own words, in those that policies understand. "No severity" says nothing. */
const SEVERITIES = { critical: 'critical', error: 'high', warning: 'warning' };

/** Turns a notification into our words. Throws `NoAlert`, and nothing else. */
export function readGoogleCloud(body: unknown, acceptedAt: number): WebhookDelivery {
  const { version, incident } = readAs(Webhook, body, 'Google Cloud Monitoring webhook');
  if (version === 'test')
    return { alerts: [], acts: [], ignored: "Google Cloud's test arrived. It opens no incident and pages nobody." };
  const firing = incident.state.toLowerCase() !== 'closed';
  const { policy_user_labels: own = {}, resource, policy_name: policy, condition_name: condition } = incident;
  const labels: Record<string, string> = { ...resource?.labels, ...own };
  const severity = ownText(SEVERITIES, incident.severity?.trim().toLowerCase() ?? '');
  const endsAt = instantOf(incident.ended_at);
  const name = policy ?? condition ?? 'Google Cloud alert';
  return taken([
    {
      source: 'google-cloud',
      ...defined({ service: serviceNamed(labels['service'] ?? labels['service_name']) }),
      fingerprint: fingerprintOf(incident.incident_id),
      firing,
      title: condition === undefined || condition === name ? name : `${name}: ${condition}`,
      description: incident.summary ?? '',
      labels: { ...labels, alertname: name, ...defined({ severity, project: incident.scoping_project_id }) },
      annotations: defined({ graph_url: incident.url }),
      startsAt: plausible(instantOf(incident.started_at), acceptedAt),
      ...(!firing && { endsAt: plausible(endsAt, acceptedAt) }),
    },
  ]);
}

const instantOf = (seconds: number | null | undefined): number | undefined =>
  typeof seconds === 'number' ? seconds * 1_000 : undefined;
