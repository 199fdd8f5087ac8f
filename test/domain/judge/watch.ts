/** Is "stable" said only of what was seen to be stable, and are keys and clocks sound? */
import type { Policy, Severity } from '../../../policy/schema';
import { entriesOf, stateBefore, stretchesOf } from './course';
import { clock, type Log, type Moment, type Violation } from './log';
import { rulesOf } from '../../../domain/severity/scale';

const probesOf = (policy: Policy): string[] => policy.checklists.immediate.items.flatMap(({ probe }) => probe ?? []);

/** Rulings 12 and 39: stable needs a good reading of each probe that was read, and some reading at all. */
export function stableNeedsGoodReadings(log: Log, policy: Policy): Violation[] {
  return entriesOf(log, 'stable').flatMap(({ at }) => {
    const readings = entriesOf(log, 'reading').filter((one) => one.at <= at);
    const last = Object.assign({}, ...readings.map((one) => one.readings)) as Record<string, boolean>;
    const known = probesOf(policy).filter((probe) => probe in last);
    const bad = known.filter((probe) => last[probe] === false);
    if (bad.length === 0 && known.length > 0) return [];
    const what = known.length === 0 ? 'stable, and no probe was ever read' : `stable, while ${bad.join()} fails`;
    return [{ rule: 'stableNeedsGoodReadings', at, what }];
  });
}

/** Ruling 39: a watch with a probe that could not be read does not end as stable. */
export function unreadProbeIsNotVerified(log: Log, policy: Policy): Violation[] {
  const probes = probesOf(policy);
  return entriesOf(log, 'stable').flatMap(({ at }) => {
    const read = new Set(entriesOf(log, 'reading').flatMap((one) => (one.at <= at ? Object.keys(one.readings) : [])));
    const unread = probes.filter((probe) => !read.has(probe));
    return unread.length === 0
      ? []
      : [{ rule: 'unreadProbeIsNotVerified', at, what: `stable, although ${unread.join()} was never read` }];
  });
}

const severitiesUpTo = (log: Log, at: Moment): Severity[] =>
  log.entries.flatMap((one) =>
    one.at > at ? [] : one.is === 'opened' ? [one.severity] : one.is === 'severity' ? [one.to] : [],
  );

/** Rulings 12 and 39: the watch lasts as long as the policy says, from monitoring on, in a severity that asks for one. */
export function watchLastsItsTime(log: Log, policy: Policy): Violation[] {
  return entriesOf(log, 'stable').flatMap((stable) => {
    const { severity } = stateBefore(log, log.entries.indexOf(stable));
    const rule = rulesOf(policy, severity).stability;
    let since = stable.at;
    for (const { from, status, severity: then } of stretchesOf(log)
      .filter((one) => one.from < stable.at)
      .reverse()) {
      // The watch follows the worst severity so far.
      const worst = [then, ...severitiesUpTo(log, from)].some((one) => rulesOf(policy, one).stability !== null);
      if (status !== 'monitoring' || !worst) break;
      since = from;
    }
    if (rule === null || stable.at - since >= rule.watchFor) return [];
    const what = `stable after ${clock(stable.at - since)}, watched since ${clock(since)}`;
    return [{ rule: 'watchLastsItsTime', at: stable.at, what }];
  });
}

/** Every effect has a key, and succeeds once under it. */
export function noKeyTwice(log: Log): Violation[] {
  const seen = new Map<string, Moment>();
  return log.entries.flatMap((entry) => {
    if (!('key' in entry) || !entry.through) return [];
    const before = seen.get(entry.key);
    seen.set(entry.key, entry.at);
    return before === undefined
      ? []
      : [{ rule: 'noKeyTwice', at: entry.at, what: `${entry.key} went out before, at ${clock(before)}` }];
  });
}

/** The plan looks ahead only, and comes to rest. */
export function thePlanIsSound(log: Log): Violation[] {
  return entriesOf(log, 'fault').map(({ at, what }) => ({ rule: 'thePlanIsSound', at, what }));
}
