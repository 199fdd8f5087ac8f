/** What does Alertmanager send in a test, and how does it reach a workflow? */
import { readAlertmanager } from '../../client/http/intake/alertmanager';
import { addressOf } from '../../client/incidents/address';
import type { Arrived } from '../../client/incidents/api';
import type { AlertGroup } from '../../domain/state/alert';
import { randomUUID } from 'node:crypto';

/** What a body of Alertmanager's webhook brings. */
export const arrivedFrom = (body: unknown): Arrived => ({
  alerts: readAlertmanager(body).alerts,
  acceptedAt: Date.now(),
});

/** The same as a workflow takes it. */
export const groupFrom = (body: unknown): AlertGroup => ({
  groupKey: 'group',
  service: 'release-manager',
  serviceTitle: 'Release Manager',
  serviceUnknown: false,
  alerts: readAlertmanager(body).alerts.map(({ service: _service, ...alert }) => alert),
});

/** By what the policy of these tests tells outages apart, so that there can be several at once. */
export const GROUP_BY = ['service', 'outage'];

/** What Alertmanager would send of one group, as the body of its webhook. */
export interface Group {
  readonly address: string;
  /** A round is one outage: what fires again after it was clear has another start. */
  firing(round?: number, fingerprint?: string): object;
  clear(round?: number): object;
}

/** A new group of alerts. */
export function alertGroup(
  severity = 'P1',
  outage: string = randomUUID(),
  summary = 'Release Manager API degraded',
): Group {
  const service = 'release-manager';
  const labels = { alertname: 'ReleaseManagerDown', service, outage, severity };
  const body = (status: 'firing' | 'resolved', round: number, fingerprint: string): object => ({
    version: '4',
    groupKey: `{}:{outage="${outage}"}`,
    status,
    receiver: 'muster',
    groupLabels: { service: 'release-manager' },
    commonLabels: labels,
    commonAnnotations: {},
    alerts: [
      {
        status,
        labels,
        annotations: { summary },
        startsAt: new Date(Date.UTC(2026, 0, 1, 0, round)).toISOString(),
        endsAt: '0001-01-01T00:00:00Z',
        fingerprint,
      },
    ],
  });
  return {
    address: addressOf(service, JSON.stringify(Object.entries({ service, outage }))),
    firing: (round = 1, fingerprint = 'f1') => body('firing', round, fingerprint),
    clear: (round = 1) => body('resolved', round, 'f1'),
  };
}
