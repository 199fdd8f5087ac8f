import type { Policy } from '../policy/schema';
import type { Alert, AlertGroup, Declaration } from './alert';
import { classify, classifyGroup, isWorse } from './classify';
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
  const news = group.alerts.filter((alert) => isNews(policy, incident, alert, group.service));
  let next = incident;
  for (const alert of group.alerts) next = alertArrived(policy, next, alert, group.service, at);
  if (!isOpen(next)) return next;

  const known = classifyGroup(policy, news, group.service);
  if (!known.unclassified && isWorse(known.severity, next.severity))
    next = severityChanged(policy, next, known.severity, at, { by: 'alert', because: known.reasons.join('; ') });

  if (firingCount(incident) > 0 && firingCount(next) === 0) {
    next = noted(next, at, { kind: 'all-clear', text: 'All alerts are clear' });
    return { ...next, counts: { ...next.counts, clears: next.counts.clears + 1 } };
  }
  const fires = Object.entries(next.alerts).some(([id, { firing }]) => firing && incident.alerts[id]?.firing !== true);
  if (next.status === 'monitoring' && fires) return relapsed(policy, next, at, 'an alert fires again');
  return next;
}

/** A repeated delivery says nothing new: it can't undo the severity that a person has set since. */
function isNews(policy: Policy, incident: Incident, alert: Alert, service: string): boolean {
  const before = incident.alerts[alert.fingerprint];
  return before?.firing !== alert.firing || before.severity !== classify(policy, alert, service).severity;
}

function alertArrived(policy: Policy, incident: Incident, alert: Alert, service: string, at: Instant): Incident {
  if (!isNews(policy, incident, alert, service)) return incident;
  const before = incident.alerts[alert.fingerprint];
  const title = inertLine(alert.title);
  const isNew = before === undefined;
  if (isNew && Object.keys(incident.alerts).length >= MOST_ALERTS) return incident;
  const { severity } = classify(policy, alert, service);
  const alerts = { ...incident.alerts, [alert.fingerprint]: { title, severity, firing: alert.firing, at } };
  const says = before?.firing === alert.firing ? `says ${severity} now` : isNew ? 'fires' : 'fires again';
  const text = `${alert.source}: ${title} ${alert.firing ? says : 'is clear'}`;
  return noted({ ...incident, alerts }, at, { kind: alert.firing ? 'alert-firing' : 'alert-clear', text });
}
