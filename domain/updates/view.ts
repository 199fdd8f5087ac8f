/** What would the next update say if nobody wrote a better one? */
import { rulesOf } from '../severity/scale';
import type { Policy } from '../../policy/schema';
import { type Incident, isOpen } from '../state/incident';
import { iso } from '../text/format';
import { sinceLastUpdate } from './words';

/** The update that is due next. Times are ISO 8601. */
export interface NextUpdateView {
  number: number;
  /** When it is posted by itself. */
  postsAt: string;
  /** What the lead is shown with the reminder, and what is posted then. */
  draft: string;
}

/** Absent where the severity asks for no updates, and after the end. */
export function nextUpdateOf(policy: Policy, incident: Incident): { nextUpdate?: NextUpdateView } {
  const { updates } = rulesOf(policy, incident.severity);
  if (updates === null || !isOpen(incident)) return {};
  const { count, anchorAt } = incident.updates;
  return {
    nextUpdate: { number: count + 1, postsAt: iso(anchorAt + updates.postAfter), draft: sinceLastUpdate(incident) },
  };
}
