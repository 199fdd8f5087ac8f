import type { Policy } from '../policy/schema';
import type { AlertGroup, Declaration } from './alert';
import { classifyGroup, isWorse } from './classify';
import { firingCount, isOpen, type Incident, type Instant } from './incident';
import { inertLine } from './inert';
import { relapsed, severityChanged } from './changing';
import { noted } from './timeline';

/** How many alerts one incident keeps apart by fingerprint; more are counted with the last one. */
const MOST_ALERTS = 200;

export const describeDeclaration = (declaration: Declaration, severity: string): string =>
  `Declared as ${severity} by ${inertLine(declaration.byName)}: ${inertLine(declaration.title)}`;

/** Takes in what a monitoring system says: who fires, who is quiet again, and whether that changes anything. */
export function alertsArrived(policy: Policy, incident: Incident, group: AlertGroup, at: Instant): Incident {
  const wasFiring = firingCount(incident);
  let next = incident;
  for (const alert of group.alerts) next = alertArrived(next, alert, at);
  if (!isOpen(next)) return next;

  const known = classifyGroup(policy, group.alerts, group.service);
  if (!known.unclassified && isWorse(known.severity, next.severity))
    next = severityChanged(policy, next, known.severity, at, { by: 'alert', because: known.reasons.join('; ') });

  const isFiring = firingCount(next);
  if (wasFiring > 0 && isFiring === 0) {
    next = noted(next, at, { kind: 'all-clear', text: 'All alerts are clear' });
    return { ...next, counts: { ...next.counts, clears: next.counts.clears + 1 } };
  }
  if (next.status === 'monitoring' && isFiring > wasFiring) return relapsed(next, at, 'an alert fires again');
  return next;
}

function alertArrived(incident: Incident, alert: AlertGroup['alerts'][number], at: Instant): Incident {
  const before = incident.alerts[alert.fingerprint];
  if (before?.firing === alert.firing) return incident;
  const title = inertLine(alert.title);
  const isNew = before === undefined;
  if (isNew && Object.keys(incident.alerts).length >= MOST_ALERTS) return incident;
  const alerts = { ...incident.alerts, [alert.fingerprint]: { title, firing: alert.firing, at } };
  const text = `${alert.source}: ${title} ${alert.firing ? (isNew ? 'fires' : 'fires again') : 'is clear'}`;
  return noted({ ...incident, alerts }, at, { kind: alert.firing ? 'alert-firing' : 'alert-clear', text });
}
