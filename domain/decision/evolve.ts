/**
 * What does a decision change? This room asks for the rollback decision, counts who approved it and carries it out step by
 * step; nothing is rolled back without a decision, and no rollback runs twice.
 */
import type { DecisionRules, Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import { relapsed, statusChanged } from '../status/evolve';
import { callAll, toldAll } from '../paging/calls';
import type { Act } from '../state/acts';
import type { Incident } from '../state/incident';
import type { Versions } from '../state/decision';
import { effectKey } from '../state/keys';
import type { Choice, Instant, PersonId } from '../state/vocabulary';
import { utcTime } from '../text/format';
import { inert, inertLine } from '../text/inert';
import { defined } from '../state/fields';
import { approvers, isSameAsProposed, rollbackTargetOf } from './approvers';
import { decideAgain } from './deadline';
import { choiceText } from './words';
import { rulesOf } from '../severity/scale';

type Decide = Extract<Act, { do: 'decide' }>;

/** A person decides, extends the deadline, or is the first of two approvers. */
export function decided(policy: Policy, incident: Incident, act: Decide, at: Instant): Incident {
  const rules = rulesOf(policy, incident.severity).decision;
  const { decision } = incident;
  if (rules === null || decision === undefined) return incident;
  const because = inert(act.reason);
  const by = act.by;
  if (act.choice === 'extend') {
    if (at >= decision.dueAt) return incident;
    const dueAt = decision.dueAt + rules.extendBy;
    const extended = { ...incident, decision: { ...decision, dueAt, extensions: decision.extensions + 1 } };
    return noted(extended, at, {
      kind: 'decision-extended',
      text: `${act.byName} extended the decision to ${utcTime(dueAt)}`,
      by,
      because,
    });
  }
  const named = rollbackTargetOf(decision, act);
  const to = named === undefined ? {} : { to: named };
  const confirms = decision.proposed?.by !== by && isSameAsProposed(decision, act);
  if (rules.persons === 2 && !confirms && act.breakGlass !== true) {
    const one = { ...incident, decision: { ...decision, proposed: { choice: act.choice, by, ...to } } };
    const told = noted(one, at, {
      kind: 'decision-proposed',
      text: `${act.byName} proposed to ${choiceText(act.choice)}${named === undefined ? '' : ` (to ${inertLine(named)})`}; a second approver has to confirm it`,
      by,
      because,
    });
    const others = approvers(policy, told).filter((id) => id !== by);
    const key = (to: PersonId): string =>
      effectKey('proposal-page', { decision: decision.number, seq: told.nextSeq, to });
    return callAll(told, others, { key, reason: 'proposed', kind: 'page', at });
  }
  const decided = made(incident, rules, act.choice, { by, byName: act.byName, reason: because, ...to }, at);
  return rules.persons === 2 && !confirms ? glassBroken(decided, act, at) : decided;
}

/** One person decided where two should have: allowed after the deadline, and everyone is told. */
function glassBroken(incident: Incident, { by, byName, choice, reason }: Decide, at: Instant): Incident {
  const text = `${byName} decided alone (break glass) to ${choiceText(choice)}: ${inert(reason)}`;
  return toldAll(noted(incident, at, { kind: 'break-glass', text, by }), at, 'break-glass');
}

/** The deployment tool has said what runs and what a rollback returns to, or why that can't be read. */
export function versionsRead(incident: Incident, number: number, versions: Versions): Incident {
  const { decision } = incident;
  return decision?.number === number ? { ...incident, decision: { ...decision, versions } } : incident;
}

/** Nobody decided in time, so the policy's default applies. */
export function decidedByDefault(policy: Policy, incident: Incident, at: Instant): Incident {
  const rules = rulesOf(policy, incident.severity).decision;
  const { decision } = incident;
  if (rules === null || decision === undefined || decision.made !== undefined) return incident;
  const { whenUndecided: choice } = rules;
  if (choice === 'none') return incident;
  const to = rollbackTargetOf(decision, { choice });
  return made(
    incident,
    rules,
    choice,
    {
      by: 'muster',
      byName: 'Muster',
      reason: "nobody decided in time; this is the policy's default",
      ...defined({ to }),
    },
    at,
  );
}

function made(
  incident: Incident,
  { rollbackWithin: within }: DecisionRules,
  choice: Choice,
  who: { by: string; byName: string; reason: string; to?: string },
  at: Instant,
): Incident {
  const { decision } = incident;
  if (decision === undefined) return incident;
  const next = noted({ ...incident, decision: { ...decision, made: { choice, ...who, at } } }, at, {
    kind: 'decided',
    text: `${who.byName} decided to ${choiceText(choice)}`,
    by: who.by,
    because: who.reason,
  });
  const mitigating =
    next.status === 'investigating' || next.status === 'identified'
      ? statusChanged(next, 'mitigating', at, who.by)
      : next;
  if (choice === 'fix-forward') return mitigating;
  const to = who.to === undefined ? {} : { to: who.to };
  return { ...mitigating, rollback: { decision: decision.number, phase: 'rehearsing', startedAt: at, within, ...to } };
}

/** The rollback failed: the decision is open again. In monitoring that is a relapse, which opens it too. */
export function reopened(policy: Policy, incident: Incident, because: string, at: Instant): Incident {
  const { rollback } = incident;
  if (rollback === undefined) return incident;
  const failed: Incident = { ...incident, rollback: { ...rollback, phase: 'failed', startedAt: at, text: because } };
  const told = noted(failed, at, { kind: 'rollback-failed', text: `The rollback failed: ${because}`, because });
  return told.status === 'monitoring'
    ? relapsed(policy, told, at, `the rollback failed: ${because}`)
    : decideAgain(policy, told, at);
}
