/** Is nobody rung too often, and is nobody left waiting who should be rung? */
import type { PageReason, PersonId, Role } from '../../../domain/state/vocabulary';
import type { Policy } from '../../../policy/schema';
import { MINUTE } from '../../support/times';
import {
  entriesOf,
  everybodyRung,
  holdersAt,
  isAnswer,
  isCalm,
  isFought,
  isOver,
  isTakenBack,
  isWorse,
  pages,
  ringsOf,
  spansOf,
  stateBefore,
} from './course';
import { clock, type EntryOf, type Log, type Moment, type Violation } from './log';
import { rulesOf } from '../../../domain/severity/scale';

/** A ring may wait for the minute after the one before it (ruling 30). */
const SLACK = MINUTE;

const violation = (rule: string, at: Moment, what: string): Violation => ({ rule, at, what });

/** Ruling 30: an incident rings a person at most once a minute, but never delays a first ring for a higher severity. */
export function ringsOnceAMinute(log: Log): Violation[] {
  return everybodyRung(log).flatMap((person) => {
    const rings = ringsOf(log, person);
    return rings.flatMap((ring, n) => {
      const before = rings[n - 1];
      if (before === undefined) return [];
      const severityOf = (one: EntryOf<'ring'>) => stateBefore(log, log.entries.indexOf(one)).severity;
      if (ring.at - before.at >= MINUTE || isWorse(severityOf(ring), severityOf(before))) return [];
      return [
        violation(
          'ringsOnceAMinute',
          ring.at,
          `${person} is rung ${(ring.at - before.at) / 1000} s after ${clock(before.at)}: ${before.key}, ${ring.key}`,
        ),
      ];
    });
  });
}

/** Rulings 12 and 27: nobody is rung after the end; nobody is reminded of anything while the incident is watched (3, 6). */
export function noRingWhenItIsOver(log: Log): Violation[] {
  const reminders: readonly PageReason[] = ['unanswered', 'not-joined', 'idle', 'decision-missed'];
  return log.entries.flatMap((entry, n) => {
    if (entry.is !== 'ring') return [];
    const { status } = stateBefore(log, n);
    if (isOver(status)) return [violation('noRingWhenItIsOver', entry.at, `${entry.key} although it is ${status}`)];
    if (status !== 'monitoring' || !entry.because.some((why) => reminders.includes(why))) return [];
    return [violation('noRingWhenItIsOver', entry.at, `${entry.key} (${entry.because.join()}) in monitoring`)];
  });
}

/** Acts at or after a moment that tell that this person was called by name (ruling 32). */
function isCalledByName(log: Log, person: PersonId, upTo: Moment): boolean {
  return entriesOf(log, 'act').some(({ at, deed }) => {
    if (at > upTo) return false;
    if (deed.do === 'assign') return deed.to.id === person;
    return deed.do === 'escalate';
  });
}

/** Since when what is asked for is one response (ruling 27): the start, a rise above all that was answered, a relapse. */
function responseSince(log: Log, policy: Policy, at: Moment): Moment {
  let since = 0;
  log.entries.forEach((entry) => {
    if (entry.at > at) return;
    const isRise = entry.is === 'severity' && isWorse(entry.to, entry.from) && pages(policy, entry.to);
    const isRelapse = entry.is === 'status' && entry.from === 'monitoring' && isFought(entry.to);
    if (isRise || isRelapse) since = entry.at;
  });
  return since;
}

/** Rulings 5 and 27: the first answer ends the repeats to everybody, but for whoever is called by name (32). */
export function noRepeatAfterAnAnswer(log: Log, policy: Policy): Violation[] {
  return entriesOf(log, 'ring').flatMap((ring) => {
    if (!ring.because.includes('unanswered') || isCalledByName(log, ring.to, ring.at)) return [];
    if (entriesOf(log, 'decision').some(({ missed, at }) => missed && at <= ring.at)) return [];
    const since = responseSince(log, policy, ring.at);
    const answer = entriesOf(log, 'act').find(
      (act) => act.at > since && act.at < ring.at && isAnswer(act) && !isTakenBack(log, act, ring.at),
    );
    if (answer === undefined) return [];
    const severity = stateBefore(log, log.entries.indexOf(answer)).severity;
    if (!pages(policy, severity)) return [];
    return [
      violation('noRepeatAfterAnAnswer', ring.at, `${ring.key}, although ${answer.by} answered at ${clock(answer.at)}`),
    ];
  });
}

/** Rulings 5 and 27: until the first answer, whoever was paged is paged again within each interval. */
export function repeatsUntilAnAnswer(log: Log, policy: Policy): Violation[] {
  const firstAnswer = entriesOf(log, 'act')[0]?.at ?? Infinity;
  const spans = spansOf(log, ({ severity, status }) =>
    isFought(status) && pages(policy, severity) ? severity : undefined,
  );
  return spans.flatMap(({ from, to, severity }) => {
    const every = rulesOf(policy, severity).contact.repeatEvery;
    if (every === null) return [];
    const end = Math.min(to, firstAnswer);
    return everybodyRung(log).flatMap((person) => {
      const inside = ringsOf(log, person).filter(({ at }) => at >= from && at < end);
      return inside.flatMap(({ at }, n) => {
        const due = at + every;
        const next = inside[n + 1]?.at ?? Infinity;
        if (due >= end || next <= due || !isCalm(log, policy, at, due)) return [];
        if (entriesOf(log, 'withdrawal').some((one) => one.to === person && one.at >= at && one.at <= due)) return [];
        // Who no longer holds any role is not wanted any more (ruling 29).
        if (hasChanged(log, person, due)) return [];
        return [
          violation(
            'repeatsUntilAnAnswer',
            due,
            `nobody has answered, and ${person}, rung at ${clock(at)}, is not rung again`,
          ),
        ];
      });
    });
  });
}

/** Whether the directory said something else of this person than at the start of this time. */
function hasChanged(log: Log, person: PersonId, to: Moment): boolean {
  const told = entriesOf(log, 'directory');
  const rolesBy = (at: Moment) => told.findLast((entry) => entry.at <= at)?.holders[person] ?? [];
  return (
    told.length > 1 && told.some(({ at }) => at <= to && String(rolesBy(at)) !== String(told[0]?.holders[person] ?? []))
  );
}

/** Ruling 29: roles resolve at each ring, so until the first answer a new holder is rung within the interval. */
export function newHolderIsRung(log: Log, policy: Policy): Violation[] {
  const firstAct = entriesOf(log, 'act')[0]?.at ?? Infinity;
  const spans = spansOf(log, ({ severity, status }) =>
    isFought(status) && pages(policy, severity) ? severity : undefined,
  );
  return entriesOf(log, 'directory')
    .slice(1)
    .flatMap(({ at, holders }) =>
      spans.flatMap(({ from, to, severity }) => {
        const { contact, escalation } = rulesOf(policy, severity);
        if (contact.repeatEvery === null || at < from || at >= to) return [];
        const due = at + contact.repeatEvery + SLACK;
        const nextChange = entriesOf(log, 'directory').find((later) => later.at > at)?.at ?? Infinity;
        // Of several changes in one instant the last one is true.
        if (entriesOf(log, 'directory').findLast((one) => one.at === at)?.holders !== holders) return [];
        if (due >= Math.min(to, firstAct, nextChange) || !isCalm(log, policy, from, due)) return [];
        const wanted = Object.keys(holders).filter((person) =>
          (escalation[0]?.roles ?? []).some((role) => holders[person]?.includes(role)),
        );
        return wanted.flatMap((person) =>
          ringsOf(log, person).some((ring) => ring.at >= from && ring.at <= due)
            ? []
            : [
                violation(
                  'newHolderIsRung',
                  due,
                  `${person} is on call since ${clock(at)}, nobody has answered, and ${person} is not rung`,
                ),
              ],
        );
      }),
    );
}

/** Ruling 29: roles resolve at each ring: who no longer holds one is not rung again, as long as nobody did anything. */
export function formerHolderIsNotRung(log: Log): Violation[] {
  const firstAct = entriesOf(log, 'act')[0]?.at ?? Infinity;
  const isElse = log.entries.some((entry) => entry.is === 'joined-by' || entry.is === 'broken' || entry.is === 'down');
  return entriesOf(log, 'ring').flatMap(({ at, to, key }) => {
    const told = entriesOf(log, 'directory').filter((entry) => entry.at < at);
    const roles = told.at(-1)?.holders[to] ?? [];
    const before = told.findLast(({ holders }) => (holders[to] ?? []).length > 0)?.holders[to] ?? [];
    const isHeld = (role: Role): boolean =>
      Object.values(told.at(-1)?.holders ?? {}).some((held) => held.includes(role));
    // A role that nobody holds keeps the last person who did.
    if (before.length === 0 || roles.length > 0 || !before.every(isHeld) || at >= firstAct || isElse) return [];
    return [violation('formerHolderIsNotRung', at, `${key}: ${to} holds no role any more`)];
  });
}

/** Ruling 5: if at the response deadline nobody at all has answered, the next column is called early. */
export function unansweredCallsTheNextColumn(log: Log, policy: Policy): Violation[] {
  const span = spansOf(log, ({ severity, status }) => (isFought(status) ? severity : undefined))[0];
  if (span === undefined || span.from > 0) return [];
  const { response, contact, escalation } = rulesOf(policy, span.severity);
  if (response.within === null || contact.by !== 'page' || contact.whenUnanswered !== 'next-column') return [];
  const due = response.within + SLACK;
  const isQuiet = !entriesOf(log, 'act').some(({ at }) => at <= due);
  const isSteady = entriesOf(log, 'directory').every(({ at }) => at === 0 || at > due);
  if (!isQuiet || !isSteady || due >= Math.min(span.to, log.until) || !isCalm(log, policy, 0, due)) return [];
  return (escalation[1]?.roles ?? [])
    .flatMap((role) => holdersAt(log, role, 0))
    .filter((person) => !ringsOf(log, person).some((ring) => ring.at <= due))
    .map((person) =>
      violation(
        'unansweredCallsTheNextColumn',
        due,
        `nobody has answered, and ${person} of the next column is not rung`,
      ),
    );
}
