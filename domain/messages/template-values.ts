import type { Policy } from '../../policy/schema';
import { openItems } from '../resolution/checklist';
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

/** The incident's story as the lines of a template's list. */
export const storyLines = (incident: Incident): string =>
  incident.timeline
    .filter(({ kind }) => TOLD.has(kind))
    .slice(-25)
    .map(({ at, text }) => `- ${utcTime(at)}: ${inertLine(text)}`)
    .join('\n') || '- nothing yet';

const ACTIONS: Record<Incident['status'], string[]> = {
  investigating: ['Investigating: the guide’s steps run in parallel'],
  identified: ['The cause is identified', 'Preparing the fix'],
  mitigating: ['Mitigating'],
  monitoring: ['The fix is in place; watching for stability'],
  resolved: ['None: resolved'],
  cancelled: ['None: it was a false alarm'],
  merged: ['None: joined with another incident'],
};

function currentActions(incident: Incident): string {
  const { decision, rollback } = incident;
  const deciding =
    decision === undefined || !isOpen(incident) || incident.status === 'monitoring'
      ? []
      : [
          decision.made === undefined
            ? `Preparing the rollback decision (due ${utcTime(decision.dueAt)})`
            : `Decided by ${decision.made.byName}: ${decision.made.choice === 'roll-back' ? 'roll back' : 'fix forward'}`,
        ];
  const rolling = rollback?.text === undefined || rollback.phase === 'healthy' ? [] : [rollback.text];
  return [...ACTIONS[incident.status], ...deciding, ...rolling]
    .map((line, n) => `${n + 1}. ${inertLine(line)}`)
    .join('\n');
}

function nextUpdate(policy: Policy, incident: Incident, now: Instant): string {
  const { updates } = policy.severities[incident.severity];
  if (updates === null || !isOpen(incident)) return 'None planned';
  const dueAt = incident.updates.anchorAt + updates.postAfter;
  return `In ${spokenDuration(Math.max(0, dueAt - now))} (by ${utcTime(dueAt)}) or when the status changes`;
}

/** What was found, without the particulars (the lines that are indented): a decision is made from the rest. */
const findings = (incident: Incident): string =>
  Object.values(incident.findings)
    .map(({ title, text, state }) => {
      const telling = text.split('\n').filter((line) => !line.startsWith('  '));
      return `### ${title}${state === 'done' ? '' : ` (${state})`}\n${inert(telling.join('\n'))}`;
    })
    .join('\n') || 'The investigation has brought nothing yet.';

function forAndAgainst(policy: Policy, incident: Incident): { speaksFor: string; speaksAgainst: string } {
  const failing = Object.values(incident.probes).filter(({ passed }) => !passed);
  const unfinished = policy.investigation.steps.filter(({ id }) => incident.findings[id]?.state !== 'done');
  const bullet = (lines: string[]) => lines.map((line) => `- ${inertLine(line, 300)}`).join('\n') || '- nothing known';
  return {
    speaksFor: bullet([
      ...(incident.severity === 'P1' ? ['The service is down: the guide asks for stabilization first'] : []),
      ...failing.map(({ evidence }) => evidence),
      ...(incident.reached.identified === undefined
        ? ['No cause has been identified that could be fixed forward']
        : []),
    ]),
    speaksAgainst: bullet([
      ...(incident.reached.identified === undefined ? [] : ['The cause is identified; a fix may be quicker']),
      ...(incident.facts.dataLost === undefined ? [] : [`Data: ${incident.facts.dataLost}`]),
      ...unfinished.map(({ title }) => `"${title}" has brought no complete result`),
    ]),
  };
}

/** Everything that a template may name, as finished text. Facts only; what is not known is said to be unknown. */
export function templateValues(policy: Policy, incident: Incident, now: Instant): Record<string, string> {
  const { facts, decision, rollback } = incident;
  const endedAt = incident.resolvedAt ?? now;
  const deployment = incident.findings['deployment-history'];
  return {
    title: inertLine(`${incident.serviceTitle}: ${incident.title}`),
    severity: incident.unclassified ? `${incident.severity} (unclassified, confirm)` : incident.severity,
    service: incident.serviceTitle,
    status: incident.status.toUpperCase(),
    started: utcDateTime(incident.startedAt),
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
    duration: `${spokenDuration(endedAt - incident.startedAt)} (${utcTime(incident.startedAt)} - ${utcTime(endedAt)})`,
    rootCause: facts.rootCause ?? 'Not known yet; the post-mortem will say',
    resolution: facts.resolution ?? 'Not resolved',
    postMortem: policy.severities[incident.severity].postMortem
      ? `A post-mortem meeting is being scheduled, to be held within ${spokenDuration(policy.postMortem.heldWithin * incident.policy.speed)}.`
      : 'None: the guide asks for one after P1 and P2.',
    sinceLast: incident.updates.posted?.text ?? sinceLastUpdate(incident),
    findings: findings(incident),
    lastDeployment: deployment === undefined ? 'not known' : inert(deployment.text, 600),
    rollbackTarget: rollback?.to ?? policy.investigation.parameters['fromVersion']?.value ?? 'the version before',
    ...forAndAgainst(policy, incident),
    decisionDue: decision === undefined ? 'no deadline' : utcTime(decision.dueAt),
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
