/** What changes in a post-mortem when something that the plan asked for starts, succeeds or fails? */
import type { Policy } from '../../policy/schema';
import { miss } from '../ledger/ledger';
import { noted, retryText, tellNotReached } from '../ledger/timeline';
import { afterwards } from '../messages/effect-name';
import type { Instant } from '../state/vocabulary';
import { sentence, utcDateTime } from '../text/format';
import { clean } from '../text/inert';
import type { PostMortemEffect, PostMortemOutcome } from './effects';
import { itemTicketCreated, ticketsSeen } from './item-tickets';
import { invitationSent, isMeetingMoot, isTooLate, withdrawn } from './meeting';
import type { PostMortem } from './state';
import { suiteEnded } from './test-suites';
import { defined } from '../state/fields';

/** An effect has started. An effect of the clock alone has happened with that. */
export function postMortemEffectStarted(postMortem: PostMortem, effect: PostMortemEffect, at: Instant): PostMortem {
  if (effect.do === 'miss') {
    const obligation = postMortem.obligations[effect.obligation];
    if (obligation?.state !== 'open') return postMortem;
    return noted(miss(postMortem, effect.obligation), at, {
      kind: 'missed',
      text: `Missed: ${obligation.what}`,
      key: effect.obligation,
    });
  }
  const series =
    effect.series === undefined || effect.n === undefined
      ? postMortem.series
      : { ...postMortem.series, [effect.series]: effect.n };
  // The last failure's reason stays until the effect is done: the same reason again is not news.
  const reason = postMortem.effects[effect.key]?.reason;
  const running = { status: 'running' as const, at, ...defined({ reason }) };
  return { ...postMortem, series, effects: { ...postMortem.effects, [effect.key]: running } };
}

export function postMortemEffectDone(
  policy: Policy,
  postMortem: PostMortem,
  effect: PostMortemEffect,
  outcome: PostMortemOutcome,
  at: Instant,
): PostMortem {
  const settled: PostMortem = {
    ...postMortem,
    effects: { ...postMortem.effects, [effect.key]: { status: 'done', at } },
  };
  const notReached = 'notReached' in outcome ? outcome.notReached : undefined;
  const done = tellNotReached(policy, settled, effect.key, notReached, at);
  switch (outcome.of) {
    case 'drafted':
      return noted({ ...done, draft: outcome.path }, at, {
        kind: 'drafted',
        text: `Post-mortem drafted: ${outcome.path}`,
      });
    case 'slot': {
      if (done.meeting !== undefined || isMeetingMoot(policy, done)) return done;
      const { startsAt, inBusinessHours } = outcome;
      const meeting = { startsAt, inBusinessHours, lastsMs: policy.postMortem.meetingLasts, sequence: 0, setAt: at };
      const outside = inBusinessHours ? '' : ' (no free slot in business hours before the deadline)';
      return noted({ ...done, meeting }, at, {
        kind: 'meeting',
        text: `Meeting proposed for ${utcDateTime(startsAt)}${outside}`,
      });
    }
    case 'people': {
      const people = { ...done.people };
      for (const { id, name, roles } of outcome.people)
        people[id] = { id, name, roles: [...new Set([...(people[id]?.roles ?? []), ...roles])] };
      const attendees = [...new Set([...done.attendees, ...outcome.people.map(({ id }) => id)])];
      const invited: PostMortem = { ...done, people, attendees };
      return outcome.problems.reduce((next, problem) => noted(next, at, { kind: 'warning', text: problem }), invited);
    }
    case 'invited':
      return effect.do === 'invite' ? invitationSent(policy, done, effect.sequence, outcome.people) : done;
    case 'withdrawn':
      return effect.do === 'withdraw' ? withdrawn(done, effect, outcome.people, at) : done;
    case 'suite':
      return effect.do === 'run-suite' ? suiteEnded(policy, done, effect, outcome, at) : done;
    case 'item-ticket': {
      const { reference, url, readable } = outcome;
      if (effect.do !== 'create-item-ticket') return done;
      return itemTicketCreated(done, effect.item, { reference, readable, ...defined({ url }) }, at);
    }
    case 'ticket-closed':
      return effect.do === 'remind' && effect.item !== undefined
        ? ticketsSeen(done, { closed: [effect.item], lost: [] }, at)
        : done;
    case 'delivered':
      return effect.do === 'remind'
        ? noted(done, at, { kind: 'reminded', text: effect.subject, key: effect.key })
        : done;
  }
}

export function postMortemEffectFailed(
  policy: Policy,
  postMortem: PostMortem,
  effect: PostMortemEffect,
  reason: string,
  at: Instant,
): PostMortem {
  const before = postMortem.effects[effect.key];
  const status = effect.do === 'withdraw' && isTooLate(postMortem, at) ? 'done' : 'failed';
  const failed: PostMortem = {
    ...postMortem,
    effects: { ...postMortem.effects, [effect.key]: { status, at, reason: clean(reason, 500) } },
  };
  if (before?.reason === clean(reason, 500)) return failed;
  const retry = status === 'failed' ? ` ${retryText(policy)}` : '';
  const text = `${afterwards(policy, effect.key)} failed: ${sentence(reason)}${retry}`;
  return noted(failed, at, { kind: 'not-delivered', text, key: effect.key });
}
