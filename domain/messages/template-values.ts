/** What may a template say about the incident? */
import type { Policy } from '../../policy/schema';
import { choiceText } from '../decision/words';
import { openItems } from '../resolution/checklist';
import { closingRules } from '../severity/worst';
import { rollbackTargetText } from '../decision/words';
import { type Incident, isOpen, nameOf } from '../state/incident';
import type { Instant } from '../state/vocabulary';
import { spokenDuration, titleOf, utcDateTime, utcTime } from '../text/format';
import { inert, inertLine } from '../text/inert';
import { sinceLastUpdate } from '../updates/evolve';

const TOLD = new Set([
  'opened',
  'acknowledged',
  'joined',
  'lead',
  'status',
  'severity',
  'decided',
  'rollback',
  'rollback-failed',
  'relapse',
  'stable',
  'resolved',
  'finding',
  'update',
  'all-clear',
  'contacted',
]);

/** The timeline as the lines of a template's list. */
export const storyLines = (incident: Incident): string =>
  incident.timeline
    .filter(({ kind }) => TOLD.has(kind))
    .slice(-25)
    .map(({ at, text }) => `- ${utcTime(at)}: ${inertLine(text)}`)
    .join('\n') || '- nothing yet';

const ACTIONS: Record<Incident['status'], string[]> = {
  investigating: ['Investigating'],
  identified: ['Cause identified', 'Preparing a fix'],
  mitigating: ['Mitigating'],
  monitoring: ['Fix in place, monitoring for stability'],
  resolved: ['None: resolved'],
  cancelled: ['None: false alarm'],
  merged: ['None: merged into another incident'],
};

const rollingText = (phase: string, text: string): string =>
  phase === 'failed' ? `The rollback failed: ${text}` : text;

function currentActions(incident: Incident): string {
  const { decision, rollback } = incident;
  const deciding =
    decision === undefined || !isOpen(incident) || incident.status === 'monitoring'
      ? []
      : [
          decision.made === undefined
            ? decision.missedAt === undefined
              ? `Preparing the rollback decision (due ${utcTime(decision.dueAt)})`
              : `The rollback decision is overdue (it was due at ${utcTime(decision.dueAt)})`
            : `Decided by ${decision.made.byName}: ${choiceText(decision.made.choice)}`,
        ];
  const rolling =
    rollback?.text === undefined || rollback.phase === 'healthy' ? [] : [rollingText(rollback.phase, rollback.text)];
  return [...ACTIONS[incident.status], ...deciding, ...rolling]
    .map((line, n) => `${n + 1}. ${inertLine(line)}`)
    .join('\n');
}

function nextUpdateAt(policy: Policy, incident: Incident): Instant | undefined {
  const { updates } = policy.severities[incident.severity];
  return updates === null || !isOpen(incident) ? undefined : incident.updates.anchorAt + updates.postAfter;
}

/** What stands under a template's heading "Next Update"; it begins a line. */
function nextUpdate(policy: Policy, incident: Incident, now: Instant): string {
  const dueAt = nextUpdateAt(policy, incident);
  if (dueAt === undefined) return 'None planned';
  return `In ${spokenDuration(Math.max(0, dueAt - now))} (by ${utcTime(dueAt)}) or when the status changes`;
}

/** The same as a sentence for the lead. */
export function nextUpdateDue(policy: Policy, incident: Incident, now: Instant): string {
  const dueAt = nextUpdateAt(policy, incident);
  if (dueAt === undefined || dueAt <= now) return 'The next update is due now.';
  return `The next update is due in ${spokenDuration(dueAt - now)} (at ${utcTime(dueAt)}).`;
}

/** What was found, without the details (the indented lines): enough to decide. */
const findings = (incident: Incident): string =>
  Object.values(incident.findings)
    .map(({ title, text, state }) => {
      const telling = text.split('\n').filter((line) => !line.startsWith('  '));
      return `### ${title}${state === 'done' ? '' : ` (${state})`}\n${inert(telling.join('\n'))}`;
    })
    .join('\n') || 'No findings yet.';

function forAndAgainst(policy: Policy, incident: Incident): { speaksFor: string; speaksAgainst: string } {
  const failing = Object.entries(incident.probes).filter(([, { passed }]) => !passed);
  const unfinished = policy.investigation.steps.filter(({ id }) => incident.findings[id]?.state !== 'done');
  const bullet = (lines: string[]) => lines.map((line) => `- ${inertLine(line, 300)}`).join('\n') || '- nothing known';
  return {
    speaksFor: bullet([
      ...(incident.severity === 'P1' ? ['The service is down, and the guide puts stabilization first'] : []),
      ...failing.map(([probe, { evidence }]) => `${policy.probes[probe]?.title ?? probe}: ${evidence}`),
      ...(incident.reached.identified === undefined
        ? ['No cause is identified yet, so there is nothing to fix forward']
        : []),
    ]),
    speaksAgainst: bullet([
      ...(incident.reached.identified === undefined ? [] : ['The cause is identified, so a fix may be quicker']),
      ...(incident.facts.dataLost === undefined ? [] : [`Data: ${incident.facts.dataLost}`]),
      ...unfinished.map(({ title }) => `"${title}" has no complete result yet`),
    ]),
  };
}

/** Every value that a template may use, as finished text. Facts only; what is unknown says so. */
export function templateValues(policy: Policy, incident: Incident, now: Instant): Record<string, string> {
  const { facts, decision } = incident;
  const endedAt = incident.resolvedAt ?? now;
  const deployment = incident.findings['deployment-history'];
  return {
    title: inertLine(`${incident.serviceTitle}: ${incident.title}`),
    severity: incident.unclassified ? `${incident.severity} (unclassified, confirm)` : incident.severity,
    service: incident.serviceTitle,
    status: incident.status.toUpperCase(),
    started: utcDateTime(incident.beganAt),
    summary: facts.summary,
    symptoms: facts.symptoms,
    impact: facts.impact ?? facts.usersAffected ?? 'Not measured yet',
    usersAffected: facts.usersAffected ?? 'not measured',
    dataLost: facts.dataLost ?? 'none known',
    timeline: storyLines(incident),
    currentActions: currentActions(incident),
    nextUpdate: nextUpdate(policy, incident, now),
    lead: incident.lead === undefined ? 'nobody yet' : nameOf(incident, incident.lead),
    channel: policy.communication.channel.name,
    bridge: incident.bridgeUrl ?? policy.settings['zoom-bridge']?.value ?? 'not open',
    duration: `${spokenDuration(endedAt - incident.beganAt)} (${utcTime(incident.beganAt)} - ${utcTime(endedAt)})`,
    rootCause: facts.rootCause ?? 'Not known yet',
    resolution: facts.resolution ?? 'Not resolved yet',
    postMortem: closingRules(policy, incident).postMortem
      ? `A post-mortem meeting will be held within ${spokenDuration(policy.postMortem.heldWithin * incident.policy.speed)}.`
      : 'None: the guide requires one after P1 and P2 only.',
    sinceLast: incident.updates.posted?.text ?? sinceLastUpdate(incident),
    findings: findings(incident),
    lastDeployment: deployment === undefined ? 'not known' : inert(deployment.text, 600),
    rollbackTarget: rollbackTargetText(incident),
    ...forAndAgainst(policy, incident),
    decisionDue: decision === undefined ? 'the deadline' : utcTime(decision.dueAt),
    incidentId: incident.id,
    attendees:
      Object.values(incident.people)
        .map(({ name }) => name)
        .join(', ') || 'nobody yet',
    date: new Date(incident.startedAt).toISOString().slice(0, 10),
    openItems:
      openItems(policy, incident)
        .map(({ text }) => `- [ ] ${text}`)
        .join('\n') || 'nothing',
    roles: Object.values(incident.people)
      .map(({ name, roles }) => `${name} (${roles.map((role) => titleOf(policy, role)).join(', ')})`)
      .join(', '),
  };
}
