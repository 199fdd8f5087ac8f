/** Does each alert do to the incident what it should, and no more? */
import type { Policy } from '../../../policy/schema';
import { MINUTE } from '../../support/times';
import { entriesOf, isSetByHand, isWorse, nextInstant, pages, relapses, stateBefore } from './course';
import type { Log, Violation } from './log';
import { rulesOf } from '../../../domain/severity/scale';

/** Rulings 12 and 25: an alert that fires in monitoring is a relapse at once, unless it is a lesser one. */
export function firingAlertIsARelapse(log: Log, policy: Policy): Violation[] {
  return entriesOf(log, 'alert').flatMap((alert) => {
    const n = log.entries.indexOf(alert);
    const before = stateBefore(log, n);
    if (!alert.firing || alert.severity === undefined || before.status !== 'monitoring') return [];
    if (!pages(policy, before.severity) || !pages(policy, alert.severity) || !isNews(log, n)) return [];
    const after = stateBefore(log, nextInstant(log, n));
    if (after.status !== 'monitoring' || isSetByHand(log, alert.at)) return [];
    return [
      {
        rule: 'firingAlertIsARelapse',
        at: alert.at,
        what: `"${alert.name}" fires as ${alert.severity} in monitoring, and nothing follows`,
      },
    ];
  });
}

/** Ruling 25: an alert whose severity does not page is no relapse of an incident that pages. */
export function lesserAlertIsNoRelapse(log: Log, policy: Policy): Violation[] {
  return relapses(log).flatMap((relapse) => {
    const here = log.entries.filter((entry) => entry.at === relapse.at);
    const causes = here.filter((entry) => entry.is === 'alert' && entry.firing);
    const isElse = here.some(
      (entry) =>
        entry.is === 'reading' || entry.is === 'rollback-seen' || entry.is === 'joined-by' || entry.is === 'down',
    );
    const { severity } = stateBefore(log, log.entries.indexOf(relapse));
    // The end of the watch, or of the time to recover, may fall into this instant.
    const since = entriesOf(log, 'status').findLast((one) => one.to === 'monitoring' && one.at <= relapse.at)?.at ?? 0;
    const ends = [10 * MINUTE, rulesOf(policy, severity).stability?.watchFor];
    if (causes.length === 0 || isElse || !pages(policy, severity) || ends.includes(relapse.at - since)) return [];
    const isLesser = causes.every(
      (entry) => entry.is === 'alert' && entry.severity !== undefined && !pages(policy, entry.severity),
    );
    return isLesser
      ? [
          {
            rule: 'lesserAlertIsNoRelapse',
            at: relapse.at,
            what: `an alert that does not page makes a ${severity} fall back`,
          },
        ]
      : [];
  });
}

/** Whether the alert was not firing before this report; flapping ones aside. */
function isNews(log: Log, n: number): boolean {
  const entry = log.entries[n];
  if (entry?.is !== 'alert') return false;
  const reports = entriesOf(log, 'alert').filter((one) => one.name === entry.name);
  // Two reports of one alert in one instant have no order.
  if (reports.some((one) => one !== entry && one.at === entry.at)) return false;
  const before = reports.filter((one) => one.at < entry.at);
  const last = before.at(-1);
  const wasFiring = last === undefined ? entry.name === 'first' : last.firing;
  return !wasFiring && before.length < 3;
}

/** Ruling 23: a classified alert that is worse raises the incident, whatever stands beside it in its delivery. */
export function worseAlertRaises(log: Log): Violation[] {
  return entriesOf(log, 'alert').flatMap((alert) => {
    const n = log.entries.indexOf(alert);
    const before = stateBefore(log, n);
    if (!alert.firing || alert.severity === undefined || !isNews(log, n)) return [];
    if (before.status === 'resolved' || before.status === 'cancelled' || before.status === 'merged') return [];
    if (!isWorse(alert.severity, before.severity)) return [];
    const after = stateBefore(log, nextInstant(log, n));
    if (!isWorse(alert.severity, after.severity) || isSetByHand(log, alert.at)) return [];
    return [
      {
        rule: 'worseAlertRaises',
        at: alert.at,
        what: `"${alert.name}" fires as ${alert.severity}, and the incident stays ${after.severity}`,
      },
    ];
  });
}

/** Ruling 23: an alert that says no severity never raises. */
export function unclassifiedAlertNeverRaises(log: Log): Violation[] {
  return entriesOf(log, 'severity').flatMap(({ at, from, to, by }) => {
    const here = log.entries.filter((entry) => entry.at === at);
    const alerts = here.filter((entry) => entry.is === 'alert');
    const isElse = here.some((entry) => entry.is === 'joined-by' || entry.is === 'down');
    if (by !== undefined || !isWorse(to, from) || alerts.length === 0 || isElse) return [];
    const says = alerts.some(({ firing, severity }) => firing && severity !== undefined);
    return says
      ? []
      : [{ rule: 'unclassifiedAlertNeverRaises', at, what: `${from} became ${to} by an alert that says no severity` }];
  });
}
