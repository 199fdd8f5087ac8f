import type { DecisionRules, Policy } from '../../policy/schema';
import { approvers } from '../decision/approvers';
import { taskId } from '../ledger/ledger';
import { uncontacted } from '../paging/matrix';
import { openItems } from '../resolution/checklist';
import type { Act, Deed } from '../state/acts';
import { type Decision, type Incident, isOpen, nameOf } from '../state/incident';
import { readObligation } from '../state/obligation-ids';
import { isLive } from '../state/public-report';
import { publicRules, publicText } from '../status-page/evolve';
import { titleOf } from '../text/format';
import { approvesAnything, notPermitted } from './permissions';

/** Who may break the glass where the policy does not say. */
const BREAK_GLASS = ['vp-engineering', 'cto'];

type Doing<Name extends Deed['do']> = Extract<Act, { do: Name }>;

/**
 * Why this act can't be done now, in one sentence for the person, or `undefined` when it can. Changes nothing: it is
 * what the workflow's validators ask before an act enters the history.
 */
export function refuse(policy: Policy, incident: Incident, act: Act): string | undefined {
  if (act.incidentId !== incident.id)
    return `That was meant for ${act.incidentId}; the incident here is ${incident.id} ("${incident.title}").`;
  if (incident.answered[act.actId] !== undefined) return undefined;
  if (!isOpen(incident)) return `${incident.id} is ${incident.status}; nothing can be done to it any more.`;
  if (act.by.trim() === '') return 'Nobody is named: say who you are.';
  return notPermitted(act, incident.lead) ?? refuseDeed(policy, incident, act);
}

function refuseDeed(policy: Policy, incident: Incident, act: Act): string | undefined {
  switch (act.do) {
    case 'acknowledge':
    case 'join':
      return undefined;
    case 'assign':
      return incident.lead === act.to.id ? `${act.to.name} leads already.` : undefined;
    case 'update':
    case 'note':
      return act.text.trim() === '' ? 'There is no text.' : undefined;
    case 'severity':
      return refuseSeverity(incident, act);
    case 'status':
      return act.status === incident.status ? `It is ${act.status} already.` : undefined;
    case 'task':
      return refuseTask(incident, act);
    case 'tick':
    case 'untick':
      return refuseMark(policy, incident, act);
    case 'decide':
      return refuseDecision(policy, incident, act);
    case 'escalate':
      return refuseEscalation(policy, incident, act);
    case 'bridge':
      return incident.bridgeUrl === undefined ? undefined : `The bridge is open: ${incident.bridgeUrl}`;
    case 'publish':
      return refusePublishing(policy, incident, act);
    case 'unpublish':
      if (!isLive(incident.statusPage)) return 'It is not on the status page.';
      return act.reason.trim() === '' ? 'Say why it is taken off the status page.' : undefined;
    case 'resolve':
      return refuseResolution(policy, incident, act);
    case 'cancel':
      return act.reason.trim() === '' ? 'Say why it was a false alarm.' : undefined;
    case 'merge':
      return act.into.id === incident.id ? 'An incident can’t be merged into itself.' : undefined;
  }
}

function refuseSeverity(incident: Incident, act: Doing<'severity'>): string | undefined {
  if (act.severity === incident.severity && !incident.unclassified) return `It is ${act.severity} already.`;
  return act.reason.trim() === '' ? 'Say why the severity changes.' : undefined;
}

function refuseTask(incident: Incident, act: Doing<'task'>): string | undefined {
  const id = taskId(incident, act.task);
  if (id === undefined) {
    const names = Object.keys(incident.obligations).flatMap((known) => {
      const read = readObligation(known);
      return read.of === 'task' ? [read.task] : [];
    });
    return `There is no task "${act.task}". The tasks are: ${names.join(', ')}.`;
  }
  const obligation = incident.obligations[id];
  const { of: kind } = readObligation(id);
  if (obligation?.state === 'met' || obligation?.state === 'late') return `"${obligation.what}" is done already.`;
  if (act.outcome === 'done')
    return kind === 'task' ? undefined : `${id} is not a task that can be ticked off; it is met by doing it.`;
  if (act.reason === undefined || act.reason.trim() === '') return 'Say why it is skipped.';
  if (kind === 'task') return undefined;
  if (kind !== 'join') return `${id} can't be skipped.`;
  return incident.lead === act.by
    ? undefined
    : `Only the lead (${incident.lead === undefined ? 'nobody yet' : nameOf(incident, incident.lead)}) releases a role.`;
}

function refuseMark(policy: Policy, incident: Incident, act: Doing<'tick' | 'untick'>): string | undefined {
  const { immediate, extended, followUp } = policy.checklists;
  if ([...extended.items, ...followUp.items].some(({ id }) => id === act.item))
    return `"${act.item}" belongs to the time after the resolution; it can be ticked then.`;
  if (!immediate.items.some(({ id }) => id === act.item))
    return `There is no item "${act.item}". The items are: ${immediate.items.map(({ id }) => id).join(', ')}.`;
  const ticked = incident.checklist[act.item]?.ticked === true;
  if (act.do === 'tick') return ticked ? `"${act.item}" is ticked already.` : undefined;
  return ticked ? undefined : `"${act.item}" is not ticked.`;
}

function refuseDecision(policy: Policy, incident: Incident, act: Doing<'decide'>): string | undefined {
  const rules = policy.severities[incident.severity].decision;
  const { decision } = incident;
  if (rules === null || decision === undefined) return `${incident.severity} asks for no rollback decision.`;
  if (decision.made !== undefined) return `${decision.made.byName} has decided already: ${decision.made.choice}.`;
  if (act.reason.trim() === '') return 'Say why.';
  if (act.breakGlass === true) return refuseBreakGlass(policy, decision, rules, act);
  const may =
    approvesAnything(act) ||
    approvers(policy, incident).includes(act.by) ||
    act.roles.some((role) => rules.approvers.includes(role));
  if (!may)
    return `${act.byName} can't decide this; ${rules.approvers.map((role) => titleOf(policy, role)).join(', ')} can.`;
  if (act.choice === 'extend')
    return decision.extensions >= rules.extensions ? 'The deadline was moved already; it moves no further.' : undefined;
  const { proposed } = decision;
  return rules.persons === 2 && proposed?.by === act.by && proposed.choice === act.choice && proposed.to === act.to
    ? 'You have proposed this; a second person has to decide the same.'
    : undefined;
}

/** Alone instead of with a second person: only after the deadline, and only somebody at the very top. */
function refuseBreakGlass(
  policy: Policy,
  decision: Decision,
  rules: DecisionRules,
  act: Doing<'decide'>,
): string | undefined {
  if (rules.persons !== 2) return 'The policy lets one person decide; there is no glass to break.';
  const roles = rules.breakGlass ?? BREAK_GLASS;
  if (!act.roles.some((role) => roles.includes(role)))
    return `Only ${roles.map((role) => titleOf(policy, role)).join(' or ')} may decide alone.`;
  return decision.missedAt === undefined
    ? 'The decision is not overdue yet: a second person has to decide the same.'
    : undefined;
}

function refuseEscalation(policy: Policy, incident: Incident, act: Doing<'escalate'>): string | undefined {
  if (act.reason.trim() === '') return 'Say why more people are needed.';
  if (act.role !== undefined)
    return policy.roles[act.role] === undefined
      ? `There is no role "${act.role}". The roles are: ${Object.keys(policy.roles).join(', ')}.`
      : undefined;
  return uncontacted(policy, incident).length === 0
    ? 'Everybody in the matrix has been contacted; name a role.'
    : undefined;
}

function refusePublishing(policy: Policy, incident: Incident, act: Doing<'publish'>): string | undefined {
  if (policy.statusPage === null) return 'The policy of this incident knows no status page.';
  if (publicRules(policy, incident) === undefined) return `The policy keeps ${incident.severity} off the status page.`;
  const impact = act.impact === undefined ? undefined : publicText(act.impact);
  if (impact === '') return 'There is no text for the public.';
  const report = incident.statusPage;
  if (!isLive(report)) return undefined;
  if (act.first === true)
    return `${report.by === 'muster' ? 'The policy' : nameOf(incident, report.by)} has told the public already. Read what the status page says; publish again if its words should be others.`;
  if (impact === undefined) return 'It is on the status page already; say what the public should read as the impact.';
  return impact === report.statement.impact ? 'The status page says that already.' : undefined;
}

function refuseResolution(policy: Policy, incident: Incident, act: Doing<'resolve'>): string | undefined {
  if (act.resolution.trim() === '') return 'Say what resolved it.';
  const open = openItems(policy, incident);
  if (open.length === 0) return undefined;
  if (act.override !== undefined && act.override.trim() !== '') return undefined;
  return `Not all is checked yet: ${open.map(({ id, text }) => `${text} (${id})`).join('; ')}. Tick what holds, or override with a reason.`;
}
