/** Who acts in a test, and what may they do? */
import type { Actor } from '../../domain/state/acts';

/** Somebody who acts in a test; unless said otherwise they may do what a lead may. */
export const actor = (who: Pick<Actor, 'actId' | 'incidentId' | 'by'> & Partial<Actor>) => ({
  byName: who.by,
  roles: [],
  via: 'test',
  access: 'lead' as const,
  ...who,
});
