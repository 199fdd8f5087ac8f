/** Is the lead called while nobody acts, and is whoever was called by name rung until they answer? */
import type { PersonId } from '../../../domain/state/vocabulary';
import type { Policy } from '../../../policy/schema';
import { MINUTE } from '../../support/times';
import {
  baseOf,
  entriesOf,
  holdersAt,
  isCalm,
  isFought,
  isTakenBack,
  leadAt,
  pages,
  ringsOf,
  spansOf,
  stateBefore,
  stretchesOf,
} from './course';
import { clock, type Log, type Moment, type Violation } from './log';
import { rulesOf } from '../../../domain/severity/scale';

/** A ring may wait for the minute after the one before it (ruling 30). */
const SLACK = MINUTE;

const violation = (rule: string, at: Moment, what: string): Violation => ({ rule, at, what });

/** Rulings 6 and 34: while nobody acts the lead is rung, whether they acknowledged or not, and again until somebody acts. */
export function silenceRingsTheLead(log: Log, policy: Policy): Violation[] {
  const spans = spansOf(log, ({ severity, status }) =>
    isFought(status) && pages(policy, severity) ? severity : undefined,
  );
  const acts = entriesOf(log, 'act');
  return spans.flatMap(({ from, to, severity }) => {
    const { idleAfter, repeatEvery } = rulesOf(policy, severity).contact;
    if (idleAfter === null || repeatEvery === null) return [];
    return acts.flatMap(({ at }, n) => {
      const quietUntil = Math.min(to, acts[n + 1]?.at ?? Infinity, log.until);
      const lead = leadAt(log, at);
      if (at < from || lead === undefined || acts[n + 1]?.at === at) return [];
      if (entriesOf(log, 'lead').some((one) => one.at > at && one.at <= quietUntil)) return [];
      if (entriesOf(log, 'joined-by').some((one) => one.at >= at && one.at <= quietUntil)) return [];
      const rings = ringsOf(log, lead).map((ring) => ring.at);
      for (let due = at + idleAfter; due + SLACK < quietUntil;) {
        if (!isCalm(log, policy, at, due + SLACK)) return [];
        const ring = rings.findLast((one) => one <= due + SLACK && one >= due - SLACK);
        if (ring === undefined)
          return [
            violation(
              'silenceRingsTheLead',
              due,
              `nobody has acted since ${clock(at)}, and the lead ${lead} is not rung`,
            ),
          ];
        due = Math.max(ring, due - SLACK) + repeatEvery;
      }
      return [];
    });
  });
}

/** Ruling 34: from twice the time on everybody who has answered is rung too. */
export function longSilenceRingsWhoAnswered(log: Log, policy: Policy): Violation[] {
  const spans = spansOf(log, ({ severity, status }) =>
    isFought(status) && pages(policy, severity) ? severity : undefined,
  );
  const acts = entriesOf(log, 'act');
  return spans.flatMap(({ from, to, severity }) => {
    const { idleAfter } = rulesOf(policy, severity).contact;
    if (idleAfter === null) return [];
    return acts.flatMap(({ at }, n) => {
      const quietUntil = Math.min(to, acts[n + 1]?.at ?? Infinity, log.until);
      const due = at + 2 * idleAfter;
      if (at < from || due + SLACK >= quietUntil || !isCalm(log, policy, at, due + SLACK)) return [];
      if (entriesOf(log, 'joined-by').some((one) => one.at >= at && one.at <= quietUntil)) return [];
      const answered = acts.filter(
        (act) => act.at <= at && act.at >= from && act.deed.do === 'acknowledge' && !isTakenBack(log, act, due),
      );
      return [...new Set(answered.map(({ by }) => by))].flatMap((person) =>
        ringsOf(log, person).some((ring) => ring.at >= due - SLACK && ring.at <= due + SLACK)
          ? []
          : [
              violation(
                'longSilenceRingsWhoAnswered',
                due,
                `nobody has acted since ${clock(at)}, and ${person}, who had acknowledged, is not rung`,
              ),
            ],
      );
    });
  });
}

/** Who led just before this entry. */
const leadBefore = (log: Log, entry: Log['entries'][number]): PersonId | undefined =>
  entriesOf({ ...log, entries: log.entries.slice(0, log.entries.indexOf(entry)) }, 'lead').at(-1)?.to;

/** Ruling 32: who was called by name is rung again until they answer, or the incident is watched. */
export function calledByNameUntilTheyAnswer(log: Log, policy: Policy): Violation[] {
  const spans = spansOf(log, ({ severity, status }) =>
    isFought(status) && pages(policy, severity) ? severity : undefined,
  );
  return entriesOf(log, 'act').flatMap((call) => {
    const { deed, at, by } = call;
    const named =
      deed.do === 'assign'
        ? [deed.to.id].filter((person) => leadBefore(log, call) !== person)
        : deed.do === 'escalate' && deed.role !== undefined
          ? holdersAt(log, deed.role, at)
          : [];
    const span = spans.find(({ from, to }) => from <= at && at < to);
    // In a severity that notifies they get a notice, also where it rises in the same instant.
    const isPaged = pages(policy, stateBefore(log, log.entries.indexOf(call)).severity);
    if (span === undefined || !isPaged) return [];
    const every = rulesOf(policy, span.severity).contact.repeatEvery;
    if (every === null) return [];
    return named
      .filter((person) => person !== by)
      .flatMap((person) => {
        const isEnd = (entry: Log['entries'][number]): boolean =>
          entry.is === 'act' &&
          entry.at >= at &&
          (entry.by === person || (entry.deed.do === 'assign' && deed.do === 'assign')) &&
          entry !== call;
        const end = Math.min(span.to, log.entries.find(isEnd)?.at ?? Infinity, log.until);
        if (entriesOf(log, 'withdrawal').some((one) => one.to === person && one.at >= at)) return [];
        const changes = entriesOf(log, 'directory').some((one) => one.at >= at && one.at <= end);
        if (changes) return [];
        const rings = ringsOf(log, person).map((ring) => ring.at);
        // Whatever rings them in between is a ring for this too.
        let since = at - SLACK;
        for (let due = at; due + SLACK < end;) {
          if (!isCalm(log, policy, at, due + SLACK)) return [];
          const earliest = since;
          const ring = rings.findLast((one) => one <= due + SLACK && one >= earliest);
          if (ring === undefined)
            return [
              violation(
                'calledByNameUntilTheyAnswer',
                due,
                `${by} called ${person} by name at ${clock(at)} (${deed.do}), who hasn't answered and is not rung${due === at ? '' : ' again'}`,
              ),
            ];
          since = ring + 1;
          due = ring + every;
        }
        return [];
      });
  });
}

/** Ruling 32: a call for a role that nobody holds passes on to the column behind it. */
export function vacantCallPassesOn(log: Log, policy: Policy): Violation[] {
  return entriesOf(log, 'act').flatMap((call) => {
    const { deed, at, by } = call;
    if (deed.do !== 'escalate' || deed.role === undefined || holdersAt(log, deed.role, at).length > 0) return [];
    const role = deed.role;
    const { severity, status } = stateBefore(log, log.entries.indexOf(call));
    const steady = stretchesOf(log).find(({ from, to }) => from <= at && at < to);
    const changes = entriesOf(log, 'directory').some((one) => one.at === at || (one.at > at && one.at <= at + SLACK));
    if (!pages(policy, severity) || !isFought(status) || steady?.severity !== severity || changes) return [];
    if (at + SLACK >= Math.min(steady.to, log.until) || !isCalm(log, policy, at, at + SLACK)) return [];
    const { escalation } = rulesOf(policy, severity);
    const own = escalation.findLastIndex(({ roles }) => roles.includes(role));
    const age = at - baseOf(log, policy, steady.from, severity);
    // Behind a role of no column is the one that would be called next.
    const next = own === -1 ? escalation.find(({ after }) => after > age) : escalation[own + 1];
    const behind = next?.roles ?? [];
    const acted = (person: PersonId): boolean =>
      entriesOf(log, 'act').some((one) => one.by === person && one.at >= at && one.at <= at + SLACK);
    return behind
      .flatMap((one) => holdersAt(log, one, at))
      .filter((person) => person !== by && !acted(person))
      .filter((person) => !ringsOf(log, person).some((ring) => ring.at >= at - SLACK && ring.at <= at + SLACK))
      .map((person) =>
        violation('vacantCallPassesOn', at, `${by} called ${role}, which nobody holds, and ${person} is not rung`),
      );
  });
}

/** Ruling 32: never the one who asks. */
export function nobodyCallsThemselves(log: Log): Violation[] {
  return entriesOf(log, 'act').flatMap((call) => {
    const { deed, by, at } = call;
    if (deed.do !== 'escalate' && deed.do !== 'assign') return [];
    const own = ringsOf(log, by).find(
      (ring) => ring.at === at && ring.because.every((why) => why === 'escalated' || why === 'assigned'),
    );
    if (own === undefined || log.entries.indexOf(own) < log.entries.indexOf(call)) return [];
    // Somebody else may have called them in the same instant.
    if (entriesOf(log, 'act').some((one) => one.at === at && one.by !== by)) return [];
    return [violation('nobodyCallsThemselves', at, `${by} asks for help (${deed.do}), and is rung for it: ${own.key}`)];
  });
}
