/** Do those who were told at first hear on, in time, and of what changes? */
import type { Policy } from '../../../policy/schema';
import { MINUTE } from '../../support/times';
import { entriesOf, isCalm, isOver, leadAt, spansOf, stateBefore } from './course';
import { clock, type EntryOf, type Log, type Moment, type Violation } from './log';
import { rulesOf } from '../../../domain/severity/scale';

/** What counts as an update: rulings 7 and 38. */
const UPDATES = ['initial', 'update', 'severity-confirmed'];

const posts = (log: Log, port: string): EntryOf<'post'>[] =>
  entriesOf(log, 'post').filter((one) => one.port === port && one.through && one.to.length === 0);

/** Ruling 7: while it is open, the next update comes no later than the upper bound after the one before. */
export function updatesKeepTheirCadence(log: Log, policy: Policy): Violation[] {
  const spans = spansOf(log, ({ severity, status }) =>
    isOver(status) || rulesOf(policy, severity).updates === null ? undefined : severity,
  );
  return spans.flatMap(({ from, to, severity }) => {
    const every = rulesOf(policy, severity).updates?.postAfter ?? 0;
    const heard = posts(log, 'chat').filter(({ message }) => UPDATES.includes(message));
    const times = [from, ...heard.map(({ at }) => at).filter((at) => at > from && at < to)];
    return times.flatMap((at, n) => {
      const due = at + every;
      const next = times[n + 1] ?? Infinity;
      if (due >= Math.min(to, log.until) || next <= due || !isCalm(log, policy, at, due)) return [];
      return [{ rule: 'updatesKeepTheirCadence', at: due, what: `no update since ${clock(at)} (${severity})` }];
    });
  });
}

/** Ruling 7: an update that posts itself was announced to somebody with a draft. */
export function automaticUpdatesAreAnnounced(log: Log, policy: Policy): Violation[] {
  return posts(log, 'chat').flatMap((update) => {
    if (update.message !== 'update') return [];
    const isByPerson = entriesOf(log, 'act').some(({ at, deed }) => deed.do === 'update' && at === update.at);
    const { severity } = stateBefore(log, log.entries.indexOf(update));
    const cadence = rulesOf(policy, severity).updates;
    // A change of severity or status is told within a minute, and counts as the update: nobody owed it.
    const changes = [...entriesOf(log, 'severity'), ...entriesOf(log, 'status')];
    const isChange = changes.some(({ at }) => at <= update.at && at >= update.at - MINUTE);
    if (isByPerson || isChange || cadence === null) return [];
    const from = update.at - cadence.postAfter;
    if (!isCalm(log, policy, from - 2 * MINUTE, update.at)) return [];
    const nudges = entriesOf(log, 'post').filter(
      ({ message, to, through }) => message === 'nudge' && to.length > 0 && through,
    );
    if (nudges.some(({ at }) => at >= from && at < update.at)) return [];
    // Nobody leads, and nobody was found to be called: nobody could be told.
    if (leadAt(log, update.at) === undefined && entriesOf(log, 'directory').length > 1) return [];
    return [
      {
        rule: 'automaticUpdatesAreAnnounced',
        at: update.at,
        what: `an update posts itself (${severity}), and nobody was nudged since ${clock(from)}`,
      },
    ];
  });
}

/** Ruling 38: whoever got the first notification is told of each change of severity or status within a minute. */
export function changesAreTold(log: Log, policy: Policy): Violation[] {
  const changes = [...entriesOf(log, 'severity'), ...entriesOf(log, 'status')];
  return ['chat', 'mail'].flatMap((port) =>
    changes.flatMap((change) => {
      const { at, from, to } = change;
      const due = at + MINUTE;
      const initial = posts(log, port).find(({ message }) => message === 'initial');
      const isUndone = changes.some((later) => later !== change && later.at >= at && later.at <= due);
      // Confirming a severity that nobody had said is one line in the channel.
      const isFirst = entriesOf(log, 'severity')[0] === change;
      const isConfirmed = isFirst && log.entries.some((one) => one.is === 'opened' && one.unclassified) && from < to;
      if (isConfirmed && port === 'mail') return [];
      const isEnd = entriesOf(log, 'status').some((one) => one.at >= at && one.at <= due && isOver(one.to));
      if (initial === undefined || initial.at > at || isUndone || isEnd || due >= log.until) return [];
      if (!isCalm(log, policy, at, due)) return [];
      const tells = [...UPDATES, 'rollback'];
      if (posts(log, port).some((post) => tells.includes(post.message) && post.at >= at && post.at <= due)) return [];
      return [{ rule: 'changesAreTold', at, what: `${from} -> ${to} is not told by ${port}` }];
    }),
  );
}

/** Ruling 7: the resolved notification goes to everybody who got the initial one (41: within a minute). */
export function resolvedIsTold(log: Log, policy: Policy): Violation[] {
  return entriesOf(log, 'status').flatMap(({ at, to }) => {
    const due = at + MINUTE;
    if (to !== 'resolved' || due >= log.until || !isCalm(log, policy, at, due)) return [];
    return ['chat', 'mail'].flatMap((port) => {
      const initial = posts(log, port).some((post) => post.message === 'initial' && post.at <= at);
      if (!initial || posts(log, port).some((post) => post.message === 'resolved' && post.at >= at && post.at <= due))
        return [];
      return [{ rule: 'resolvedIsTold', at, what: `resolved is not told by ${port}` }];
    });
  });
}

/** Rulings 12 and 27: after the end there are last words only. */
export function nothingGoesOnAfterTheEnd(log: Log): Violation[] {
  const ends: readonly string[] = [
    'nudge',
    'update',
    'brief',
    'all-clear',
    'news',
    'stable',
    'unticked',
    'log-watch',
    'bridge-invitation',
  ];
  return entriesOf(log, 'post').flatMap((post) => {
    const end = entriesOf(log, 'status').find(({ to }) => isOver(to));
    if (end === undefined || post.at <= end.at || !ends.includes(post.message)) return [];
    return [{ rule: 'nothingGoesOnAfterTheEnd', at: post.at, what: `${post.key} after the end at ${clock(end.at)}` }];
  });
}

/** Ruling 30: one bridge invitation per person. */
export function oneBridgeInvitationEach(log: Log): Violation[] {
  const invited = new Map<string, Moment>();
  return entriesOf(log, 'post').flatMap(({ message, to, at, key, through }) => {
    if (message !== 'bridge-invitation' || !through) return [];
    return to.flatMap((person) => {
      const before = invited.get(person);
      invited.set(person, before ?? at);
      return before === undefined
        ? []
        : [
            {
              rule: 'oneBridgeInvitationEach',
              at,
              what: `${person} is invited again (${key}), after ${clock(before)}`,
            },
          ];
    });
  });
}

/** Ruling 31: a withdrawal says in its first line that nothing is to be done. */
export function withdrawalsSaySo(log: Log): Violation[] {
  return entriesOf(log, 'withdrawal').flatMap(({ at, key, text }) => {
    const first = text.split('\n').find((line) => line.trim() !== '') ?? '';
    return /no longer|nothing|not need|n't need|withdrawn|stand down|no action/i.test(first)
      ? []
      : [{ rule: 'withdrawalsSaySo', at, what: `${key} begins: ${first}` }];
  });
}
