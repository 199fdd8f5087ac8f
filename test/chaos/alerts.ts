import { randomUUID } from 'node:crypto';
import { addressOf } from '../../client/address';

/** What Alertmanager would send of one group, as the body of its webhook. */
export interface Group {
  readonly address: string;
  /** A round is one outage: what fires again after it was clear has another start. */
  firing(round?: number): object;
  clear(round?: number): object;
}

/** A group of alerts that nobody has heard of yet. */
export function alertGroup(severity = 'P1', groupKey = `{}:{chaos="${randomUUID()}"}`): Group {
  const labels = { alertname: 'ReleaseManagerDown', service: 'release-manager', severity };
  const body = (status: 'firing' | 'resolved', round: number): object => ({
    version: '4',
    groupKey,
    status,
    receiver: 'muster',
    groupLabels: { service: 'release-manager' },
    commonLabels: labels,
    commonAnnotations: {},
    alerts: [
      {
        status,
        labels,
        annotations: { summary: 'Release Manager API degraded' },
        startsAt: new Date(Date.UTC(2026, 0, 1, 0, round)).toISOString(),
        endsAt: '0001-01-01T00:00:00Z',
        fingerprint: 'f1',
      },
    ],
  });
  return {
    address: addressOf('release-manager', groupKey),
    firing: (round = 1) => body('firing', round),
    clear: (round = 1) => body('resolved', round),
  };
}
