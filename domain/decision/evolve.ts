import type { Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import { statusChanged } from '../status/evolve';
import { callAll, toldAll } from '../paging/calls';
import type { Act } from '../state/acts';
import type { Incident } from '../state/incident';
import { effectKey } from '../state/keys';
import type { Choice, Instant, PersonId } from '../state/vocabulary';
import { inert, inertLine } from '../text/inert';
import { approvers } from './approvers';

type Decide = Extract<Act, { do: 'decide' }>;

/** A person decides, asks for more time, or is the first of the two that the policy asks for. */
export function decided(policy: Policy, incident: Incident, act: Decide, at: Instant): Incident {
  const rules = policy.severities[incident.severity].decision;
  const { decision } = incident;
  if (rules === null || decision === undefined) return incident;
  const because = inert(act.reason);
  const by = act.by;
  if (act.choice === 'extend') {
    const dueAt = decision.dueAt + rules.extendBy;
    const extended = { ...incident, decision: { ...decision, dueAt, extensions: decision.extensions + 1 } };
    return noted(extended, at, {
      kind: 'decision-extended',
      text: `${act.byName} needs more time for the decision`,
      by,
      because,
    });
  }
  const to = act.to === undefined ? {} : { to: act.to };
  const { proposed } = decision;
  const confirms = proposed?.choice === act.choice && proposed.by !== by && proposed.to === act.to;
  if (rules.persons === 2 && !confirms && act.breakGlass !== true) {
    const one = { ...incident, decision: { ...decision, proposed: { choice: act.choice, by, ...to } } };
    const told = noted(one, at, {
      kind: 'decision-proposed',
      text: `${act.byName} proposes to ${spoken(act.choice)}${act.to === undefined ? '' : ` (to ${inertLine(act.to)})`}; a second person has to decide the same`,
      by,
      because,
    });
    const others = approvers(policy, told).filter((id) => id !== by);
    const key = (to: PersonId): string =>
      effectKey('proposal-page', { decision: decision.number, seq: told.nextSeq, to });
    return callAll(told, others, { key, reason: 'proposed', kind: 'page', at });
  }
  const decided = made(incident, act.choice, { by, byName: act.byName, reason: because, ...to }, at);
  return rules.persons === 2 && !confirms ? glassBroken(decided, act, at) : decided;
}

/** One person has decided what two should have: allowed after the deadline, and everybody hears of it. */
function glassBroken(incident: Incident, { by, byName, choice, reason }: Decide, at: Instant): Incident {
  const text = `${byName} decided alone (break-glass) to ${choice === 'roll-back' ? 'roll back' : 'fix forward'}: ${inert(reason)}`;
  return toldAll(noted(incident, at, { kind: 'break-glass', text, by }), at, 'break-glass');
}

const spoken = (choice: Choice): string => (choice === 'roll-back' ? 'roll back' : 'fix forward');

/** The policy's default takes the place of the decision that nobody made. */
export function decidedByDefault(policy: Policy, incident: Incident, at: Instant): Incident {
  const choice = policy.severities[incident.severity].decision?.whenUndecided;
  if (choice === undefined || choice === 'none' || incident.decision?.made !== undefined) return incident;
  return made(
    incident,
    choice,
    { by: 'muster', byName: 'Muster', reason: 'nobody decided in time; this is the default of the policy' },
    at,
  );
}

function made(
  incident: Incident,
  choice: Choice,
  who: { by: string; byName: string; reason: string; to?: string },
  at: Instant,
): Incident {
  const { decision } = incident;
  if (decision === undefined) return incident;
  const next = noted({ ...incident, decision: { ...decision, made: { choice, ...who, at } } }, at, {
    kind: 'decided',
    text: `${who.byName} decides to ${spoken(choice)}`,
    by: who.by,
    because: who.reason,
  });
  const mitigating =
    next.status === 'investigating' || next.status === 'identified'
      ? statusChanged(next, 'mitigating', at, who.by)
      : next;
  if (choice === 'fix-forward') return mitigating;
  const to = who.to === undefined ? {} : { to: who.to };
  return { ...mitigating, rollback: { decision: decision.number, phase: 'rehearsing', startedAt: at, ...to } };
}

/** The rollback did not work out: the decision is open again, with a deadline of its own. */
export function reopened(policy: Policy, incident: Incident, because: string, at: Instant): Incident {
  const rules = policy.severities[incident.severity].decision;
  const { decision, rollback } = incident;
  if (rollback === undefined) return incident;
  const failed: Incident = { ...incident, rollback: { ...rollback, phase: 'failed', text: because } };
  const told = noted(failed, at, { kind: 'rollback-failed', text: `The rollback failed: ${because}`, because });
  if (rules === null || decision === undefined) return told;
  const number = decision.number + 1;
  return { ...told, decision: { number, dueAt: at + rules.reopenedFor, extensions: decision.extensions } };
}
