/** Is an alert a Watchdog that a policy wants to hear, and what is remembered of it? */
import type { PinnedPolicy } from '../../workflows/contract';
import { addressOf } from './address';
import type { ArrivedAlert } from './api';

type Service = PinnedPolicy['policy']['services'][number];

/** A service whose policy waits for this alert. */
export interface Listening {
  pinned: PinnedPolicy;
  service: Service;
  watchdog: NonNullable<Service['watchdog']>;
}

/** The services that listen to this alert: one Watchdog may speak for several. */
export const watchesOn = (policies: readonly PinnedPolicy[], { labels, title }: ArrivedAlert): Listening[] =>
  policies.flatMap((pinned) =>
    pinned.policy.services.flatMap((service) => {
      const { watchdog } = service;
      const isMeant =
        watchdog?.alert === (labels['alertname'] ?? title) &&
        Object.entries(watchdog.labels).every(([name, value]) => labels[name] === value);
      return isMeant ? [{ pinned, service, watchdog }] : [];
    }),
  );

/**
 * That a Watchdog was heard, as an alert about its silence. It lives at an address of its own, where it waits in Temporal: if it is not
 * heard again in time, it opens an incident there, also if nothing of monitoring is left that could say so.
 */
export function heardWatchdog(
  { pinned, service, watchdog }: Listening,
  { source }: ArrivedAlert,
  identity: string,
  acceptedAt: number,
) {
  const { name, title } = service;
  const groupKey = JSON.stringify([['watchdog', identity]]);
  const label = pinned.policy.classification.explicit.labels[0] ?? 'severity';
  const alert = {
    ...{ source, fingerprint: identity, firing: true, startsAt: acceptedAt, annotations: {} },
    title: `${watchdog.alert} has fallen silent`,
    description: `Nothing was heard of ${watchdog.alert}: alerts of ${title} may not arrive. Check the monitoring system and its way to Muster.`,
    labels: { [label]: watchdog.severity, alertname: watchdog.alert },
    silence: { at: acceptedAt + watchdog.silentFor, policy: pinned.hash },
  };
  const group = { groupKey, service: name, serviceTitle: title, serviceUnknown: false, alerts: [alert], acceptedAt };
  return { address: addressOf(name, groupKey), pinned, group };
}
