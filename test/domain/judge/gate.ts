/** Do checklist, resolution and confirmation keep to what was seen and asked? */
import type { PersonId } from '../../../domain/state/vocabulary';
import type { Policy } from '../../../policy/schema';
import { entriesOf, holdersAt, isWorse, stateBefore } from './course';
import { clock, type Log, type Violation } from './log';
import { rulesOf } from '../../../domain/severity/scale';

/** Rulings 11 and 40: an item bound to a probe is not ticked by hand while the probe says that it fails. */
export function failingProbeIsNotTickedByHand(log: Log, policy: Policy): Violation[] {
  return log.entries.flatMap((entry, n) => {
    if (entry.is !== 'act' || entry.deed.do !== 'tick') return [];
    const { item } = entry.deed;
    const probe = policy.checklists.immediate.items.find(({ id }) => id === item)?.probe;
    const read = log.entries
      .slice(0, n)
      .findLast((one) => one.is === 'reading' && probe !== undefined && probe in one.readings);
    if (probe === undefined || read?.is !== 'reading' || read.readings[probe] !== false) return [];
    return [
      {
        rule: 'failingProbeIsNotTickedByHand',
        at: entry.at,
        what: `${entry.by} ticks ${item}, and ${probe} failed at ${clock(read.at)}`,
      },
    ];
  });
}

/** Rulings 11 and 40: resolving needs what the worst severity so far asks for, or an override. */
export function gateFollowsTheWorstSeverity(log: Log, policy: Policy): Violation[] {
  const byHand = policy.checklists.immediate.items.filter(({ probe }) => probe === undefined).map(({ id }) => id);
  return log.entries.flatMap((entry, n) => {
    if (entry.is !== 'act' || entry.deed.do !== 'resolve' || entry.deed.override !== undefined) return [];
    const before = { ...log, entries: log.entries.slice(0, n) };
    const seen = [
      // What nobody had classified was a guess.
      ...entriesOf(before, 'opened').flatMap((one) => (one.unclassified ? [] : [one.severity])),
      ...entriesOf(before, 'severity').map((one) => one.to),
    ];
    const worst = seen.reduce((one, other) => (isWorse(other, one) ? other : one), seen[0] ?? 'P4');
    const ticked = entriesOf(before, 'act').flatMap(({ deed }) => (deed.do === 'tick' ? [deed.item] : []));
    const open = byHand.filter((item) => !ticked.includes(item));
    if (!rulesOf(policy, worst).gated || open.length === 0) return [];
    return [
      {
        rule: 'gateFollowsTheWorstSeverity',
        at: entry.at,
        what: `a ${worst} of once is resolved without an override, and nobody ticked ${open.join()}`,
      },
    ];
  });
}

/** Ruling 37: confirming an unclassified severity moves no clock. */
export function confirmingMovesNoClock(log: Log): Violation[] {
  const opened = entriesOf(log, 'opened')[0];
  return log.entries.flatMap((entry, n) => {
    if (entry.is !== 'act' || entry.deed.do !== 'severity' || opened?.unclassified !== true) return [];
    if (stateBefore(log, n).severity !== entry.deed.severity) return [];
    const before = new Map(
      log.entries.slice(0, n).flatMap((one) => (one.is === 'duty' ? [[one.id, one] as const] : [])),
    );
    const here = log.entries.slice(n).filter((one) => one.at === entry.at);
    // Only what the act itself moved: the next act of this instant may move more.
    const next = here.findIndex(
      (one, place) => place > 0 && (one.is === 'act' || one.is === 'alert' || one.is === 'joined-by'),
    );
    return (next === -1 ? here : here.slice(0, next)).flatMap((one) => {
      if (one.is !== 'duty' || one.state !== 'open' || one.id.startsWith('update:')) return [];
      const old = before.get(one.id);
      if (old === undefined || old.state !== 'open' || old.dueAt === undefined || old.dueAt === one.dueAt) return [];
      return [
        {
          rule: 'confirmingMovesNoClock',
          at: entry.at,
          what: `${one.id} was due ${clock(old.dueAt)}, and is due ${clock(one.dueAt ?? 0)} now`,
        },
      ];
    });
  });
}

/** Ruling 35: what was asked for is not done: a page is met when a way took it, a bridge when there is one or a person says so. */
export function askedIsNotDone(log: Log, policy: Policy): Violation[] {
  return entriesOf(log, 'duty').flatMap((duty) => {
    const { id, state, doneAt, at } = duty;
    if ((state !== 'met' && state !== 'late') || doneAt === undefined) return [];
    const first = rulesOf(policy, stateBefore(log, log.entries.indexOf(duty)).severity).escalation[0]?.roles ?? [];
    // Whoever has done something is there: a rise rings them only where it is above all that was answered (ruling 27).
    const isThere = (person: PersonId): boolean =>
      entriesOf(log, 'act').some((act) => act.by === person && act.at <= at);
    if (id === 'task:page-team' && first.flatMap((role) => holdersAt(log, role, at)).every(isThere)) return [];
    const done = log.entries.some((one) => {
      if (one.at > at) return false;
      if (one.is === 'act')
        return (one.deed.do === 'task' && `task:${one.deed.task}` === id) || one.deed.do === 'bridge';
      if (id === 'task:page-team') return one.is === 'ring' && one.through;
      return one.is === 'done' && one.what === 'open-bridge' && one.through;
    });
    if (done || (id !== 'task:page-team' && id !== 'task:open-bridge')) return [];
    return [{ rule: 'askedIsNotDone', at, what: `${id} is ${state}, and nothing got through` }];
  });
}
