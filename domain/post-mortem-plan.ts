import type { Policy } from '../policy/schema';
import type { Outcome } from './events';
import type { Instant, PersonId, Role } from './incident';
import { clean } from './inert';
import { isOwed, miss } from './obligations';
import { currentMembers } from './paging';
import { LATER_STAGES, missingSigners, type PostMortem } from './post-mortem';
import { noted } from './timeline';
import { spokenDuration } from './wording';

/** One thing that the time after an incident asks for. */
export type PostMortemEffect = { key: string; series?: string; n?: number } & (
  | { do: 'draft' }
  | { do: 'find-slot'; after: Instant; soonBy: Instant; latestBy: Instant; lastsMs: number }
  | { do: 'find-attendees'; roles: Role[] }
  | { do: 'invite'; sequence: number }
  | { do: 'remind'; to: PersonId[]; roles: Role[]; subject: string; text: string }
  | { do: 'miss'; obligation: string }
);

interface Entry {
  at: Instant;
  effect: PostMortemEffect;
}

export interface PostMortemPlan {
  due: PostMortemEffect[];
  wakeAt?: Instant;
}

const isTaken = (postMortem: PostMortem, { key, series, n }: PostMortemEffect): boolean => {
  const record = postMortem.effects[key];
  if (record !== undefined) return record.status !== 'failed';
  return series !== undefined && n !== undefined && (postMortem.series[series] ?? 0) >= n;
};

/** What is due after the resolution at `now`, and when to look again. */
export function planPostMortem(policy: Policy, postMortem: PostMortem, now: Instant): PostMortemPlan {
  const agenda = [
    ...planMeeting(policy, postMortem),
    ...planReminders(policy, postMortem, now),
    ...planChase(policy, postMortem, now),
    ...planStages(policy, postMortem),
    ...planActionItems(policy, postMortem, now),
    ...planDeadlines(postMortem),
  ]
    .filter(({ effect }) => !isTaken(postMortem, effect))
    .map(({ at, effect }) => {
      const record = postMortem.effects[effect.key];
      return { effect, at: record?.status === 'failed' ? Math.max(at, record.at + policy.delivery.retryEvery) : at };
    });
  const later = agenda.filter(({ at }) => at > now).map(({ at }) => at);
  return {
    due: agenda.filter(({ at }) => at <= now).map(({ effect }) => effect),
    ...(later.length > 0 && { wakeAt: Math.min(...later) }),
  };
}

function planMeeting(policy: Policy, { resolvedAt, meeting, attendees, effects }: PostMortem): Entry[] {
  const { proposeWithin, heldWithin, meetingLasts, attendees: roles } = policy.postMortem;
  const entries: Entry[] = [
    { at: resolvedAt, effect: { do: 'draft', key: 'draft' } },
    {
      at: resolvedAt,
      effect: { do: 'find-attendees', key: 'attendees', roles: [...roles, ...policy.postMortem.signers] },
    },
  ];
  if (meeting === undefined)
    entries.push({
      at: resolvedAt,
      effect: {
        do: 'find-slot',
        key: 'slot',
        after: resolvedAt,
        soonBy: resolvedAt + proposeWithin,
        latestBy: resolvedAt + heldWithin,
        lastsMs: meetingLasts,
      },
    });
  else if (attendees.length > 0 && effects['attendees']?.status === 'done')
    entries.push({
      at: meeting.setAt,
      effect: { do: 'invite', key: `invite:${meeting.sequence}`, sequence: meeting.sequence },
    });
  return entries;
}

/**
 * Reminders before the meeting, as far as they lie after the moment at which its time was set. One that the next has
 * overtaken is left out, and so are all of them once the meeting has begun.
 */
function planReminders(policy: Policy, postMortem: PostMortem, now: Instant): Entry[] {
  const { meeting, heldAt, attendees, title } = postMortem;
  const { speed } = postMortem.policy;
  if (meeting === undefined || heldAt !== undefined || now >= meeting.startsAt) return [];
  const reminders = policy.postMortem.remindBefore.map((before) => ({ before, at: meeting.startsAt - before }));
  return reminders
    .filter(({ at }) => at > meeting.setAt)
    .filter(({ at }) => !reminders.some((later) => later.at > at && later.at <= now))
    .map(({ before, at }) => {
      const ahead = spokenDuration(before * speed);
      const subject = `Post-mortem in ${ahead}: ${title}`;
      const text = `The post-mortem of "${title}" begins at ${new Date(meeting.startsAt).toISOString()}, in ${ahead}.`;
      return {
        at,
        effect: {
          do: 'remind',
          key: `reminder:${meeting.sequence}:${ahead.replace(/ /g, '')}`,
          to: attendees,
          roles: [],
          subject,
          text,
        },
      };
    });
}

/** From the deadline on, regularly, until it was held and everybody signed. */
function planChase(policy: Policy, postMortem: PostMortem, now: Instant): Entry[] {
  const { resolvedAt, heldAt, lead, title } = postMortem;
  const missing = missingSigners(policy, postMortem);
  if (heldAt !== undefined && missing.length === 0) return [];
  const { heldWithin, chaseEvery } = policy.postMortem;
  const what =
    heldAt === undefined
      ? 'has not been held'
      : `is not signed by ${missing.map((role) => policy.roles[role]?.title ?? role).join(' and ')}`;
  return currentMembers(resolvedAt + heldWithin, chaseEvery, now).map(({ n, at }) => ({
    at,
    effect: {
      do: 'remind',
      key: `chase:${n}`,
      series: 'chase',
      n,
      to: lead === undefined ? [] : [lead],
      roles: missing,
      subject: `Overdue: post-mortem of ${title}`,
      text: `The post-mortem of "${title}" (${postMortem.incidentId}) ${what}.`,
    },
  }));
}

/** At the end of each later list, its owner hears what is still open on it. */
function planStages(policy: Policy, postMortem: PostMortem): Entry[] {
  return LATER_STAGES.flatMap((stage) => {
    const { within, owner, items } = policy.checklists[stage];
    const open = items.filter(({ id }) => {
      const obligation = postMortem.obligations[`checklist:${id}`];
      return obligation !== undefined && isOwed(obligation);
    });
    if (within === null || open.length === 0) return [];
    const lead = postMortem.lead;
    const text = open.map((item) => `- [ ] ${item.text} (${item.id})`).join('\n');
    const to = owner === 'lead' && lead !== undefined ? [lead] : [];
    return [
      {
        at: postMortem.resolvedAt + within,
        effect: {
          do: 'remind' as const,
          key: `list:${stage}`,
          to,
          roles: owner === 'lead' ? [] : [owner],
          subject: `Not checked in time: ${postMortem.title}`,
          text,
        },
      },
    ];
  });
}

/** Two days before, on the day, and after it daily to the manager: for each action item that is not done. */
function planActionItems(policy: Policy, { actionItems }: PostMortem, now: Instant): Entry[] {
  const { remindBefore, chaseEvery, chase } = policy.postMortem.actionItems;
  return actionItems
    .filter(({ doneAt }) => doneAt === undefined)
    .flatMap((item) => {
      const remind = (
        at: Instant,
        key: string,
        subject: string,
        rest: { to: PersonId[]; roles: Role[]; series?: string; n?: number },
      ): Entry => ({
        at,
        effect: {
          do: 'remind',
          key,
          subject: `${subject}: ${item.text}`,
          text: `${item.text} (${item.id}, ${item.ownerName}, ${item.priority}) is due on ${new Date(item.dueAt).toISOString().slice(0, 10)}.`,
          ...rest,
        },
      });
      const owner = { to: [item.owner], roles: [] };
      const late = currentMembers(item.dueAt + chaseEvery, chaseEvery, now).map(({ n, at }) =>
        remind(at, `item:${item.id}:late:${n}`, 'Overdue', {
          to: [],
          roles: [chase],
          series: `item:${item.id}:late`,
          n,
        }),
      );
      // A reminder that its day has overtaken is left out: what counts is the newest word.
      const soon =
        now < item.dayAt ? [remind(item.dueAt - remindBefore, `item:${item.id}:soon`, 'Due soon', owner)] : [];
      const today = now < item.dueAt ? [remind(item.dayAt, `item:${item.id}:today`, 'Due today', owner)] : [];
      return [...soon, ...today, ...late];
    });
}

const planDeadlines = ({ obligations }: PostMortem): Entry[] =>
  Object.values(obligations).flatMap(({ id, state, dueAt }) =>
    state === 'open' && dueAt !== undefined
      ? [{ at: dueAt, effect: { do: 'miss' as const, key: `miss:${id}:${dueAt}`, obligation: id } }]
      : [],
  );

/** What came back from an effect of the post-mortem. */
export type PostMortemOutcome =
  | Extract<Outcome, { of: 'delivered' | 'people' }>
  | { of: 'drafted'; path: string }
  | { of: 'slot'; startsAt: Instant; inBusinessHours: boolean };

/** An effect is under way; what the clock alone decides has happened. */
export function postMortemEffectStarted(postMortem: PostMortem, effect: PostMortemEffect, at: Instant): PostMortem {
  if (effect.do === 'miss') {
    const obligation = postMortem.obligations[effect.obligation];
    if (obligation?.state !== 'open') return postMortem;
    return noted(miss(postMortem, effect.obligation), at, {
      kind: 'missed',
      text: `Not in time: ${obligation.what}`,
      key: effect.obligation,
    });
  }
  const series =
    effect.series === undefined || effect.n === undefined
      ? postMortem.series
      : { ...postMortem.series, [effect.series]: effect.n };
  // The reason of a failure before stays until the effect is done: the same one again is not news.
  const reason = postMortem.effects[effect.key]?.reason;
  const running = { status: 'running' as const, at, ...(reason !== undefined && { reason }) };
  return { ...postMortem, series, effects: { ...postMortem.effects, [effect.key]: running } };
}

export function postMortemEffectDone(
  policy: Policy,
  postMortem: PostMortem,
  effect: PostMortemEffect,
  outcome: PostMortemOutcome,
  at: Instant,
): PostMortem {
  const done: PostMortem = { ...postMortem, effects: { ...postMortem.effects, [effect.key]: { status: 'done', at } } };
  switch (outcome.of) {
    case 'drafted':
      return noted({ ...done, draft: outcome.path }, at, {
        kind: 'drafted',
        text: `Post-mortem drafted: ${outcome.path}`,
      });
    case 'slot': {
      if (done.meeting !== undefined) return done;
      const { startsAt, inBusinessHours } = outcome;
      const meeting = { startsAt, inBusinessHours, lastsMs: policy.postMortem.meetingLasts, sequence: 0, setAt: at };
      const outside = inBusinessHours ? '' : ' (no slot in business hours before the deadline)';
      return noted({ ...done, meeting }, at, {
        kind: 'meeting',
        text: `Meeting proposed for ${new Date(startsAt).toISOString()}${outside}`,
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
    case 'delivered':
      return effect.do === 'remind'
        ? noted(done, at, { kind: 'reminded', text: effect.subject, key: effect.key })
        : done;
  }
}

export function postMortemEffectFailed(
  postMortem: PostMortem,
  effect: PostMortemEffect,
  reason: string,
  at: Instant,
): PostMortem {
  const before = postMortem.effects[effect.key];
  const failed: PostMortem = {
    ...postMortem,
    effects: { ...postMortem.effects, [effect.key]: { status: 'failed', at, reason: clean(reason, 500) } },
  };
  return before?.reason === clean(reason, 500)
    ? failed
    : noted(failed, at, { kind: 'not-delivered', text: `${effect.key} did not succeed: ${reason}`, key: effect.key });
}
