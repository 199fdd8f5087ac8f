/** What do people and programs see of the rollback decision? */
import type { Policy } from '../../policy/schema';
import { composePost } from '../messages/compose';
import { rulesOf } from '../severity/scale';
import { defined } from '../state/fields';
import { type Incident, isBeingFought, isOpen } from '../state/incident';
import type { Versions } from '../state/decision';
import type { Instant } from '../state/vocabulary';
import { iso } from '../text/format';

export interface DecisionView {
  number: number;
  dueAt: string;
  made?: { choice: string; by: string; reason: string; at: string };
  missed: boolean;
  /** More time can still be asked for. */
  extendable?: true;
  /** What is known for it, as it is posted; absent once it is made. */
  brief?: string;
  /** What a rollback returns to unless the decision names another version, as the deployment tool said. */
  versions?: Versions;
  /** The first of the two persons that the policy asks for. */
  proposed?: { choice: string; by: string; to?: string };
}

export interface RollbackView {
  phase: string;
  from?: string;
  to?: string;
  text?: string;
}

/** Before the deadline, while it counts, and as often as the policy allows. */
function isExtendable(policy: Policy, incident: Incident): boolean {
  const { severity, decision } = incident;
  const rules = rulesOf(policy, severity).decision;
  if (rules === null || decision === undefined || !isBeingFought(incident)) return false;
  return decision.made === undefined && decision.missedAt === undefined && decision.extensions < rules.extensions;
}

/** The newest decision and its rollback. Times are ISO 8601. */
export function decisionOf(
  policy: Policy,
  incident: Incident,
  now: Instant,
): { decision?: DecisionView; rollback?: RollbackView } {
  const { decision, rollback } = incident;
  const made = decision?.made;
  return {
    ...(decision !== undefined && {
      decision: {
        number: decision.number,
        dueAt: iso(decision.dueAt),
        missed: decision.missedAt !== undefined,
        ...(isExtendable(policy, incident) && { extendable: true as const }),
        ...(made === undefined && isOpen(incident) && { brief: composePost(policy, incident, 'brief', now).text }),
        ...defined({ versions: decision.versions }),
        ...(made === undefined && decision.proposed !== undefined && { proposed: decision.proposed }),
        ...(made !== undefined && {
          made: { choice: made.choice, by: made.by, reason: made.reason, at: iso(made.at) },
        }),
      },
    }),
    ...(rollback !== undefined && {
      rollback: {
        phase: rollback.phase,
        ...defined({ from: rollback.from, to: rollback.to, text: rollback.text }),
      },
    }),
  };
}
