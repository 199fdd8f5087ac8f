/** Which reader understands a delivery from this source, and with which mapping? */
import type { PinnedPolicy } from '../../../workflows/contract';
import type { Source } from '../../access/gate';
import { readAlertmanager, readGrafana } from './alertmanager';
import { readDatadog } from './datadog';
import { readGeneric } from './generic';
import { readGoogleCloud } from './google-cloud';
import { readPagerDuty } from './pagerduty';
import { readSns } from './sns/read';
import { readUptimeKuma } from './uptime-kuma';
import type { ArrivedAlert } from '../../incidents/api';
import { defined } from '../../../domain/state/fields';
import { type WebhookDelivery, NoAlert } from './delivery';

/** What whoever set up a source says about all its alerts, for what an alert does not say itself. */
export interface Hints {
  service?: string;
  severity?: string;
  /** Which mapping of the policy reads the body; for the generic source, and for what is published to Amazon SNS. */
  mapping?: string;
}

/** How each source is read. */
export interface Reading extends Hints {
  body: unknown;
  acceptedAt: number;
  policies: readonly PinnedPolicy[];
}

/** Turns what a source delivered into our words. Throws `NoAlert` for what can't be read as a delivery of this source. */
export function read(source: Source, reading: Reading): WebhookDelivery {
  const { service, severity } = reading;
  const delivery = readBody(source, reading);
  if (service === undefined && severity === undefined) return delivery;
  const hinted = <T extends Pick<ArrivedAlert, 'service' | 'labels'>>(one: T): T => ({
    ...defined({ service }),
    ...one,
    labels: { ...defined({ severity }), ...one.labels },
  });
  return { ...delivery, alerts: delivery.alerts.map(hinted), acts: delivery.acts.map(hinted) };
}

function readBody(source: Source, { body, acceptedAt, policies, mapping }: Reading): WebhookDelivery {
  switch (source) {
    case 'alertmanager':
      return readAlertmanager(body, acceptedAt);
    case 'grafana':
      return readGrafana(body, acceptedAt);
    case 'pagerduty':
      return readPagerDuty(body, acceptedAt);
    case 'datadog':
      return readDatadog(body, acceptedAt);
    case 'generic':
      return readGeneric(mappingOf(policies, mapping ?? 'default'), body, acceptedAt);
    case 'sns':
      return readSns(body, acceptedAt, mapping === undefined ? undefined : mappingOf(policies, mapping));
    case 'google-cloud':
      return readGoogleCloud(body, acceptedAt);
    case 'uptime-kuma':
      return readUptimeKuma(body, acceptedAt);
  }
}

function mappingOf(policies: readonly PinnedPolicy[], name: string) {
  const known = Object.assign(
    {},
    ...policies.map(({ policy }) => policy.intake.generic),
  ) as PinnedPolicy['policy']['intake']['generic'];
  const mapping = Object.hasOwn(known, name) ? known[name] : undefined;
  if (mapping !== undefined) return mapping;
  const names = Object.keys(known);
  throw new NoAlert(
    `The policy has no mapping "${name.slice(0, 100)}" (intake.generic).${names.length === 0 ? '' : ` Its mappings: ${names.join(', ')}.`}`,
  );
}
