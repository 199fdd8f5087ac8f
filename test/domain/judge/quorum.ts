/** Is each role of the response team called until it is there? */
import type { Role } from '../../../domain/state/vocabulary';
import type { Policy, Severity } from '../../../policy/schema';
import { MINUTE } from '../../support/times';
import { baseOf, entriesOf, holdersAt, isCalm, isFought, ringsOf, spansOf } from './course';
import { clock, type Log, type Moment, type Violation } from './log';
import { rulesOf } from '../../../domain/severity/scale';

const SLACK = MINUTE;

/**
 * When the role is there: somebody who holds it did anything at all, or somebody let it go. Whatever is earlier counts, but for
 * what was about a severity that pages nobody.
 */
function thereAt(log: Log, policy: Policy, severity: Severity, role: Role, from: Moment): Moment {
  const holders = holdersAt(log, role, from);
  const since = baseOf(log, policy, from, severity) - 2 * MINUTE;
  const entry = entriesOf(log, 'act').find(
    ({ at, by, roles, deed }) =>
      (deed.do === 'task' && deed.task === `join:${role}`) ||
      (at >= since && (roles.includes(role) || holders.includes(by))),
  );
  return entry?.at ?? Infinity;
}

const isRelapse = (log: Log, at: Moment): boolean =>
  entriesOf(log, 'status').some((one) => one.at === at && one.from === 'monitoring');

/** Whether the same people hold the role all this time. */
const isSteady = (log: Log, role: Role, from: Moment, to: Moment): boolean =>
  entriesOf(log, 'directory').every(
    ({ at }) => at < from || at > to || String(holdersAt(log, role, at)) === String(holdersAt(log, role, from)),
  );

/**
 * Rulings 5 and 27: a role that is missing is paged at the response deadline and then every `chaseEvery`, until it joins, is
 * released, or the incident is watched; also after the severity went down and up again.
 */
export function missingRolesAreChased(log: Log, policy: Policy): Violation[] {
  const spans = spansOf(log, ({ severity, status }) =>
    isFought(status) && rulesOf(policy, severity).team.quorum === 'all' ? severity : undefined,
  );
  return spans.flatMap(({ from, to, severity }) => {
    const { team, response } = rulesOf(policy, severity);
    const { chaseEvery } = team;
    // What a relapse asks of roles that were missing before it is the relapse's own rule.
    if (chaseEvery === null || response.within === null || isRelapse(log, from)) return [];
    const within = response.within;
    return team.roles.flatMap((role) => {
      const end = Math.min(to, thereAt(log, policy, severity, role, from), log.until);
      const holders = holdersAt(log, role, from);
      if (!isSteady(log, role, from, end)) return [];
      return holders.flatMap((person) => {
        const rings = ringsOf(log, person).map(({ at }) => at);
        // Later spans may ring at once and count from there: nobody may wait longer than the interval.
        const first = from === 0 ? within - SLACK : from;
        const due = from + within;
        const missed = (after: Moment, by: Moment): Moment | undefined => {
          if (by + SLACK >= end || !isCalm(log, policy, from, by + SLACK)) return undefined;
          const ring = rings.findLast((at) => at >= after && at <= by + SLACK);
          return ring === undefined ? by : missed(ring + 1, ring + chaseEvery);
        };
        const at = missed(first, due);
        const what = `${role} is missing since ${clock(from)} (${severity}), and ${person} is not rung`;
        return at === undefined ? [] : [{ rule: 'missingRolesAreChased', at, what }];
      });
    });
  });
}
