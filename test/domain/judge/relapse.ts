/** Is a problem that returns seen at once, and is somebody called for it? */
import type { Policy } from '../../../policy/schema';
import { MINUTE } from '../../support/times';
import {
  entriesOf,
  holdersAt,
  isCalm,
  isFought,
  isWorse,
  leadAt,
  pages,
  rank,
  ringsOf,
  stateBefore,
  stretchesOf,
} from './course';
import { clock, type EntryOf, type Log, type Moment, type Violation } from './log';

const SLACK = MINUTE;

/** Relapses that nobody set: the status went back from monitoring by itself. */
const relapses = (log: Log): EntryOf<'status'>[] =>
  entriesOf(log, 'status').filter(({ from, to, by }) => from === 'monitoring' && isFought(to) && by === undefined);

/** Until when a relapse is fought in the same severity without anybody acting. */
function quietUntil(log: Log, at: Moment): Moment {
  const stretch = stretchesOf(log).find(({ from, to }) => from <= at && at < to);
  const act = entriesOf(log, 'act').find((one) => one.at >= at);
  return Math.min(stretch?.from === at ? stretch.to : at, act?.at ?? Infinity, log.until);
}

/** Ruling 27: a relapse rings the lead until somebody answers. */
export function relapseRingsTheLead(log: Log, policy: Policy): Violation[] {
  return relapses(log).flatMap(({ at }) => {
    const { severity } = stateBefore(log, log.entries.findLastIndex((one) => one.at <= at) + 1);
    const every = policy.severities[severity].contact.repeatEvery;
    const lead = leadAt(log, at);
    if (!pages(policy, severity) || every === null || lead === undefined) return [];
    const end = quietUntil(log, at);
    const rings = ringsOf(log, lead).map((ring) => ring.at);
    let due = at;
    while (due + SLACK < end && isCalm(log, policy, at, due + SLACK)) {
      const asked = due;
      const ring = rings.findLast((one) => one >= Math.max(at, asked - SLACK) && one <= asked + SLACK);
      if (ring === undefined)
        return [
          {
            rule: 'relapseRingsTheLead',
            at: due,
            what: `relapse at ${clock(at)}, nobody has answered it, and the lead ${lead} is not rung`,
          },
        ];
      due = Math.max(ring, due - SLACK + 1) + every;
    }
    return [];
  });
}

/** Ruling 27: from the response deadline on a relapse that nobody answered rings the first column. */
export function unansweredRelapseRingsTheFirstColumn(log: Log, policy: Policy): Violation[] {
  return relapses(log).flatMap(({ at }) => {
    const { severity } = stateBefore(log, log.entries.findLastIndex((one) => one.at <= at) + 1);
    const { response, escalation } = policy.severities[severity];
    if (!pages(policy, severity) || response.within === null) return [];
    const due = at + response.within;
    if (due + SLACK >= quietUntil(log, at) || !isCalm(log, policy, at, due + SLACK)) return [];
    if (entriesOf(log, 'directory').some((one) => one.at >= at && one.at <= due + SLACK)) return [];
    const people = new Set((escalation[0]?.roles ?? []).flatMap((role) => holdersAt(log, role, due)));
    return [...people].flatMap((person) =>
      ringsOf(log, person).some((ring) => ring.at >= due - SLACK && ring.at <= due + SLACK)
        ? []
        : [
            {
              rule: 'unansweredRelapseRingsTheFirstColumn',
              at: due,
              what: `relapse at ${clock(at)}, nobody has answered it, and ${person} is not rung at the response deadline`,
            },
          ],
    );
  });
}

/** Rulings 12 and 39: in monitoring, a probe that turns from good to failed is a relapse at once. */
export function failingProbeIsARelapse(log: Log): Violation[] {
  const last = new Map<string, boolean>();
  let since = -1;
  return log.entries.flatMap((entry, n) => {
    if (entry.is === 'status' && entry.to === 'monitoring') since = n;
    if (entry.is !== 'reading') return [];
    const turned = Object.entries(entry.readings).filter(([probe, passed]) => !passed && last.get(probe) === true);
    for (const [probe, passed] of Object.entries(entry.readings)) last.set(probe, passed);
    if (turned.length === 0 || stateBefore(log, n).status !== 'monitoring' || since < 0) return [];
    // P3's log watch tells the lead, it watches no fix.
    if (rank(stateBefore(log, n).severity) > 2) return [];
    if (stateBefore(log, nextInstant(log, n)).status !== 'monitoring') return [];
    return [
      {
        rule: 'failingProbeIsARelapse',
        at: entry.at,
        what: `${turned.map(([probe]) => probe).join()} turned to failed in monitoring, and nothing follows`,
      },
    ];
  });
}

/** The first entry of a later instant. */
function nextInstant(log: Log, n: number): number {
  const at = log.entries[n]?.at ?? 0;
  const next = log.entries.findIndex((entry) => entry.at > at);
  return next === -1 ? log.entries.length : next;
}

/** Rulings 12 and 39: what failed already when monitoring began has ten minutes to recover, then it is a relapse. */
export function failingFromTheStartIsARelapse(log: Log, policy: Policy): Violation[] {
  const grace = 10 * MINUTE;
  return stretchesOf(log).flatMap(({ from, to, status, severity }) => {
    const due = from + grace;
    const isFirst = entriesOf(log, 'status').some((one) => one.at === from && one.to === 'monitoring');
    if (status !== 'monitoring' || !isFirst || rank(severity) > 2 || due + SLACK >= Math.min(to, log.until)) return [];
    if (!isCalm(log, policy, from, due + SLACK)) return [];
    const read = entriesOf(log, 'reading').filter(({ at }) => at <= due);
    const probes = new Set(read.flatMap(({ readings }) => Object.keys(readings)));
    const failing = [...probes].filter((probe) => {
      const of = read.filter(({ readings }) => probe in readings);
      const atStart = of.findLast(({ at }) => at <= from) ?? of[0];
      const later = of.filter(({ at }) => at > from && at <= due);
      return atStart?.readings[probe] === false && later.every(({ readings }) => readings[probe] === false);
    });
    if (failing.length === 0) return [];
    return [
      {
        rule: 'failingFromTheStartIsARelapse',
        at: due,
        what: `${failing.join()} failed when monitoring began at ${clock(from)}, and still fails: the status stays monitoring`,
      },
    ];
  });
}

/** Rulings 12 and 25: an alert that fires in monitoring is a relapse at once, unless it is a lesser one. */
export function firingAlertIsARelapse(log: Log, policy: Policy): Violation[] {
  return entriesOf(log, 'alert').flatMap((alert) => {
    const n = log.entries.indexOf(alert);
    const before = stateBefore(log, n);
    if (!alert.firing || alert.severity === undefined || before.status !== 'monitoring') return [];
    if (!pages(policy, before.severity) || !pages(policy, alert.severity) || !isNews(log, n)) return [];
    const after = stateBefore(log, nextInstant(log, n));
    if (after.status !== 'monitoring') return [];
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
    if (causes.length === 0 || isElse || !pages(policy, severity)) return [];
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
  const before = log.entries.slice(0, n).filter((one) => one.is === 'alert' && one.name === entry.name);
  const last = before.at(-1);
  const wasFiring = last === undefined ? entry.name === 'first' : last.is === 'alert' && last.firing;
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
    const lowered = log.entries.some((one) => one.at === alert.at && one.is === 'act' && one.deed.do === 'severity');
    if (!isWorse(alert.severity, after.severity) || lowered) return [];
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
    const says = alerts.some((entry) => entry.is === 'alert' && entry.firing && entry.severity !== undefined);
    return says
      ? []
      : [{ rule: 'unclassifiedAlertNeverRaises', at, what: `${from} became ${to} by an alert that says no severity` }];
  });
}
