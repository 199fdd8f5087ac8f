/** Which alerts of a delivery belong to the same incident, and what is its address? */
import type { Alert, AlertGroup } from '../../domain/state/alert';
import type { PinnedPolicy } from '../../workflows/contract';
import { addressOf } from './address';
import type { Arrived, ArrivedAlert } from './api';
import { maintenanceOf } from './maintenance';
import { type Responsibility, responsibleFor } from './policies';
import { createHash } from 'node:crypto';
import { defined } from '../../domain/state/fields';

/** The alerts of one delivery that belong to one incident, and where that incident lives. */
export interface Correlated {
  address: string;
  pinned: PinnedPolicy;
  group: AlertGroup;
}

/**
 * Puts the alerts of one delivery together by what the policy of their service groups by (`correlation.groupBy`; by
 * default the service), whatever the source grouped by: two rules that fire for one outage are one incident.
 */
export function correlate(policies: readonly PinnedPolicy[], { alerts, acceptedAt }: Arrived): Correlated[] {
  const groups = new Map<string, Correlated>();
  for (const { service: named, ...alert } of alerts) {
    const responsible = responsibleFor(policies, named);
    const { pinned, service, title, unknown } = responsible;
    const { address, groupKey } = placeOfAlert(responsible, alert.labels);
    const maintenance = maintenanceOf(pinned.policy, service, alert.labels, acceptedAt);
    const marked: Alert = {
      ...alert,
      fingerprint: shortFingerprint(alert.fingerprint),
      ...defined({ maintenance }),
    };
    const begun = groups.get(address);
    if (begun !== undefined) begun.group.alerts.push(marked);
    else
      groups.set(address, {
        address,
        pinned,
        group: { groupKey, service, serviceTitle: title, serviceUnknown: unknown, alerts: [marked], acceptedAt },
      });
  }
  return [...groups.values()];
}

/** Where the incident of an alert lives. */
export function placeOfAlert(
  { pinned, service }: Responsibility,
  labels: ArrivedAlert['labels'],
): { address: string; groupKey: string } {
  const { groupBy } = pinned.policy.correlation;
  const parts = groupBy.map((name) => [name, name === 'service' ? service : (labels[name] ?? '')]);
  const groupKey = JSON.stringify(parts);
  return { groupKey, address: addressOf(service, groupKey) };
}

const LONGEST_FINGERPRINT = 64;

/** A fingerprint is the key under which an incident knows an alert; one that a source made long is hashed. */
export const shortFingerprint = (fingerprint: string): string =>
  fingerprint.length <= LONGEST_FINGERPRINT ? fingerprint : createHash('sha256').update(fingerprint).digest('hex');
