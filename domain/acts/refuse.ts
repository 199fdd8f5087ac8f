/** Why can't this be done now, and what can the person do instead? */
import { refuseOver } from '../alerts/over';
import type { DecisionRules, Policy, Severity } from '../../policy/schema';
import { approvers, isSameAsProposed } from '../decision/approvers';
import { choiceText } from '../decision/words';
import { mayReach } from '../drill/audience';
import { isDrillTitle } from '../drill/words';
import { taskId } from '../ledger/ledger';
import { uncontacted } from '../paging/matrix';
import { type Item, openItems } from '../resolution/checklist';
import { unstableBecause } from '../resolution/stability';
import { unverifiedItems } from '../resolution/verify';
import { isProbed } from '../resolution/watch';
import { closingRules } from '../severity/worst';
import type { Act, Deed } from '../state/acts';
import { type Incident, isBeingFought, isOpen, nameOf } from '../state/incident';
import type { Decision } from '../state/decision';
import { readObligation } from '../state/obligation-ids';
import { type Because, type ActRefusal, actRefusal } from '../state/refusal';
import { isLive } from '../state/public-report';
import { publicRules, publicText } from '../status-page/evolve';
import { titleOf, utcTime } from '../text/format';
import { refuseBridge } from '../updates/bridge';
import { approvesAnything, notPermitted } from './permissions';
import { isListed, isWorse, notListed, rulesOf } from '../severity/scale';

type Doing<Name extends Deed['do']> = Extract<Act, { do: Name }>;

/**
 * Why this act can't be done now, for the person, or `undefined` if it can. Changes nothing: the workflow's validators ask
 * it before an act enters the history.
 */
export const refuse = (policy: Policy, incident: Incident, act: Act): ActRefusal | undefined =>
  actRefusal(against(policy, incident, act));

function against(policy: Policy, incident: Incident, act: Act): Because {
  if (act.incidentId !== incident.id)
    return `That was meant for ${act.incidentId}; the incident here is ${incident.id} ("${incident.title}").`;
  if (incident.answered[act.actId] !== undefined) return undefined;
  if (!isOpen(incident)) return `${incident.id} is already ${incident.status}.`;
  if (act.by.trim() === '') return 'It is not known who you are. Say who is doing this.';
  return notPermitted(act, incident.lead) ?? refuseCrowd(incident, act) ?? refuseDeed(policy, incident, act);
}

/** How many people an incident knows, and how often people may escalate: far beyond what any real one needs. */
const MOST = { people: 2_000, escalations: 200 };

/** Somebody new, once there are very many: whoever is on the incident already can do it. */
function refuseCrowd({ people }: Incident, { by, byName }: Act): string | undefined {
  if (people[by] !== undefined || Object.keys(people).length < MOST.people) return undefined;
  return `This incident has ${MOST.people} people already, so ${byName} can't be added. Ask one of them to do this.`;
}

function refuseDeed(policy: Policy, incident: Incident, act: Act): Because {
  switch (act.do) {
    case 'acknowledge':
    case 'join':
      return undefined;
    case 'decline':
      return refuseDecline(incident, act);
    case 'assign':
      if (!mayReach(incident, act.to.id)) return `This is a drill, and ${act.to.name} takes no part in it.`;
      return incident.lead === act.to.id ? `${act.to.name} is already the lead.` : undefined;
    case 'update':
    case 'note':
      return act.text.trim() === '' ? 'The text is empty. Write what you want to say.' : undefined;
    case 'severity':
      return refuseSeverity(policy, incident, act);
    case 'status':
      return act.status === incident.status ? `The status is already ${act.status}.` : undefined;
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
      return refuseBridge(policy, incident, act.url);
    case 'over':
      return refuseOver(incident, act);
    case 'publish':
      return refusePublishing(policy, incident, act);
    case 'unpublish':
      if (!isLive(incident.statusPage)) return 'This incident is not on the status page.';
      return act.reason.trim() === '' ? 'Say why you are taking it off the status page.' : undefined;
    case 'resolve':
      return refuseResolution(policy, incident, act);
    case 'cancel':
      return act.reason.trim() === '' ? 'Say why it was a false alarm.' : undefined;
    case 'merge':
      if (incident.drill !== undefined || isDrillTitle(act.into.title))
        return "A drill can't be merged with an incident.";
      return act.into.id === incident.id ? "An incident can't be merged into itself." : undefined;
  }
}

function refuseDecline({ people, status, id }: Incident, { by, byName }: Doing<'decline'>): string | undefined {
  if (people[by] === undefined) return `Nobody has called ${byName} into ${id}, so there is nothing to decline.`;
  return status === 'monitoring' ? 'The incident is only being watched now, so nobody is called.' : undefined;
}

function refuseSeverity(policy: Policy, incident: Incident, act: Doing<'severity'>): string | undefined {
  const { severity, worstSeverity } = incident;
  if (!isListed(policy, act.severity)) return notListed(policy, act.severity);
  if (act.correction !== true && act.severity === severity && !incident.unclassified)
    return `It is already ${act.severity}.`;
  if (act.correction === true) {
    if (!isWorse(policy, worstSeverity, act.severity))
      return `A correction lowers the severity; the worst that this incident had is ${worstSeverity}.`;
    if (!mayDecide(policy, incident, worstSeverity, act))
      return `${act.byName} can't say that this never was a ${worstSeverity}. ${approversText(policy, worstSeverity)}`;
  }
  return act.reason.trim() === '' ? 'Say why the severity is changing.' : undefined;
}

function refuseTask(incident: Incident, act: Doing<'task'>): Because {
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
  if (obligation?.state === 'met' || obligation?.state === 'late') return `"${obligation.what}" is already done.`;
  const what = obligation?.what ?? id;
  if (act.outcome === 'done')
    return kind === 'task' ? undefined : `"${what}" can't be marked done by hand; it completes when it happens.`;
  if (act.reason === undefined || act.reason.trim() === '')
    return { text: 'Say why you are skipping it.', missing: 'reason' };
  if (kind === 'task') return undefined;
  if (kind !== 'join') return `"${what}" can't be skipped.`;
  if (incident.lead === undefined)
    return 'Only the lead can excuse a role, and there is no lead yet. Acknowledge first.';
  return incident.lead === act.by ? undefined : `Only the lead (${nameOf(incident, incident.lead)}) can excuse a role.`;
}

function refuseMark(policy: Policy, incident: Incident, act: Doing<'tick' | 'untick'>): Because {
  const { immediate, extended, followUp } = policy.checklists;
  const later = [...extended.items, ...followUp.items].find(({ id }) => id === act.item);
  if (later !== undefined) return `You can ${act.do} "${later.text}" once the incident is resolved.`;
  const item = immediate.items.find(({ id }) => id === act.item);
  if (item === undefined)
    return `There is no item "${act.item}". The items are: ${immediate.items.map(({ id }) => id).join(', ')}.`;
  const ticked = incident.checklist[act.item]?.ticked === true;
  const isAsked = unverifiedItems(policy, incident).some(({ id }) => id === act.item);
  if (act.do === 'tick' && ticked && !isAsked) return `"${item.text}" is already ticked.`;
  if (act.do === 'untick' && !ticked) return `"${item.text}" is not ticked.`;
  return refuseByHand(policy, incident, act, item);
}

/** What a probe reads, only the probe ticks; a person does it where the probe can't be read, and says how they know. */
function refuseByHand(
  policy: Policy,
  incident: Incident,
  act: Doing<'tick' | 'untick'>,
  { probe, text }: Item,
): Because {
  if (probe === undefined || closingRules(policy, incident).stability === null) return undefined;
  if (!isProbed(policy, incident))
    return `"${text}" follows its probe, which is read from mitigating on. Set the status to mitigating.`;
  const reading = incident.unread[probe] === undefined ? incident.probes[probe] : undefined;
  if (reading !== undefined) return `"${text}" follows its probe, which reads: ${reading.evidence}`;
  if (act.do === 'untick' || (act.evidence ?? '').trim() !== '') return undefined;
  return { text: `The probe of "${text}" can't be read, so say how you know.`, missing: 'evidence' };
}

/** Whether this person is an approver of the severity's decisions. */
function mayDecide(policy: Policy, incident: Incident, severity: Severity, act: Act): boolean {
  const roles = rulesOf(policy, severity).decision?.approvers ?? [];
  return (
    approvesAnything(act) ||
    approvers(policy, { ...incident, severity }).includes(act.by) ||
    act.roles.some((role) => roles.includes(role))
  );
}

function approversText(policy: Policy, severity: Severity): string {
  const roles = rulesOf(policy, severity).decision?.approvers ?? [];
  return roles.length === 0
    ? 'That takes "approver" access.'
    : `Approvers: ${roles.map((role) => titleOf(policy, role)).join(', ')}.`;
}

function refuseDecision(policy: Policy, incident: Incident, act: Doing<'decide'>): string | undefined {
  const rules = rulesOf(policy, incident.severity).decision;
  const { decision } = incident;
  if (rules === null || decision === undefined) return `${incident.severity} incidents have no rollback decision.`;
  if (decision.made !== undefined)
    return `${decision.made.byName} has already decided: ${choiceText(decision.made.choice)}.`;
  if (act.reason.trim() === '') return 'Give a reason for the decision.';
  const version = refuseVersion(decision, act);
  if (version !== undefined) return version;
  if (act.breakGlass === true) return refuseBreakGlass(policy, decision, rules, act);
  if (!mayDecide(policy, incident, incident.severity, act))
    return `${act.byName} can't make this decision. ${approversText(policy, incident.severity)}`;
  if (act.choice === 'extend' && !isBeingFought(incident))
    return `The status is ${incident.status}, so no decision is due: there is no deadline to extend.`;
  if (act.choice === 'extend' && decision.missedAt !== undefined)
    return `The decision was due at ${utcTime(decision.dueAt)}. More time has to be asked for before that. Decide now: roll back or fix forward.`;
  if (act.choice === 'extend')
    return decision.extensions >= rules.extensions ? "The deadline can't be extended any further." : undefined;
  return rules.persons === 2 && decision.proposed?.by === act.by && isSameAsProposed(decision, act)
    ? 'You proposed this; someone else has to confirm it.'
    : undefined;
}

/** A version that the deployment tool does not keep, where it lists those that it keeps. */
function refuseVersion({ versions }: Decision, { to }: Doing<'decide'>): string | undefined {
  const { names, kept = [] } = versions ?? {};
  if (to === undefined || names === undefined || names.includes(to)) return undefined;
  return kept.length === 0
    ? `The deployment tool keeps no version to return to, so not "${to}" either.`
    : `The deployment tool keeps no version "${to}". It keeps: ${kept.join(', ')}.`;
}

/** Deciding alone where two are asked for: only after the deadline, and only the roles that may break glass. */
function refuseBreakGlass(
  policy: Policy,
  decision: Decision,
  rules: DecisionRules,
  act: Doing<'decide'>,
): string | undefined {
  if (rules.persons !== 2) return "You don't have to break glass: one person may decide here.";
  const roles = rules.breakGlass;
  if (roles.length === 0) return 'Nobody may decide alone here: the policy names nobody who may.';
  if (!act.roles.some((role) => roles.includes(role)))
    return `Only ${roles.map((role) => titleOf(policy, role)).join(' or ')} may decide alone.`;
  return decision.missedAt === undefined
    ? "The decision isn't overdue yet, so a second approver has to confirm it."
    : undefined;
}

function refuseEscalation(policy: Policy, incident: Incident, act: Doing<'escalate'>): Because {
  if (act.reason.trim() === '') return 'Say why more people are needed.';
  if (incident.counts.escalations >= MOST.escalations)
    return `This incident was escalated ${MOST.escalations} times already. See who is on call, and call them yourself.`;
  if (act.role !== undefined)
    return policy.roles[act.role] === undefined
      ? `There is no role "${act.role}". The roles are: ${Object.keys(policy.roles).join(', ')}.`
      : undefined;
  return uncontacted(policy, incident).length === 0
    ? { text: 'Everyone in the escalation matrix has been contacted. Name another role to page.', missing: 'role' }
    : undefined;
}

function refusePublishing(policy: Policy, incident: Incident, act: Doing<'publish'>): Because {
  if (policy.statusPage === null) return "This incident's policy has no status page.";
  if (publicRules(policy, incident) === undefined)
    return `The policy keeps ${incident.severity} incidents off the status page.`;
  const impact = act.impact === undefined ? undefined : publicText(act.impact);
  if (impact === '') return 'The text for customers is empty.';
  const report = incident.statusPage;
  if (!isLive(report)) return undefined;
  if (act.first === true)
    return `${report.by === 'muster' ? 'The policy' : nameOf(incident, report.by)} has already published. Check the status page; publish again to change the wording.`;
  if (impact === undefined)
    return {
      text: 'It is already on the status page. To change the impact that customers read, write it.',
      missing: 'impact',
    };
  return impact === report.statement.impact ? 'The status page already says that.' : undefined;
}

function refuseResolution(policy: Policy, incident: Incident, act: Doing<'resolve'>): Because {
  if (act.resolution.trim() === '') return 'Say what resolved it.';
  if (act.override !== undefined && act.override.trim() !== '') return undefined;
  const open = openItems(policy, incident).map(({ text }) => text);
  const failing = closingRules(policy, incident).gated ? unstableBecause(policy, incident) : [];
  const parts = [
    ...(open.length > 0 ? [`Still open: ${open.join('; ')}.`] : []),
    ...(failing.length > 0 ? [`Not recovered: ${failing.join('; ')}.`] : []),
  ];
  if (parts.length === 0) return undefined;
  const todo = failing.length > 0 ? 'Wait until that has recovered' : 'Tick them';
  return { text: `${parts.join(' ')} ${todo}, or give a reason to resolve it all the same.`, missing: 'override' };
}
