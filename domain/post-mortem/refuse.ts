import type { Policy } from '../../policy/schema';
import { lacking } from '../acts/permissions';
import type { Access } from '../state/access';
import type { PersonId } from '../state/vocabulary';
import type { PostMortemAct, PostMortemDeed } from './acts';
import { signableRoles } from './evolve';
import { LATER_STAGES, missingSigners, type PostMortem } from './state';
import { refuseRun } from './test-suites';

/** The same for what people do after the incident. Signatures and the chair are bound to roles of the directory. */
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

/** The same for what is done after the incident; `lead` led it. */
export const notPermittedAfterwards = (act: PostMortemAct, lead: PersonId | undefined): string | undefined =>
  lacking(act, act.do, POST_MORTEM_NEEDS[act.do], lead);

/** Why this can't be done now, in one sentence, or `undefined` when it can. */
export function refusePostMortem(policy: Policy, postMortem: PostMortem, act: PostMortemAct): string | undefined {
  if (act.incidentId !== postMortem.incidentId)
    return `That was meant for ${act.incidentId}; this is the post-mortem of ${postMortem.incidentId}.`;
  if (postMortem.answered[act.actId] !== undefined) return undefined;
  if (act.by.trim() === '') return 'Nobody is named: say who you are.';
  return notPermittedAfterwards(act, postMortem.lead) ?? refuseDeed(policy, postMortem, act);
}

function refuseDeed(policy: Policy, postMortem: PostMortem, act: PostMortemAct): string | undefined {
  switch (act.do) {
    case 'tick':
    case 'untick':
    case 'skip':
      return refuseItem(policy, postMortem, act);
    case 'run':
      return refuseRun(policy, postMortem, act.item);
    case 'note':
      return act.text.trim() === '' ? 'There is no text.' : undefined;
    case 'move':
      return postMortem.heldAt === undefined ? undefined : 'The post-mortem has been held already.';
    case 'hold':
      return postMortem.heldAt === undefined ? undefined : 'The post-mortem has been held already.';
    case 'sign':
      if (postMortem.heldAt === undefined) return 'It can be signed once it has been held.';
      return signableRoles(policy, postMortem, act).length > 0
        ? undefined
        : `${act.byName} can't sign; still missing: ${missingSigners(policy, postMortem).join(', ') || 'nobody'}.`;
    case 'add-item':
      return act.text.trim() === '' ? 'There is no text.' : undefined;
    case 'finish-item': {
      const item = postMortem.actionItems.find(({ id }) => id === act.item);
      if (item === undefined) return `There is no action item "${act.item}".`;
      return item.doneAt === undefined ? undefined : 'It is done already.';
    }
  }
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
  if (act.do === 'skip' && act.reason.trim() === '') return 'Say why it is left out.';
  return ticked ? `"${act.item}" is ticked already.` : undefined;
}
