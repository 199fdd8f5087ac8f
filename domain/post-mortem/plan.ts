/**
 * What is due after the incident: the meeting, the signatures, the later checklists, the action items? This room runs from the
 * resolution to the last signature and never touches the incident that it follows.
 */
import type { Policy } from '../../policy/schema';
import { isOwed } from '../ledger/ledger';
import { currentMembers } from '../paging/series';
import { effectKey, seriesName } from '../state/keys';
import { obligationId } from '../state/obligation-ids';
import type { Instant, PersonId, Role } from '../state/vocabulary';
import { spokenDuration, utcDateTime } from '../text/format';
import { rolesInvited } from './attendees';
import { planDocument } from './document';
import type { Entry, PostMortemEffect } from './effects';
import { type ItemTicketWatch, watchItemTickets } from './item-tickets';
import { isMeetingMoot, planInvitations } from './meeting';
import { slotRequest } from './slot';
import { LATER_STAGES, missingSigners, type PostMortem } from './state';
import { planSuites } from './test-suites';
import { defined } from '../state/fields';

export interface PostMortemPlan {
  due: PostMortemEffect[];
  wakeAt?: Instant;
  /** The tickets that are read now; reading any others ends. */
  tickets?: ItemTicketWatch;
}

const isTaken = (postMortem: PostMortem, { key, series, n }: PostMortemEffect): boolean => {
  const record = postMortem.effects[key];
  if (record !== undefined) return record.status !== 'failed';
  return series !== undefined && n !== undefined && (postMortem.series[series] ?? 0) >= n;
};

/** What is due after the resolution at `now`, and when to check again. */
export function planPostMortem(policy: Policy, postMortem: PostMortem, now: Instant): PostMortemPlan {
  const agenda = [
    ...planMeeting(policy, postMortem),
    ...planDocument(postMortem),
    ...planInvitations(postMortem),
    ...planReminders(policy, postMortem, now),
    ...planChase(policy, postMortem, now),
    ...planStages(policy, postMortem),
    ...planSuites(policy, postMortem),
    ...planActionItems(policy, postMortem, now),
    ...planItemTickets(policy, postMortem),
    ...planDeadlines(postMortem),
  ]
    .filter(({ effect }) => !isTaken(postMortem, effect))
    .map(({ at, effect }) => {
      const record = postMortem.effects[effect.key];
      return { effect, at: record?.status === 'failed' ? Math.max(at, record.at + policy.delivery.retryEvery) : at };
    });
  const later = agenda.filter(({ at }) => at > now).map(({ at }) => at);
  const tickets = watchItemTickets(policy, postMortem);
  return {
    due: agenda.filter(({ at }) => at <= now).map(({ effect }) => effect),
    ...(later.length > 0 && { wakeAt: Math.min(...later) }),
    ...defined({ tickets }),
  };
}

function planMeeting(policy: Policy, postMortem: PostMortem): Entry[] {
  const { resolvedAt, meeting } = postMortem;
  const entries: Entry[] = [
    { at: resolvedAt, effect: { do: 'draft', key: effectKey('draft') } },
    {
      at: resolvedAt,
      effect: {
        do: 'find-attendees',
        key: effectKey('attendees'),
        roles: rolesInvited(policy),
      },
    },
  ];
  if (meeting === undefined && !isMeetingMoot(policy, postMortem))
    entries.push({
      at: resolvedAt,
      effect: {
        do: 'find-slot',
        key: effectKey('slot'),
        ...slotRequest(policy, resolvedAt),
      },
    });
  return entries;
}

/**
 * Reminders before the meeting, unless they would be before its time was set. A reminder that the next one supersedes is
 * skipped, and so are all of them once the meeting has begun.
 */
function planReminders(policy: Policy, postMortem: PostMortem, now: Instant): Entry[] {
  const { meeting, heldAt, attendees, title } = postMortem;
  const { speed } = postMortem.policy;
  if (meeting === undefined || meeting.off !== undefined || heldAt !== undefined || now >= meeting.startsAt) return [];
  const reminders = policy.postMortem.remindBefore.map((before) => ({ before, at: meeting.startsAt - before }));
  return reminders
    .filter(({ at }) => at > meeting.setAt)
    .filter(({ at }) => !reminders.some((later) => later.at > at && later.at <= now))
    .map(({ before, at }) => {
      const ahead = spokenDuration(before * speed);
      const subject = `Post-mortem in ${ahead}: ${title}`;
      const text = `The post-mortem of "${title}" starts in ${ahead}, at ${utcDateTime(meeting.startsAt)}.`;
      return {
        at,
        effect: {
          do: 'remind',
          key: effectKey('meeting-reminder', { sequence: meeting.sequence, ahead: ahead.replace(/ /g, '') }),
          to: attendees,
          roles: [],
          subject,
          text,
        },
      };
    });
}

/** Reminders from the deadline on, until it was held and everyone signed. */
function planChase(policy: Policy, postMortem: PostMortem, now: Instant): Entry[] {
  const { resolvedAt, heldAt, lead, title } = postMortem;
  const missing = missingSigners(policy, postMortem);
  if (heldAt !== undefined && missing.length === 0) return [];
  const { heldWithin, chaseEvery } = policy.postMortem;
  const what =
    heldAt === undefined
      ? 'has not been held yet'
      : `is not signed yet by ${missing.map((role) => policy.roles[role]?.title ?? role).join(' and ')}`;
  const next =
    heldAt === undefined
      ? ` It was due by ${utcDateTime(resolvedAt + heldWithin)}. Once it is held: muster post-mortem ${postMortem.incidentId} hold`
      : ` To sign: muster post-mortem ${postMortem.incidentId} sign`;
  return currentMembers(resolvedAt + heldWithin, chaseEvery, now).map(({ n, at }) => ({
    at,
    effect: {
      do: 'remind',
      key: effectKey('chase', { n }),
      series: seriesName('chase'),
      n,
      to: lead === undefined ? [] : [lead],
      roles: missing,
      subject: `Overdue: post-mortem of ${title}`,
      text: `The post-mortem of "${title}" (${postMortem.incidentId}) ${what}.${next}`,
    },
  }));
}

/** When a later list is due, its owner is told what is still open. */
function planStages(policy: Policy, postMortem: PostMortem): Entry[] {
  return LATER_STAGES.flatMap((stage) => {
    const { within, owner, items } = policy.checklists[stage];
    const open = items.filter(({ id }) => {
      const obligation = postMortem.obligations[obligationId('checklist', { item: id })];
      return obligation !== undefined && isOwed(obligation);
    });
    if (within === null || open.length === 0) return [];
    const lead = postMortem.lead;
    const list = open.map((item) => `- [ ] ${item.text} (${item.id})`).join('\n');
    const text = `${list}\nTick what is done: muster post-mortem ${postMortem.incidentId} tick ITEM`;
    const to = owner === 'lead' && lead !== undefined ? [lead] : [];
    return [
      {
        at: postMortem.resolvedAt + within,
        effect: {
          do: 'remind' as const,
          key: effectKey('list-reminder', { stage }),
          to,
          roles: owner === 'lead' ? [] : [owner],
          subject: `Overdue checklist: ${postMortem.title}`,
          text,
        },
      },
    ];
  });
}

/** For each open action item: two days before, on the day, and after that daily to the manager. */
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
          ...(item.ticket?.readable === true && { item: item.id, ticket: item.ticket.reference }),
          text: `${item.text} (${item.id}, ${item.ownerName}, ${item.priority}) ${at > item.dueAt ? 'was' : 'is'} due on ${new Date(item.dueAt).toISOString().slice(0, 10)}.`,
          ...rest,
        },
      });
      const owner = { to: [item.owner], roles: [] };
      const late = currentMembers(item.dueAt + chaseEvery, chaseEvery, now).map(({ n, at }) =>
        remind(at, effectKey('item-late', { item: item.id, n }), 'Overdue', {
          to: [],
          roles: [chase],
          series: seriesName('item-late', { item: item.id }),
          n,
        }),
      );
      // A reminder that a newer one supersedes is skipped.
      const soon =
        now < item.dayAt
          ? [remind(item.dueAt - remindBefore, effectKey('item-due-soon', { item: item.id }), 'Due soon', owner)]
          : [];
      const today =
        now < item.dueAt
          ? [remind(item.dayAt, effectKey('item-due-today', { item: item.id }), 'Due today', owner)]
          : [];
      return [...soon, ...today, ...late];
    });
}

/** Every action item has a ticket, where the policy wants it to. */
const planItemTickets = (policy: Policy, { actionItems, resolvedAt }: PostMortem): Entry[] =>
  policy.postMortem.actionItems.ticket === null
    ? []
    : actionItems
        .filter(({ doneAt, ticket }) => doneAt === undefined && ticket === undefined)
        .map(({ id }) => ({
          at: resolvedAt,
          effect: { do: 'create-item-ticket', key: effectKey('item-ticket', { item: id }), item: id },
        }));

const planDeadlines = ({ obligations }: PostMortem): Entry[] =>
  Object.values(obligations).flatMap(({ id, state, dueAt }) =>
    state === 'open' && dueAt !== undefined
      ? [
          {
            at: dueAt,
            effect: { do: 'miss' as const, key: effectKey('miss', { obligation: id, at: dueAt }), obligation: id },
          },
        ]
      : [],
  );
