/**
 * What changes when alerts fire, clear or flap? This room takes in reports of monitoring systems; it may raise a severity and
 * end a quiet stability watch, but never lowers a severity that a person set.
 */
import type { Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import { severityChanged } from '../severity/evolve';
import { relapsed } from '../status/evolve';
import type { Alert, AlertGroup, Declaration } from '../state/alert';
import type { AgendaEntry } from '../state/effects';
import { type AlertState, firingCount, type Incident, isOpen, knownAlert } from '../state/incident';
import { effectKey } from '../state/keys';
import type { Instant } from '../state/vocabulary';
import { spokenDuration } from '../text/format';
import { inertLine } from '../text/inert';
import { classifyGroup, isWorse } from '../severity/classify';
import { hear } from './report';
import { lateCounted, reportsCounted, unremembered, untold } from './storm';

export const describeDeclaration = (declaration: Declaration, severity: string): string =>
  `Declared as ${severity} by ${inertLine(declaration.byName)}: ${inertLine(declaration.title)}`;

/** Takes in what a monitoring system sent: what is firing, what cleared, and whether that changes anything. */
export function alertsArrived(policy: Policy, incident: Incident, group: AlertGroup, at: Instant): Incident {
  let next = reportsCounted(incident, group.alerts.length);
  const news: Alert[] = [];
  for (const alert of group.alerts) {
    const before = knownAlert(next, alert.fingerprint);
    next = alertArrived(policy, next, alert, group.service, at);
    const after = knownAlert(next, alert.fingerprint);
    if (alert.firing && isNews(before, after)) news.push(alert);
  }
  if (!isOpen(next)) return next;

  const known = classifyGroup(policy, news, group.service);
  if (!known.unclassified && isWorse(known.severity, next.severity))
    next = severityChanged(policy, next, known.severity, at, { by: 'alert', because: known.reasons.join('; ') });
  return drawConsequences(policy, incident, next, at);
}

/** A repeated report can't undo a severity that a person set since. An alert beyond the storm's limit is always news. */
const isNews = (before: AlertState | undefined, after: AlertState | undefined): boolean =>
  after === undefined || (after.firing && (before?.firing !== true || before.severity !== after.severity));

/** The lead is told when all alerts have cleared. An alert that fires during the stability watch is a relapse. */
function drawConsequences(policy: Policy, before: Incident, after: Incident, at: Instant): Incident {
  if (firingCount(before) > 0 && firingCount(after) === 0) {
    const next = noted(after, at, { kind: 'all-clear', text: 'All alerts have cleared' });
    return { ...next, counts: { ...next.counts, clears: next.counts.clears + 1 } };
  }
  const fires = Object.entries(after.alerts).some(
    ([id, { firing }]) => firing && knownAlert(before, id)?.firing !== true,
  );
  return after.status === 'monitoring' && fires ? relapsed(policy, after, at, 'an alert is firing again') : after;
}

function alertArrived(policy: Policy, incident: Incident, alert: Alert, service: string, at: Instant): Incident {
  const { tellAtMost, rememberAtMost } = policy.correlation.storm;
  const known = knownAlert(incident, alert.fingerprint);
  const count = known === undefined ? Object.keys(incident.alerts).length : 0;
  if (count >= rememberAtMost) return unremembered(policy, incident, alert.title, at);
  const heard = hear(policy, known, alert, service, at);
  if (heard.of === 'nothing-new') return incident;
  if (heard.of === 'late') return lateCounted(incident);
  if (count >= tellAtMost)
    return untold(policy, withAlert(incident, alert.fingerprint, { ...heard.state, title: '' }), alert.title, at);
  const next = withAlert(incident, alert.fingerprint, heard.state);
  const title = inertLine(alert.title);
  if (heard.flaps) {
    const { changes, within, quietFor } = policy.correlation.flapping;
    return noted(next, at, {
      kind: 'flapping',
      text: `${alert.source}: ${title} is flapping (${changes} changes in ${spokenDuration(within)}); it counts as firing until it has been quiet for ${spokenDuration(quietFor)}`,
    });
  }
  if (heard.quietly) return next;
  return noted(next, at, {
    kind: heard.state.held !== undefined ? 'maintenance' : alert.firing ? 'alert-firing' : 'alert-clear',
    text: `${alert.source}: ${title} ${heard.says}`,
  });
}

const withAlert = (incident: Incident, fingerprint: string, state: AlertState): Incident => ({
  ...incident,
  alerts: { ...incident.alerts, [fingerprint]: state },
});

/** What the clock alone decides about alerts: one has been quiet long enough, or a maintenance window has ended. */
export function planAlerts(incident: Incident): AgendaEntry[] {
  return Object.entries(incident.alerts).flatMap(([alert, { quietAt, held }]): AgendaEntry[] => {
    if (quietAt !== undefined)
      return [{ at: quietAt, effect: { do: 'find-quiet', key: effectKey('quiet', { alert, at: quietAt }), alert } }];
    if (held === undefined) return [];
    const { untilAt } = held;
    return [
      { at: untilAt, effect: { do: 'end-maintenance', key: effectKey('maintenance', { alert, at: untilAt }), alert } },
    ];
  });
}

/** An alert that was flapping has been quiet long enough: it has cleared. */
export function quietFound(policy: Policy, incident: Incident, alert: string, at: Instant): Incident {
  const known = knownAlert(incident, alert);
  if (known?.quietAt === undefined) return incident;
  const { quietAt: _quietAt, flapping: _flapping, changes: _changes, ...state } = known;
  const text = `${titleOf(known)} has cleared: it was quiet for ${spokenDuration(policy.correlation.flapping.quietFor)}`;
  const next = noted(withAlert(incident, alert, { ...state, firing: false }), at, { kind: 'alert-clear', text });
  return drawConsequences(policy, incident, next, at);
}

/** The maintenance window has ended, and one of its alerts is still firing: now it counts. */
export function maintenanceEnded(policy: Policy, incident: Incident, alert: string, at: Instant): Incident {
  const known = knownAlert(incident, alert);
  if (known?.held === undefined) return incident;
  const { held, ...state } = known;
  const because = `${titleOf(known)} is still firing at the end of the maintenance window (${inertLine(held.window)})`;
  const counted = withAlert(incident, alert, { ...state, firing: true, at });
  const next = noted(counted, at, { kind: 'alert-firing', text: because });
  const raised = isWorse(known.severity, next.severity)
    ? severityChanged(policy, next, known.severity, at, { by: 'alert', because })
    : next;
  return drawConsequences(policy, incident, raised, at);
}

const titleOf = ({ title }: AlertState): string => (title === '' ? 'One of many alerts' : title);
