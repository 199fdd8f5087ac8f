/** What somebody may do, from little to much; each level may do what those before it may. */
export const ACCESS_LEVELS = ['viewer', 'responder', 'lead', 'approver', 'admin'] as const;

export type Access = (typeof ACCESS_LEVELS)[number];

/** What an act without a stated level counts as: somebody who helps, but decides nothing alone. */
export const DEFAULT_ACCESS: Access = 'responder';

/** Whether a level reaches another one. */
export const reaches = (held: Access, needed: Access): boolean =>
  ACCESS_LEVELS.indexOf(held) >= ACCESS_LEVELS.indexOf(needed);
