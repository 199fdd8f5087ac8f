/** Which reader understands a delivery from this source, and with which mapping? */
import type { PinnedPolicy } from '../../../workflows/contract';
import type { Source } from '../../access/gate';
import { readAlertmanager, readGrafana } from './alertmanager';
import { readDatadog } from './datadog';
import { readGeneric } from './generic';
import { readPagerDuty } from './pagerduty';
import { type WebhookDelivery, NoAlert } from './delivery';

/** How each source is read. `mapping` is for the generic one only. */
export interface Reading {
  body: unknown;
  acceptedAt: number;
  policies: readonly PinnedPolicy[];
  mapping?: string;
}

/** Turns what a source delivered into our words. Throws `NoAlert` for what can't be read as a delivery of this source. */
export function read(source: Source, { body, acceptedAt, policies, mapping = 'default' }: Reading): WebhookDelivery {
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
      return readGeneric(mappingOf(policies, mapping), body, acceptedAt);
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
