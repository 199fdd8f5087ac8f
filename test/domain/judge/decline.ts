/** Does "I can't" stop the person's rings, and does somebody stand in for the role that is left empty? */
import type { PersonId } from '../../../domain/state/vocabulary';
import { rulesOf } from '../../../domain/severity/scale';
import type { Policy } from '../../../policy/schema';
import { MINUTE } from '../../support/times';
import { entriesOf, holdersAt, isCalm, isFought, isTakenBack, isWorse, pages, ringsOf, stateBefore } from './course';
import { clock, type EntryOf, type Log, type Moment, type Violation } from './log';

const SLACK = MINUTE;

type Act = EntryOf<'act'>;

const declines = (log: Log): Act[] => entriesOf(log, 'act').filter(({ deed }) => deed.do === 'decline');

/** When this person's "I can't" is over: they act, somebody calls for help, it gets worse, or it relapses. */
function overAt(log: Log, decline: Act): Moment {
  const n = log.entries.indexOf(decline);
  const end = log.entries.slice(n + 1).find((entry) => {
    if (entry.is === 'severity') return isWorse(entry.to, entry.from);
    if (entry.is === 'status') return entry.from === 'monitoring';
    if (entry.is === 'joined-by') return true;
    if (entry.is !== 'act') return false;
    return entry.by === decline.by || entry.deed.do === 'escalate' || entry.deed.do === 'assign';
  });
  return end?.at ?? Infinity;
}

/** Whether everybody who was rung up to then has declined: then all are rung again rather than nobody. */
function isLeftByAll(log: Log, at: Moment): boolean {
  const rung = new Set(entriesOf(log, 'ring').flatMap((ring) => (ring.at <= at ? [ring.to] : [])));
  return [...rung].every((person) => declines(log).some((one) => one.by === person && one.at <= at));
}

/** Whoever can't is rung no more, as long as somebody else is left to call. A missed decision calls its next authority. */
export function declinedIsNotRung(log: Log): Violation[] {
  return declines(log).flatMap((decline) => {
    const { at, by } = decline;
    const end = overAt(log, decline);
    const ring = ringsOf(log, by).find(
      (one) => one.at > at && one.at < end && !one.because.includes('decision-missed') && !isLeftByAll(log, one.at),
    );
    if (ring === undefined) return [];
    return [
      { rule: 'declinedIsNotRung', at: ring.at, what: `${by} said at ${clock(at)} that they can't: ${ring.key}` },
    ];
  });
}

const holdsAlone = (log: Log, person: PersonId, roles: readonly string[], at: Moment): boolean =>
  roles.some((role) => holdersAt(log, role, at).every((holder) => holder === person));

/** A role of the first column that nobody is left for is stood in for at once by the second one, unless it was called. */
export function emptyRoleIsStoodInFor(log: Log, policy: Policy): Violation[] {
  return declines(log).flatMap((decline) => {
    const { at, by, roles } = decline;
    const { severity, status } = stateBefore(log, log.entries.indexOf(decline));
    const [first, second] = rulesOf(policy, severity).escalation;
    const called = roles.filter((role) => first?.roles.includes(role));
    const isFirstCall = !log.entries.some(
      (one) => one.is === 'severity' || one.is === 'status' || one.is === 'joined-by',
    );
    const others = entriesOf(log, 'act').some(
      (act) => act !== decline && act.at <= at + SLACK && !isTakenBack(log, act, at),
    );
    if (!pages(policy, severity) || !isFought(status) || !isFirstCall || others || second === undefined) return [];
    if (!holdsAlone(log, by, called, at) || entriesOf(log, 'directory').length > 1) return [];
    if (!ringsOf(log, by).some((ring) => ring.at <= at) || !isCalm(log, policy, 0, at + SLACK)) return [];
    if (at + SLACK >= log.until) return [];
    return second.roles
      .flatMap((role) => holdersAt(log, role, at))
      .filter((person) => person !== by && !declines(log).some((one) => one.by === person && one.at <= at))
      .filter((person) => !ringsOf(log, person).some((ring) => ring.at <= at + SLACK))
      .map((person) => ({
        rule: 'emptyRoleIsStoodInFor',
        at: at + SLACK,
        what: `${by} can't since ${clock(at)}, nobody else is ${called.join()}, and ${person} of the next column is not rung`,
      }));
  });
}
