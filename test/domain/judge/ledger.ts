/** Does the ledger say what the log shows? */
import type { Role } from '../../../domain/state/vocabulary';
import type { Policy } from '../../../policy/schema';
import { MINUTE } from '../../support/times';
import {
  entriesOf,
  holdersAt,
  isAnswer,
  isCalm,
  isFought,
  isTakenBack,
  isWorse,
  pages,
  stateBefore,
  stretchesOf,
} from './course';
import { clock, type EntryOf, type Log, type Moment, type Violation } from './log';
import { rulesOf } from '../../../domain/severity/scale';

type Duty = EntryOf<'duty'>;

const accused = (rule: string, { at, id, dueAt }: Duty, why: string): Violation => ({
  rule,
  at,
  what: `${id}${dueAt === undefined ? '' : `, due ${clock(dueAt)},`} ${why}`,
});

/** Duties as they become missed; a reason that is given for it later changes nothing. */
function missed(log: Log): (Duty & { dueAt: Moment })[] {
  const before = new Map<string, Duty['state']>();
  return entriesOf(log, 'duty').flatMap((duty) => {
    const becomes = duty.state === 'missed' && before.get(duty.id) !== 'missed';
    before.set(duty.id, duty.state);
    return becomes && duty.dueAt !== undefined ? [{ ...duty, dueAt: duty.dueAt }] : [];
  });
}

/** Rulings 5 and 35: met is in time, late is after it by what it says, missed is not before it. */
export function outcomesAreHonest(log: Log): Violation[] {
  const rule = 'outcomesAreHonest';
  return entriesOf(log, 'duty').flatMap((duty) => {
    const { state, dueAt, doneAt, lateByMs, at } = duty;
    if (dueAt === undefined) return [];
    if (state === 'missed' && at < dueAt) return [accused(rule, duty, 'is missed before its time')];
    if (doneAt === undefined) return [];
    if (state === 'met' && doneAt > dueAt) return [accused(rule, duty, `is met, but was done at ${clock(doneAt)}`)];
    if (state !== 'late') return [];
    if (doneAt < dueAt) return [accused(rule, duty, `is late, but was done at ${clock(doneAt)}`)];
    return lateByMs === doneAt - dueAt
      ? []
      : [accused(rule, duty, `was done at ${clock(doneAt)}, late by ${lateByMs ?? 0} ms`)];
  });
}

/** What monitoring and the end make moot. */
const isMootWhenNotFought = (id: string): boolean =>
  /^(response|join:.*|decision(:\d+)?|task:(prepare-decision|decide))$/.test(id);

/** Ruling 35: what monitoring made moot before its time is waived, not missed. */
export function nothingMootIsMissed(log: Log): Violation[] {
  return missed(log).flatMap((duty) => {
    const then = stretchesOf(log).find(({ from, to }) => from < duty.dueAt && duty.dueAt < to);
    if (then === undefined || isFought(then.status) || !isMootWhenNotFought(duty.id)) return [];
    return [
      accused('nothingMootIsMissed', duty, `is missed, although it was ${then.status} since ${clock(then.from)}`),
    ];
  });
}

/** Ruling 35: nothing is missed that could not have been done: a duty that appears after its time. */
export function nothingIsMissedThatCameTooLate(log: Log): Violation[] {
  return missed(log).flatMap((duty) => {
    const earlier = entriesOf(log, 'duty').filter((one) => one.id === duty.id && one.at <= duty.at);
    // In the same instant somebody may have said why.
    const before = earlier.slice(
      0,
      earlier.findIndex((one) => one.state === 'missed' && one.at === duty.at),
    );
    // Since when it has been asked for without a break.
    const gone = before.findLastIndex(({ state }) => state !== 'open');
    const since = before[gone + 1]?.at ?? duty.at;
    const isAfterAnOutage = entriesOf(log, 'down').some(({ until }) => until === since || until === duty.at);
    if (duty.dueAt > since || isAfterAnOutage) return [];
    return [accused('nothingIsMissedThatCameTooLate', duty, `is missed, and was not asked for before ${clock(since)}`)];
  });
}

/** Ruling 35: a decision before its brief meets what asks for the brief; what was decided is not missed. */
export function nothingIsMissedThatWasDecided(log: Log): Violation[] {
  return missed(log).flatMap((duty) => {
    if (duty.id !== 'task:prepare-decision' && duty.id !== 'task:decide') return [];
    const relapse = entriesOf(log, 'status').findLast((one) => one.at <= duty.at && one.from === 'monitoring')?.at ?? 0;
    const decided = entriesOf(log, 'act').find(
      ({ at, deed }) => deed.do === 'decide' && deed.choice !== 'extend' && at >= relapse && at < duty.dueAt,
    );
    const rollbackFailed = entriesOf(log, 'rollback-phase').some(
      ({ phase, at }) => phase === 'failed' && at <= duty.at,
    );
    if (decided === undefined || rollbackFailed) return [];
    return [
      accused(
        'nothingIsMissedThatWasDecided',
        duty,
        `is missed, although ${decided.by} decided at ${clock(decided.at)}`,
      ),
    ];
  });
}

/** Rulings 5 and 27: a response is not missed if somebody answered it in time. */
export function answeredResponseIsNotMissed(log: Log, policy: Policy): Violation[] {
  return missed(log).flatMap((duty) => {
    if (!isResponse(duty.id)) return [];
    const opened = log.entries.findLast(
      (one) =>
        one.at <= duty.dueAt &&
        ((one.is === 'severity' && isWorse(one.to, one.from)) || (one.is === 'status' && one.from === 'monitoring')),
    );
    const answer = entriesOf(log, 'act').find(
      (act) =>
        isAnswer(act) &&
        !isTakenBack(log, act, duty.dueAt) &&
        act.at >= (opened?.at ?? 0) &&
        act.at < duty.dueAt &&
        log.entries.indexOf(act) > (opened === undefined ? -1 : log.entries.indexOf(opened)) &&
        pages(policy, stateBefore(log, log.entries.indexOf(act)).severity),
    );
    if (answer === undefined) return [];
    return [
      accused('answeredResponseIsNotMissed', duty, `is missed, although ${answer.by} answered at ${clock(answer.at)}`),
    ];
  });
}

/** Ruling 35: nobody misses what they were never called for. */
export function nobodyMissesWhatTheyWereNotCalledFor(log: Log, policy: Policy): Violation[] {
  return missed(log).flatMap((duty) => {
    if (!duty.id.startsWith('join:') || !isCalm(log, policy, 0, duty.at)) return [];
    const role: Role = duty.id.slice('join:'.length);
    const holders = holdersAt(log, role, duty.dueAt);
    const called = [...entriesOf(log, 'ring'), ...entriesOf(log, 'notice')].some(
      ({ to, at }) => holders.includes(to) && at <= duty.dueAt,
    );
    const changed = entriesOf(log, 'directory').length > 1;
    const last = entriesOf(log, 'act').findLast(({ by, at }) => holders.includes(by) && at <= duty.dueAt);
    // Whoever has just said that they can't is not called.
    if (called || changed || last?.deed.do === 'decline' || holders.length === 0) return [];
    return [accused('nobodyMissesWhatTheyWereNotCalledFor', duty, `is missed, and ${holders.join()} was never called`)];
  });
}

/** Ruling 35: in the end nothing is open past its time. */
export function nothingStaysOpenPastItsTime(log: Log, policy: Policy): Violation[] {
  const last = new Map<string, Duty>();
  for (const entry of log.entries) {
    if (entry.is === 'duty') last.set(entry.id, entry);
    if (entry.is === 'duty-gone') last.delete(entry.id);
  }
  return [...last.values()].flatMap((duty) =>
    duty.state === 'open' &&
    duty.dueAt !== undefined &&
    duty.dueAt < log.until &&
    isCalm(log, policy, duty.dueAt, log.until)
      ? [{ ...accused('nothingStaysOpenPastItsTime', duty, 'is open for ever'), at: duty.dueAt }]
      : [],
  );
}

/** Each call for an answer has a line of its own. */
const isResponse = (id: string): boolean => /^response(:\d+)?$/.test(id);

/** Rulings 27 and 28: an answer to a notice is no answer to a page: after a rise that pages, the response is owed anew. */
export function answersToNoticesDoNotCount(log: Log, policy: Policy): Violation[] {
  return entriesOf(log, 'severity').flatMap(({ at, from, to }) => {
    const { response } = rulesOf(policy, to);
    const span = stretchesOf(log).find((stretch) => stretch.from === at);
    if (pages(policy, from) || !pages(policy, to) || response.within === null) return [];
    if (span?.severity !== to || !isFought(span.status)) return [];
    // Once it paged before, an answer of then may count.
    const pagedBefore = log.entries
      .slice(
        0,
        log.entries.findIndex((one) => one.is === 'severity' && one.at === at),
      )
      .some(
        (one) =>
          (one.is === 'opened' && pages(policy, one.severity)) || (one.is === 'severity' && pages(policy, one.to)),
      );
    if (pagedBefore) return [];
    const due = at + response.within;
    if (due >= span.to || !isCalm(log, policy, at, due)) return [];
    const duty = entriesOf(log, 'duty').findLast((one) => isResponse(one.id) && one.at <= due);
    if (duty?.doneAt === undefined || duty.doneAt >= at - 2 * MINUTE || (duty.state !== 'met' && duty.state !== 'late'))
      return [];
    return [
      {
        rule: 'answersToNoticesDoNotCount',
        at: due,
        what: `it pages since ${clock(at)}, and the response counts as ${duty.state} at ${clock(duty.doneAt)}`,
      },
    ];
  });
}
