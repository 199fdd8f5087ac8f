import type { Policy } from '../policy/schema';
import type { Alert, AlertGroup, Declaration } from './alert';
import { classify, classifyGroup, isWorse } from './classify';
import { firingCount, isOpen, type Incident, type Instant } from './incident';
import { inertLine } from './inert';
import { relapsed, severityChanged } from './changing';
import { noted } from './timeline';

/** How many alerts one incident tells of in its story; of those beyond it only remembers which of them fire. */
const MOST_TOLD = 200;
/** How many it remembers at all. Beyond them a storm says nothing new; the first one that is left out is noted. */
const MOST_REMEMBERED = 2_000;

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
  const known = Object.keys(incident.alerts).length;
  if (isNew && known >= MOST_REMEMBERED) return stormNoted(incident, at);
  const { severity } = classify(policy, alert, service);
  if (isNew && known >= MOST_TOLD)
    return {
      ...incident,
      alerts: { ...incident.alerts, [alert.fingerprint]: { title: '', severity, firing: alert.firing, at } },
    };
  const alerts = { ...incident.alerts, [alert.fingerprint]: { title, severity, firing: alert.firing, at } };
  const says = before?.firing === alert.firing ? `says ${severity} now` : isNew ? 'fires' : 'fires again';
  const text = `${alert.source}: ${title} ${alert.firing ? says : 'is clear'}`;
  return noted({ ...incident, alerts }, at, { kind: alert.firing ? 'alert-firing' : 'alert-clear', text });
}

/** Once: from here on alerts with new fingerprints are not told apart any more. */
const stormNoted = (incident: Incident, at: Instant): Incident =>
  incident.timeline.some(({ kind }) => kind === 'storm')
    ? incident
    : noted(incident, at, {
        kind: 'storm',
        text: `More than ${MOST_REMEMBERED} different alerts; further ones are not remembered`,
      });
