/** Why can't this be done for the post-mortem now? */
import type { Policy } from '../../policy/schema';
import { guestRefused, lacking } from '../acts/permissions';
import type { Access } from '../state/access';
import { type Because, type ActRefusal, actRefusal } from '../state/refusal';
import type { Instant, PersonId } from '../state/vocabulary';
import { titleOf, utcDateTime } from '../text/format';
import type { PostMortemAct, PostMortemDeed } from './acts';
import { isInBusinessHours } from './business-hours';
import { signableRoles } from './evolve';
import { LATER_STAGES, missingSigners, type PostMortem } from './state';
import { refuseRun } from './test-suites';

/** The least access for each act after the incident. Signing takes a role of the directory as well. */
export const POST_MORTEM_NEEDS: Record<PostMortemDeed['do'], Access> = {
  tick: 'responder',
  untick: 'responder',
  skip: 'lead',
  run: 'responder',
  note: 'responder',
  move: 'responder',
  hold: 'responder',
  sign: 'responder',
  'add-item': 'responder',
  'finish-item': 'responder',
};

/** How a refusal names each act: "Dora can't ...". */
const POST_MORTEM_WORDS: Record<PostMortemDeed['do'], string> = {
  tick: 'tick a checklist item',
  untick: 'untick a checklist item',
  skip: 'skip a checklist item',
  run: 'run tests',
  note: 'add a note',
  move: 'move the meeting',
  hold: 'mark the post-mortem as held',
  sign: 'sign the post-mortem',
  'add-item': 'add an action item',
  'finish-item': 'mark an action item as done',
};

/** Why this person may not do this after the incident, or `undefined` if they may; `lead` was its lead. */
export const notPermittedAfterwards = (act: PostMortemAct, lead: PersonId | undefined): string | undefined =>
  guestRefused(act, POST_MORTEM_WORDS[act.do]) ??
  lacking(act, POST_MORTEM_WORDS[act.do], POST_MORTEM_NEEDS[act.do], lead);

/** Why this can't be done now, or `undefined` when it can. */
export const refusePostMortem = (
  policy: Policy,
  postMortem: PostMortem,
  act: PostMortemAct,
  now: Instant,
): ActRefusal | undefined => actRefusal(against(policy, postMortem, act, now));

function against(policy: Policy, postMortem: PostMortem, act: PostMortemAct, now: Instant): Because {
  if (act.incidentId !== postMortem.incidentId)
    return `That was meant for ${act.incidentId}; this is the post-mortem of ${postMortem.incidentId}.`;
  if (postMortem.answered[act.actId] !== undefined) return undefined;
  if (act.by.trim() === '') return 'It is not known who you are. Say who is doing this.';
  return notPermittedAfterwards(act, postMortem.lead) ?? refuseDeed(policy, postMortem, act, now);
}

const EMPTY = 'The text is empty. Say in a few words what you want to add.';

/** Far beyond what any real post-mortem needs. */
const MOST_ITEMS = 200;

function refuseDeed(policy: Policy, postMortem: PostMortem, act: PostMortemAct, now: Instant): Because {
  switch (act.do) {
    case 'tick':
    case 'untick':
    case 'skip':
      return refuseItem(policy, postMortem, act);
    case 'run':
      return refuseRun(policy, postMortem, act.item);
    case 'note':
      return act.text.trim() === '' ? EMPTY : undefined;
    case 'move':
    case 'hold':
      if (postMortem.heldAt !== undefined) return 'The post-mortem has already been held.';
      return act.do === 'move' ? refuseMove(policy, postMortem, act, now) : undefined;
    case 'sign':
      if (postMortem.heldAt === undefined) return 'The post-mortem can be signed once it has been held.';
      return signableRoles(policy, postMortem, act).length > 0
        ? undefined
        : refuseSignature(policy, postMortem, act.byName);
    case 'add-item':
      if (act.text.trim() === '') return EMPTY;
      if (act.dueAt <= now)
        return `The action item can't be due on ${utcDateTime(act.dueAt).slice(0, 10)}: that day's business hours ended at ${utcDateTime(act.dueAt)}. Choose a later due date.`;
      return postMortem.actionItems.length < MOST_ITEMS
        ? undefined
        : `The post-mortem has ${MOST_ITEMS} action items already. Put the others into your tracker.`;
    case 'finish-item': {
      const item = postMortem.actionItems.find(({ id }) => id === act.item);
      if (item === undefined) return `There is no action item "${act.item}".`;
      return item.doneAt === undefined ? undefined : `Action item ${act.item} is already done.`;
    }
  }
}

/** Where a meeting may be without a reason: ahead, inside business hours, and before the deadline. */
function refuseMove(
  policy: Policy,
  { resolvedAt }: PostMortem,
  { startsAt, reason = '' }: Extract<PostMortemDeed, { do: 'move' }>,
  now: Instant,
): Because {
  const { meetingLasts, heldWithin } = policy.postMortem;
  const when = utcDateTime(startsAt);
  if (startsAt <= now)
    return `The meeting can't be moved to ${when}, which is in the past. Choose a later time, or record that it was held.`;
  const { from, to, zone } = policy.calendar;
  const broken = [
    ...(isInBusinessHours(policy.calendar, startsAt, meetingLasts)
      ? []
      : [`outside business hours (${from} to ${to} ${zone} on business days)`]),
    ...(startsAt + meetingLasts <= resolvedAt + heldWithin
      ? []
      : [`too late to be held by the deadline (${utcDateTime(resolvedAt + heldWithin)})`]),
  ];
  return broken.length === 0 || reason.trim() !== ''
    ? undefined
    : { text: `${when} is ${broken.join(' and ')}. Choose another time, or say why.`, missing: 'reason' };
}

function refuseSignature(policy: Policy, postMortem: PostMortem, name: string): string {
  const missing = missingSigners(policy, postMortem).map((role) => titleOf(policy, role));
  return `${name} can't sign. ${missing.length === 0 ? 'No signature is missing' : `Still missing: ${missing.join(', ')}`}.`;
}

function refuseItem(
  policy: Policy,
  postMortem: PostMortem,
  act: Extract<PostMortemAct, { item: string }>,
): string | undefined {
  const items = LATER_STAGES.flatMap((stage) => policy.checklists[stage].items);
  const item = items.find(({ id }) => id === act.item);
  if (item === undefined)
    return `There is no item "${act.item}". The items are: ${items.map(({ id }) => id).join(', ')}.`;
  const ticked = postMortem.checklist[act.item]?.ticked === true;
  if (act.do === 'untick') return ticked ? undefined : `"${item.text}" is not ticked.`;
  if (act.do === 'skip' && act.reason.trim() === '') return 'Say why you are skipping it.';
  return ticked ? `"${item.text}" is already ticked.` : undefined;
}
