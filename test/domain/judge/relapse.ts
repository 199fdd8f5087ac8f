/** Is a problem that returns seen at once, and is somebody called for it? */
import type { Policy } from '../../../policy/schema';
import { MINUTE } from '../../support/times';
import {
  entriesOf,
  holdersAt,
  isCalm,
  isSetByHand,
  leadAt,
  nextInstant,
  pages,
  rank,
  relapses,
  ringsOf,
  stateBefore,
  stretchesOf,
} from './course';
import { clock, type Log, type Moment, type Violation } from './log';
import { rulesOf } from '../../../domain/severity/scale';

const SLACK = MINUTE;

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
    const every = rulesOf(policy, severity).contact.repeatEvery;
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
    const { response, escalation } = rulesOf(policy, severity);
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
    if (stateBefore(log, nextInstant(log, n)).status !== 'monitoring' || isSetByHand(log, entry.at)) return [];
    return [
      {
        rule: 'failingProbeIsARelapse',
        at: entry.at,
        what: `${turned.map(([probe]) => probe).join()} turned to failed in monitoring, and nothing follows`,
      },
    ];
  });
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
