/** Is everybody whom the escalation matrix names called by its clock? */
import type { PersonId, Role } from '../../../domain/state/vocabulary';
import type { Policy, Severity } from '../../../policy/schema';
import { MINUTE } from '../../support/times';
import {
  baseOf,
  entriesOf,
  holdersAt,
  isAnswer,
  isCalm,
  isFought,
  isWorse,
  pages,
  ringsOf,
  stateBefore,
  stretchesOf,
} from './course';
import { clock, type Log, type Moment, type Violation } from './log';
import { rulesOf } from '../../../domain/severity/scale';

const SLACK = MINUTE;

/** Whether somebody did anything from two minutes before `since` up to `at`: whoever acts needs no call. */
const hasActed = (log: Log, person: PersonId, since: Moment, at: Moment): boolean =>
  entriesOf(log, 'act').some((act) => act.by === person && act.at >= since - 2 * MINUTE && act.at <= at);

/** Whether this person was called since then, and not sent away after it. */
function isCalled(log: Log, policy: Policy, severity: Severity, person: PersonId, since: Moment, at: Moment): boolean {
  const calls = [
    ...ringsOf(log, person).map((ring) => ring.at),
    ...(pages(policy, severity)
      ? []
      : entriesOf(log, 'notice')
          .filter(({ to }) => to === person)
          .map((one) => one.at)),
  ].filter((call) => call >= since && call <= at);
  const last = calls.at(-1);
  if (last === undefined) return false;
  return !entriesOf(log, 'withdrawal').some((one) => one.to === person && one.at > last && one.at <= at);
}

/** The last change of severity up to then, where it led back to one that somebody had answered, or to a lesser one (ruling 27). */
function returnToAnswered(log: Log, policy: Policy, at: Moment): Moment | undefined {
  const change = entriesOf(log, 'severity').findLast((one) => one.at <= at);
  if (change === undefined) return undefined;
  const isAnswered = log.entries.some((entry, n) => {
    const then = stateBefore(log, n).severity;
    return entry.is === 'act' && entry.at <= change.at && pages(policy, then) && !isWorse(change.to, then);
  });
  return isAnswered ? change.at : undefined;
}

/** Whether the column was called before its time, was answered, and changed hands since: who took over is told (ruling 29). */
const hasTakenOver = (log: Log, roles: Role[], base: Moment, due: Moment): boolean =>
  entriesOf(log, 'ring').some(
    ({ to, at }) =>
      at >= base &&
      at < due &&
      roles.some((role) => holdersAt(log, role, at).includes(to) && !holdersAt(log, role, due).includes(to)) &&
      entriesOf(log, 'act').some(
        (act) => (isAnswer(act) || act.deed.do === 'severity') && act.at >= base && act.at <= due,
      ),
  );

/**
 * Rulings 3, 28 and 29: while the incident is fought, everybody in a column whose time has come was called (rung where the
 * severity pages), or has acted; who was withdrawn and is wanted again is called again.
 */
export function everyColumnIsCalled(log: Log, policy: Policy): Violation[] {
  return stretchesOf(log).flatMap(({ from, to, severity, status }) => {
    if (!isFought(status) || rulesOf(policy, severity).contact.by === 'none') return [];
    const base = baseOf(log, policy, from, severity);
    return rulesOf(policy, severity).escalation.flatMap(({ after, roles }) => {
      const due = Math.max(from, base + after);
      const asked = due + SLACK;
      if (asked >= Math.min(to, log.until) || !isCalm(log, policy, Math.min(from, due), asked)) return [];
      const steadySince = due === base + after ? due : 0;
      // A call before its time asks for those who hold the roles then; one that only tells is not repeated.
      const isTold = entriesOf(log, 'notice').some(({ key }) =>
        key.startsWith(`notice:${severity}:${after / MINUTE}m`),
      );
      if (isTold && !pages(policy, severity)) return [];
      if (
        entriesOf(log, 'directory')
          .slice(1)
          .some(({ at }) => at >= steadySince && at <= asked)
      )
        return [];
      const returnedAt = returnToAnswered(log, policy, from);
      const isReturn = returnedAt !== undefined && base + after <= returnedAt;
      const people = new Set(roles.flatMap((role) => holdersAt(log, role, due)));
      // Who was rung or did something before is then asked for as a missing role only.
      const isKnown = (person: PersonId): boolean =>
        ringsOf(log, person).some(({ at }) => at < (returnedAt ?? 0)) ||
        entriesOf(log, 'act').some(({ by, at }) => by === person && at < (returnedAt ?? 0));
      const wanted = [...people].filter((person) => !isReturn || !isKnown(person));
      return wanted.flatMap((person) =>
        hasActed(log, person, base, asked) ||
        isCalled(log, policy, severity, person, base, asked) ||
        hasTakenOver(log, roles, base, due)
          ? []
          : [
              {
                rule: 'everyColumnIsCalled',
                at: due,
                what: `${severity} has been fought for ${clock(due - base)} since ${clock(base)}, and ${person} (${roles.join()}) is not called`,
              },
            ],
      );
    });
  });
}

/** Rulings 15 and 28: P4 calls nobody, and a severity that notifies rings nobody but whom somebody calls by name (32). */
export function noRingWhereTheSeverityDoesNotPage(log: Log, policy: Policy): Violation[] {
  return stretchesOf(log).flatMap(({ from, to, severity }) => {
    if (pages(policy, severity)) return [];
    const named = entriesOf(log, 'act').some(
      ({ at, deed }) => at <= to && (deed.do === 'escalate' || deed.do === 'assign'),
    );
    if (named) return [];
    return entriesOf(log, 'ring')
      .filter(({ at }) => at > from && at < to)
      .map(({ at, key }) => ({
        rule: 'noRingWhereTheSeverityDoesNotPage',
        at,
        what: `${key} although it is a ${severity}`,
      }));
  });
}

/** Ruling 29: a column that found nobody is asked again at each interval; who holds its role by then is called. */
export function vacantColumnIsAskedAgain(log: Log, policy: Policy): Violation[] {
  return stretchesOf(log).flatMap(({ from, to, severity, status }) => {
    const { contact, escalation, response } = rulesOf(policy, severity);
    if (!isFought(status) || !pages(policy, severity) || contact.repeatEvery === null) return [];
    const every = contact.repeatEvery;
    const base = baseOf(log, policy, from, severity);
    return escalation.flatMap(({ after, roles }) => {
      const came = Math.max(from, base + after);
      const isVacant = (at: Moment): boolean => roles.every((role) => holdersAt(log, role, at).length === 0);
      // Nobody is called before somebody should have answered, unless the column before it is vacant.
      const first = base + Math.min(after, response.within ?? after);
      const isVacantAllTheTime = entriesOf(log, 'directory').every(({ at }) => at > came || at < first || isVacant(at));
      const isEarlier = escalation.some(
        (column) => column.after < after && column.roles.some((role) => holdersAt(log, role, first).length === 0),
      );
      if (came > to || !isVacant(came) || !isVacant(first) || !isVacantAllTheTime || isEarlier) return [];
      const filled = entriesOf(log, 'directory').find(({ at }) => at > came && !isVacant(at));
      if (filled === undefined) return [];
      const asked = filled.at + every + SLACK;
      const changed = entriesOf(log, 'directory').some(({ at }) => at > filled.at && at <= asked);
      if (changed || asked >= Math.min(to, log.until) || !isCalm(log, policy, from, asked)) return [];
      const people = roles.flatMap((role) => holdersAt(log, role, filled.at));
      return people.flatMap((person) =>
        hasActed(log, person, base, asked) || isCalled(log, policy, severity, person, base, asked)
          ? []
          : [
              {
                rule: 'vacantColumnIsAskedAgain',
                at: asked,
                what: `nobody was ${roles.join()} when the column came at ${clock(came)}; ${person} is since ${clock(filled.at)}, and is not called`,
              },
            ],
      );
    });
  });
}

/**
 * Rulings 27 and 28: a rise above every severity that was answered rings the new first column, but for whoever raised it or
 * acted within two minutes; an answer to a mere notice is no answer to a page.
 */
export function riseRingsTheFirstColumn(log: Log, policy: Policy): Violation[] {
  return entriesOf(log, 'severity').flatMap((rise) => {
    const n = log.entries.indexOf(rise);
    const { at, from, to } = rise;
    const span = stretchesOf(log).find((stretch) => stretch.from === at);
    if (!isWorse(to, from) || !pages(policy, to) || span?.severity !== to || !isFought(span.status)) return [];
    // Whoever changed the severity may count as having answered the one before.
    const answered = entriesOf(log, 'act').filter(
      (act) => (isAnswer(act) || act.deed.do === 'severity') && log.entries.indexOf(act) < n,
    );
    const isAbove = answered.every((act) => isWorse(to, stateBefore(log, log.entries.indexOf(act)).severity));
    if (!isAbove || answered.length === 0 || at + SLACK >= span.to || !isCalm(log, policy, at, at + SLACK)) return [];
    if (entriesOf(log, 'directory').some((one) => one.at >= at && one.at <= at + SLACK)) return [];
    const first = rulesOf(policy, to).escalation[0]?.roles ?? [];
    const people = new Set(first.flatMap((role) => holdersAt(log, role, at)));
    return [...people].flatMap((person) => {
      const acted = entriesOf(log, 'act').some(
        (act) => act.by === person && act.at >= at - 2 * MINUTE && act.at <= at + SLACK,
      );
      if (acted || ringsOf(log, person).some((ring) => ring.at >= at && ring.at <= at + SLACK)) return [];
      return [
        {
          rule: 'riseRingsTheFirstColumn',
          at,
          what: `${from} was answered, it is ${to} now, and ${person} is not rung`,
        },
      ];
    });
  });
}
