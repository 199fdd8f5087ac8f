import type { DeedName } from './acts';
import type { PostMortemDeed } from './post-mortem-acts';

/** What somebody may do, from little to much; each level may do what those before it may. */
export const ACCESS_LEVELS = ['viewer', 'responder', 'lead', 'approver', 'admin'] as const;
export type Access = (typeof ACCESS_LEVELS)[number];

/** What an act without a stated level counts as: somebody who helps, but decides nothing alone. */
export const DEFAULT_ACCESS: Access = 'responder';

/** Whether a level reaches another one. */
export const reaches = (held: Access, needed: Access): boolean =>
  ACCESS_LEVELS.indexOf(held) >= ACCESS_LEVELS.indexOf(needed);

/** The least level for each deed. Whoever leads the incident has at least `lead` on it, unless they may only look. */
export const DEED_NEEDS: Record<DeedName, Access> = {
  acknowledge: 'responder',
  join: 'responder',
  assign: 'responder',
  update: 'responder',
  note: 'responder',
  severity: 'lead',
  status: 'responder',
  task: 'responder',
  tick: 'responder',
  untick: 'responder',
  // The decision has approvers of its own (policy: `decision.approvers`); being one is looked at there.
  decide: 'responder',
  escalate: 'responder',
  bridge: 'responder',
  publish: 'lead',
  unpublish: 'lead',
  resolve: 'lead',
  cancel: 'lead',
  merge: 'lead',
};

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
