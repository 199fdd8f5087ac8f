/** Is the rollback decision asked for, missed and carried out as the guide says? */
import type { PersonId } from '../../../domain/state/vocabulary';
import type { Policy, Severity } from '../../../policy/schema';
import { MINUTE } from '../../support/times';
import { entriesOf, holdersAt, isCalm, isFought, isOver, ringsOf, spansOf, stateBefore } from './course';
import { clock, type EntryOf, type Log, type Moment, type Violation } from './log';
import { rulesOf } from '../../../domain/severity/scale';

const SLACK = MINUTE;

/** The moments at which a decision became missed. */
const misses = (log: Log): (EntryOf<'decision'> & { n: number })[] =>
  log.entries.flatMap((entry, n) => {
    if (entry.is !== 'decision' || !entry.missed) return [];
    const before = entriesOf({ ...log, entries: log.entries.slice(0, n) }, 'decision').at(-1);
    return before?.number === entry.number && before.missed ? [] : [{ ...entry, n }];
  });

/** Acts that made a decision. */
const made = (log: Log): EntryOf<'act'>[] =>
  entriesOf(log, 'act').filter(({ deed }) => deed.do === 'decide' && deed.choice !== 'extend');

/** When the incident last fell back from monitoring, before or at that moment; its start if it never did. */
const lastRelapse = (log: Log, at: Moment): Moment =>
  entriesOf(log, 'status').findLast((one) => one.at <= at && one.from === 'monitoring' && isFought(one.to))?.at ?? 0;

/** Ruling 36: decisions have numbers that never start again, and what was made or missed stays so. */
export function decisionNumbersNeverStartAgain(log: Log): Violation[] {
  let highest = 0;
  const known = new Map<number, EntryOf<'decision'>>();
  return entriesOf(log, 'decision').flatMap((entry) => {
    const before = known.get(entry.number);
    known.set(entry.number, entry);
    const isLower = entry.number < highest;
    highest = Math.max(highest, entry.number);
    const isUndone = before?.made !== undefined && entry.made === undefined;
    const isUnmissed = before?.missed === true && !entry.missed && entry.made === undefined;
    if (!isLower && !isUndone && !isUnmissed) return [];
    const was = before?.made === undefined ? (before?.missed === true ? 'missed' : 'open') : `made (${before.made})`;
    return [
      {
        rule: 'decisionNumbersNeverStartAgain',
        at: entry.at,
        what: `decision ${entry.number} is open again; it was ${was}, and the highest is ${highest}`,
      },
    ];
  });
}

/** Ruling 36: a missed decision is not missed again, and none is missed before its time. */
export function decisionsAreMissedOnceAndInTime(log: Log): Violation[] {
  const seen = new Set<number>();
  return misses(log).flatMap(({ number, at, dueAt }) => {
    const isAgain = seen.has(number);
    seen.add(number);
    if (!isAgain && at >= dueAt) return [];
    const what = isAgain
      ? `decision ${number} is missed again`
      : `decision ${number}, due ${clock(dueAt)}, is missed already`;
    return [{ rule: 'decisionsAreMissedOnceAndInTime', at, what }];
  });
}

/** Whom a missed decision pages: the policy's next authority, or the column after its own if that role is vacant (32). */
function nextAuthority(log: Log, policy: Policy, severity: Severity, at: Moment): PersonId[] {
  const { decision, escalation } = rulesOf(policy, severity);
  if (decision === null) return [];
  const holders = holdersAt(log, decision.nextAuthority, at);
  if (holders.length > 0) return holders;
  const own = escalation.findIndex(({ roles }) => roles.includes(decision.nextAuthority));
  return (escalation[own + 1]?.roles ?? []).flatMap((role) => holdersAt(log, role, at));
}

/** Rulings 9, 32 and 36: when a decision is missed, the next authority is rung, until they answer or it is made. */
export function missedDecisionRingsTheNextAuthority(log: Log, policy: Policy): Violation[] {
  return misses(log).flatMap(({ at, number, n }) => {
    const { severity } = stateBefore(log, n);
    const every = rulesOf(policy, severity).contact.repeatEvery ?? Infinity;
    const span = fought(log, policy).find(({ from, to }) => from <= at && at < to);
    // Once the severity is another, its own rules say who is asked.
    if (span?.severity !== severity || entriesOf(log, 'directory').some((one) => one.at >= at - SLACK && one.at > 0))
      return [];
    return nextAuthority(log, policy, severity, at).flatMap((person) => {
      const answer = entriesOf(log, 'act').find(
        (act) => act.at >= at && (act.by === person || act.deed.do === 'decide'),
      );
      const end = Math.min(span.to, answer?.at ?? Infinity, log.until);
      const rings = ringsOf(log, person).map((ring) => ring.at);
      // Whatever rings them in between is a ring for this too.
      let since = at - SLACK;
      for (let due = at; due + SLACK < end && isCalm(log, policy, at, due + SLACK);) {
        const earliest = since;
        const latest = due + SLACK;
        const ring = rings.findLast((one) => one >= earliest && one <= latest);
        if (ring === undefined)
          return [
            {
              rule: 'missedDecisionRingsTheNextAuthority',
              at: due,
              what: `decision ${number} was missed at ${clock(at)}, and ${person} is not rung${due === at ? '' : ' again'}`,
            },
          ];
        since = ring + 1;
        due = ring + every;
      }
      return [];
    });
  });
}

const fought = (log: Log, policy: Policy) =>
  spansOf(log, ({ severity, status }) =>
    isFought(status) && rulesOf(policy, severity).decision !== null ? severity : undefined,
  );

/** Whether somebody set the status then, which may be no relapse. */
const isByHand = (log: Log, at: Moment): boolean =>
  entriesOf(log, 'status').some((one) => one.at === at && one.by !== undefined);

/** Rulings 9 and 36: an open decision gets its brief and its end in the time of the severity, counted from the start, the change or the relapse. */
export function decisionsAreBriefedAndEnd(log: Log, policy: Policy): Violation[] {
  return fought(log, policy).flatMap(({ from, to, severity }) => {
    const rules = rulesOf(policy, severity).decision;
    if (rules === null) return [];
    // What was made or missed before a relapse is decided anew; what was open goes on.
    const relapse = lastRelapse(log, from);
    if (relapse > 0 && isByHand(log, relapse)) return [];
    const ends = relapse === 0 ? [] : [...made(log), ...misses(log)].map(({ at }) => at);
    const settled = Math.max(...ends.filter((at) => at <= relapse));
    const reopenedBy = entriesOf(log, 'status').find(
      (one) => one.at >= settled && one.from === 'monitoring' && isFought(one.to),
    );
    // A change of severity may have opened the next one before the relapse.
    const numberOf = (at: Moment): number | undefined =>
      entriesOf(log, 'decision').findLast((one) => one.at <= at)?.number;
    const next = entriesOf(log, 'decision').find((one) => one.at >= settled && one.number !== numberOf(settled));
    const since = Number.isFinite(settled) ? Math.min(reopenedBy?.at ?? relapse, next?.at ?? Infinity) : 0;
    const isMade = (by: Moment): boolean => made(log).some(({ at }) => at >= since && at <= by);
    const isReopened = entriesOf(log, 'rollback-phase').some(
      ({ at, phase }) => phase === 'failed' && at >= since && at <= to,
    );
    const extended = entriesOf(log, 'act').some(
      ({ deed, at }) => deed.do === 'decide' && deed.choice === 'extend' && at >= since,
    );
    if (isReopened) return [];
    const within = (ms: Moment): boolean =>
      from + ms < Math.min(to, log.until) && isCalm(log, policy, from, from + ms) && !isMade(from + ms);
    const briefed = entriesOf(log, 'post').some(
      ({ message, at }) => message === 'brief' && at >= since && at <= from + rules.briefAfter,
    );
    const ended = misses(log).some(({ at }) => at >= since && at <= from + rules.dueAfter);
    return [
      ...(within(rules.briefAfter) && !briefed
        ? [
            {
              rule: 'decisionsAreBriefedAndEnd',
              at: from + rules.briefAfter,
              what: `${severity} since ${clock(from)}, no decision, and no brief`,
            },
          ]
        : []),
      ...(within(rules.dueAfter) && !ended && !extended
        ? [
            {
              rule: 'decisionsAreBriefedAndEnd',
              at: from + rules.dueAfter,
              what: `${severity} since ${clock(from)}, and no decision was made or missed`,
            },
          ]
        : []),
    ];
  });
}

/** Ruling 36: more time can be asked for before the deadline only. */
export function moreTimeBeforeTheDeadlineOnly(log: Log): Violation[] {
  return log.entries.flatMap((entry, n) => {
    if (entry.is !== 'act' || entry.deed.do !== 'decide' || entry.deed.choice !== 'extend') return [];
    const open = log.entries.slice(0, n).findLast((one) => one.is === 'decision');
    if (open?.is !== 'decision' || entry.at <= open.dueAt) return [];
    return [
      {
        rule: 'moreTimeBeforeTheDeadlineOnly',
        at: entry.at,
        what: `${entry.by} gets more time for decision ${open.number}, which was due ${clock(open.dueAt)}`,
      },
    ];
  });
}

/** Rulings 10 and 36: what people order is really begun. */
export function orderedRollbackBegins(log: Log, policy: Policy): Violation[] {
  return made(log).flatMap((act) => {
    const { at, deed } = act;
    const isEnd = entriesOf(log, 'status').some((one) => one.at >= at && one.at <= at + SLACK && !isFought(one.to));
    const isChange = entriesOf(log, 'severity').some((one) => one.at >= at && one.at <= at + SLACK);
    if (deed.do !== 'decide' || deed.choice !== 'roll-back' || isEnd || isChange) return [];
    if (at + SLACK >= log.until || !isCalm(log, policy, at, at + SLACK)) return [];
    const begun = log.entries
      .slice(log.entries.indexOf(act))
      .find((one) => one.is === 'done' && one.what === 'rehearse-rollback');
    if (begun !== undefined && begun.at <= at + SLACK) return [];
    return [{ rule: 'orderedRollbackBegins', at, what: `${act.by} ordered a rollback, and the tool gets no call` }];
  });
}

/** Ruling 36: an ordered rollback always ends: done, failed, or handed to a person. */
export function rollbacksEnd(log: Log, policy: Policy): Violation[] {
  const within = Math.max(...Object.values(policy.severities).map(({ decision }) => decision?.rollbackWithin ?? 0));
  const phases = entriesOf(log, 'rollback-phase');
  return phases.flatMap(({ at, phase, decision }, n) => {
    if (['healthy', 'failed', 'by-hand'].includes(phase)) return [];
    const due = at + within + SLACK;
    const next =
      phases[n + 1]?.at ?? entriesOf(log, 'status').find((one) => one.at >= at && isOver(one.to))?.at ?? Infinity;
    if (due >= log.until || next <= due || !isCalm(log, policy, at, due)) return [];
    return [
      {
        rule: 'rollbacksEnd',
        at: due,
        what: `the rollback of decision ${decision} is ${phase} since ${clock(at)}, for ever`,
      },
    ];
  });
}

/** Ruling 36: a rollback that fails reopens the decision; one that fails while monitoring is a relapse. */
export function failedRollbackReopensTheDecision(log: Log, policy: Policy): Violation[] {
  return log.entries.flatMap((entry, n) => {
    if (entry.is !== 'rollback-phase' || entry.phase !== 'failed') return [];
    const end = log.entries.findIndex((one) => one.at > entry.at);
    const { severity, status } = stateBefore(log, end === -1 ? log.entries.length : end);
    if (isOver(status) || rulesOf(policy, severity).decision === null) return [];
    if (status === 'monitoring')
      return [
        {
          rule: 'failedRollbackReopensTheDecision',
          at: entry.at,
          what: 'a rollback fails in monitoring, which goes on',
        },
      ];
    const here = log.entries.slice(0, end === -1 ? undefined : end);
    const newest = here.findLast((one) => one.is === 'decision');
    const before = log.entries.slice(0, n).findLast((one) => one.is === 'decision');
    if (newest?.is !== 'decision' || newest.number > entry.decision || before === undefined) return [];
    return [
      {
        rule: 'failedRollbackReopensTheDecision',
        at: entry.at,
        what: `the rollback of decision ${entry.decision} failed, and no new decision is open`,
      },
    ];
  });
}
