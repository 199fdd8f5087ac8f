/** Why can't this be done for the post-mortem now? */
import type { Policy } from '../../policy/schema';
import { guestRefused, lacking } from '../acts/permissions';
import type { Access } from '../state/access';
import type { PersonId } from '../state/vocabulary';
import { titleOf } from '../text/format';
import type { PostMortemAct, PostMortemDeed } from './acts';
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

/** Why this can't be done now, in one sentence, or `undefined` when it can. */
export function refusePostMortem(policy: Policy, postMortem: PostMortem, act: PostMortemAct): string | undefined {
  if (act.incidentId !== postMortem.incidentId)
    return `That was meant for ${act.incidentId}; this is the post-mortem of ${postMortem.incidentId}.`;
  if (postMortem.answered[act.actId] !== undefined) return undefined;
  if (act.by.trim() === '') return 'No person given. Use --as PERSON.';
  return notPermittedAfterwards(act, postMortem.lead) ?? refuseDeed(policy, postMortem, act);
}

/** Far beyond what any real post-mortem needs. */
const MOST_ITEMS = 200;

function refuseDeed(policy: Policy, postMortem: PostMortem, act: PostMortemAct): string | undefined {
  switch (act.do) {
    case 'tick':
    case 'untick':
    case 'skip':
      return refuseItem(policy, postMortem, act);
    case 'run':
      return refuseRun(policy, postMortem, act.item);
    case 'note':
      return act.text.trim() === '' ? 'The text is empty.' : undefined;
    case 'move':
    case 'hold':
      return postMortem.heldAt === undefined ? undefined : 'The post-mortem has already been held.';
    case 'sign':
      if (postMortem.heldAt === undefined) return 'The post-mortem can be signed once it has been held.';
      return signableRoles(policy, postMortem, act).length > 0
        ? undefined
        : refuseSignature(policy, postMortem, act.byName);
    case 'add-item':
      if (act.text.trim() === '') return 'The text is empty.';
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
  if (!items.some(({ id }) => id === act.item))
    return `There is no item "${act.item}". The items are: ${items.map(({ id }) => id).join(', ')}.`;
  const ticked = postMortem.checklist[act.item]?.ticked === true;
  if (act.do === 'untick') return ticked ? undefined : `"${act.item}" is not ticked.`;
  if (act.do === 'skip' && act.reason.trim() === '') return 'Say why you are skipping it.';
  return ticked ? `"${act.item}" is already ticked.` : undefined;
}
