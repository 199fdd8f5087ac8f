/** What changes when a person acts on a post-mortem? */
import type { Policy } from '../../policy/schema';
import { settle, waive } from '../ledger/ledger';
import { noted, withSource } from '../ledger/timeline';
import { withAnswer } from '../state/answers';
import type { Obligation } from '../state/obligation';
import { obligationId } from '../state/obligation-ids';
import type { Instant } from '../state/vocabulary';
import { titleOf, utcDateTime } from '../text/format';
import { inert, inertLine } from '../text/inert';
import type { PostMortemAct, PostMortemDeed } from './acts';
import { isInBusinessHours } from './business-hours';
import { calledOff, nextSequence } from './meeting';
import { type ActionItem, LATER_STAGES, missingSigners, type PostMortem } from './state';
import { isOpenItem, runAgain, runningAgain } from './test-suites';
import { defined } from '../state/fields';

/** Applies what a person did for the post-mortem. */
export function postMortemActed(policy: Policy, postMortem: PostMortem, act: PostMortemAct, at: Instant): PostMortem {
  if (postMortem.answered[act.actId] !== undefined) return postMortem;
  const known = postMortem.people[act.by];
  const roles = [...new Set([...(known?.roles ?? []), ...act.roles])];
  const present = {
    ...postMortem,
    people: { ...postMortem.people, [act.by]: { id: act.by, name: act.byName, roles } },
  };
  const next = withSource(perform(policy, present, act, at), postMortem.nextSeq, act);
  return withAnswer(next, act.actId, answer(policy, next, act));
}

function perform(policy: Policy, postMortem: PostMortem, act: PostMortemAct, at: Instant): PostMortem {
  const { by, byName } = act;
  switch (act.do) {
    case 'tick':
    case 'untick':
      return marked(policy, postMortem, act, at);
    case 'skip': {
      const told = noted(postMortem, at, {
        kind: 'skipped',
        text: `Skipped: ${itemText(policy, act.item)}`,
        by,
        because: inert(act.reason),
      });
      const waived = waive(told, obligationId('checklist', { item: act.item }), at, by, inert(act.reason));
      const isMeetingsOwn = policy.postMortem.withdrawing?.leftOut.includes(act.item) === true;
      return isMeetingsOwn ? calledOff(policy, waived, at, `skipped: ${act.reason}`) : waived;
    }
    case 'run':
      return runAgain(policy, postMortem, act.item, at, act);
    case 'note':
      return noted(postMortem, at, { kind: 'note', text: inert(act.text), by });
    case 'move': {
      const moved = {
        startsAt: act.startsAt,
        lastsMs: policy.postMortem.meetingLasts,
        inBusinessHours: isInBusinessHours(policy.calendar, act.startsAt, policy.postMortem.meetingLasts),
        sequence: nextSequence(postMortem),
        setAt: at,
      };
      return noted({ ...postMortem, meeting: moved }, at, {
        kind: 'meeting',
        text: `${byName} moved the meeting to ${utcDateTime(act.startsAt)}`,
        by,
        ...(act.reason !== undefined && { because: inert(act.reason) }),
      });
    }
    case 'hold': {
      const early = calledOff(policy, postMortem, at, 'it was held early');
      const held = settle({ ...early, heldAt: at }, obligationId('held'), at, by);
      const told = noted<PostMortem>(held, at, { kind: 'held', text: 'The post-mortem was held', by });
      return policy.postMortem.heldTicks
        .filter((item) => isOpenItem(told, item))
        .reduce<PostMortem>((next, item) => marked(policy, next, { do: 'tick', item, by }, at), told);
    }
    case 'sign': {
      const roles = signableRoles(policy, postMortem, act);
      const signatures = [...postMortem.signatures, ...roles.map((role) => ({ role, by, byName, at }))];
      const signed = roles.reduce((next, role) => settle(next, obligationId('signed', { role }), at, by), {
        ...postMortem,
        signatures,
      });
      return noted(signed, at, {
        kind: 'signed',
        text: `${byName} signed (${roles.map((role) => policy.roles[role]?.title ?? role).join(', ')})`,
        by,
      });
    }
    case 'add-item': {
      const id = `a${postMortem.actionItems.length + 1}`;
      const { dayAt, dueAt, priority } = act;
      const item: ActionItem = {
        id,
        text: inert(act.text, LONGEST_ITEM),
        owner: act.owner.id,
        ownerName: inertLine(act.owner.name),
        priority,
        dayAt,
        dueAt,
      };
      const what = `${item.text} (${item.ownerName})`;
      const owed = obligationId('action-item', { item: id });
      const obligations = {
        ...postMortem.obligations,
        [owed]: { id: owed, what: inertLine(item.text), owner: item.owner, dueAt, state: 'open' as const },
      };
      const people = { ...postMortem.people, [act.owner.id]: postMortem.people[act.owner.id] ?? act.owner };
      const added: PostMortem = { ...postMortem, actionItems: [...postMortem.actionItems, item], obligations, people };
      return noted(added, at, { kind: 'action-item', text: `Action item ${id}: ${what}`, by });
    }
    case 'finish-item': {
      const actionItems = postMortem.actionItems.map((item) =>
        item.id === act.item ? { ...item, doneAt: at, doneBy: by } : item,
      );
      const done = settle({ ...postMortem, actionItems }, obligationId('action-item', { item: act.item }), at, by);
      return noted(done, at, { kind: 'action-item-done', text: `Action item ${act.item} is done`, by });
    }
  }
}

/** An action item is a sentence or two; what is longer belongs into its ticket. */
const LONGEST_ITEM = 1_000;

const itemText = (policy: Policy, item: string): string =>
  LATER_STAGES.flatMap((stage) => policy.checklists[stage].items).find(({ id }) => id === item)?.text ?? item;

function marked(
  policy: Policy,
  postMortem: PostMortem,
  act: Extract<PostMortemDeed, { do: 'tick' | 'untick' }> & Pick<PostMortemAct, 'by'>,
  at: Instant,
): PostMortem {
  const ticked = act.do === 'tick';
  const evidence = act.do === 'tick' ? act.evidence : act.reason;
  const mark = { ticked, at, by: act.by, ...(evidence !== undefined && { evidence: inert(evidence) }) };
  const next = { ...postMortem, checklist: { ...postMortem.checklist, [act.item]: mark } };
  const id = obligationId('checklist', { item: act.item });
  const before = next.obligations[id];
  const settled =
    ticked || before === undefined
      ? settle(next, id, at, act.by)
      : { ...next, obligations: { ...next.obligations, [id]: undone(before) } };
  return noted(settled, at, {
    kind: act.do === 'tick' ? 'ticked' : 'unticked',
    text: `${ticked ? '☑' : '☐'} ${itemText(policy, act.item)}`,
    by: act.by,
  });
}

/** Unticked: due again, at the same time as before. */
function undone({ id, what, owner, dueAt }: Obligation): Obligation {
  return { id, what, owner, state: 'open', ...defined({ dueAt }) };
}

export const signableRoles = (policy: Policy, postMortem: PostMortem, act: PostMortemAct): string[] =>
  missingSigners(policy, postMortem).filter((role) => act.roles.includes(role));

function answer(policy: Policy, postMortem: PostMortem, act: PostMortemAct): string {
  if (act.do === 'run') return runningAgain(postMortem, act.item);
  if (act.do === 'add-item') return `Added action item ${postMortem.actionItems.at(-1)?.id ?? ''}.`;
  if (act.do === 'move') return `The meeting is now at ${utcDateTime(act.startsAt)}. New invitations are on their way.`;
  if (act.do !== 'sign' && act.do !== 'hold') return 'Done.';
  const missing = missingSigners(policy, postMortem).map((role) => titleOf(policy, role));
  const done = act.do === 'sign' ? 'Signed.' : 'The post-mortem is held.';
  return missing.length === 0 ? `${done} No signature is missing.` : `${done} Still to sign: ${missing.join(', ')}.`;
}
