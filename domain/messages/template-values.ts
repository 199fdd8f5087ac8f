/** What may a template say about the incident? */
import type { Policy } from '../../policy/schema';
import { choiceText } from '../decision/words';
import { openItems } from '../resolution/checklist';
import { closingRules } from '../severity/worst';
import { rollbackTargetText } from '../decision/words';
import { isAnswered, responseDueAt } from '../paging/response';
import { invited } from '../post-mortem/attendees';
import { type Incident, isOpen, nameOf } from '../state/incident';
import type { Rollback } from '../state/decision';
import type { Instant } from '../state/vocabulary';
import { spokenDuration, titleOf, utcDateTime, utcSpan, utcTime } from '../text/format';
import { inertLine } from '../text/inert';
import { sinceLastUpdate, seenIn } from '../updates/words';
import { bridgeOf } from '../updates/bridge';
import { storyLines } from './story';
import { plainTitle } from '../drill/words';
import { rulesOf, severityText } from '../severity/scale';

/** The story as the lines of a template's list. */
const storyList = (incident: Incident): string =>
  storyLines(incident)
    .map(({ time, text }) => `- ${time === undefined ? '' : `${time}: `}${text}`)
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

/** How far the rollback is, for whoever has nothing to do with it; what the tools say stays inside. */
const ROLLING: Record<Rollback['phase'], string | undefined> = {
  rehearsing: 'Preparing the rollback',
  executing: 'Preparing the rollback',
  'by-hand': 'Rolling back',
  'reading-back': 'Checking whether the rollback happened',
  watching: 'The rollback is under way',
  healthy: undefined,
  failed: 'The rollback failed; preparing another decision',
};

/** Stakeholders read it: a decision that is overdue is the ledger's business. */
function currentActions(policy: Policy, incident: Incident): string {
  const { decision, rollback } = incident;
  const isRunning = isOpen(incident) && incident.status !== 'monitoring';
  const isCalling = isRunning && responseDueAt(policy, incident) !== undefined && !isAnswered(incident);
  const deciding =
    decision === undefined || !isRunning
      ? []
      : [
          decision.made !== undefined
            ? `Decided by ${decision.made.byName}: ${choiceText(decision.made.choice)}`
            : decision.missedAt === undefined
              ? `Preparing the rollback decision (due ${utcTime(decision.dueAt)})`
              : 'Preparing the rollback decision',
        ];
  const rolling = rollback === undefined || !isRunning ? undefined : ROLLING[rollback.phase];
  const calling = isCalling ? ['Calling the people responsible'] : [];
  return [...calling, ...ACTIONS[incident.status], ...deciding, ...(rolling === undefined ? [] : [rolling])]
    .map((line, n) => `${n + 1}. ${inertLine(line)}`)
    .join('\n');
}

/** As measured or declared last. While a fix is being watched, it is what users noticed until then. */
function impactText({ facts, status }: Incident): string {
  const known = facts.impact ?? facts.usersAffected;
  if (known === undefined) return isOver(status) ? 'Not measured' : 'Not measured yet';
  return status === 'monitoring' ? `Until the fix: ${known}` : known;
}

const isOver = (status: Incident['status']): boolean => status === 'resolved' || status === 'cancelled';

/** What the resolved notification says of the meeting. */
function postMortemText(policy: Policy, incident: Incident): string {
  const { meetingAt } = incident;
  if (incident.drill !== undefined) return 'None: this was a drill.';
  if (!closingRules(policy, incident).postMortem) return 'None: the guide requires none for this severity.';
  const topics = 'to discuss the cause, our response and how to prevent it from happening again.';
  const within = `It will be held within ${spokenDuration(policy.postMortem.heldWithin * incident.policy.speed)}.`;
  return meetingAt === undefined
    ? `The date of the post-mortem meeting will be announced. ${within}`
    : `The post-mortem meeting is scheduled for ${utcDateTime(meetingAt)} ${topics}`;
}

function nextUpdateAt(policy: Policy, incident: Incident): Instant | undefined {
  const { updates } = rulesOf(policy, incident.severity);
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

/** The most telling thing of a step stands in its first line. */
const firstLineOf = (text: string): string => inertLine(text.split('\n', 1)[0] ?? '', 300);

const HOW_FAR = { done: '', 'cut-off': ' (stopped at its time limit)', failed: ' (failed)' } as const;

/** What was found, a line for each step: whoever decides reads it on a phone. */
const findings = (policy: Policy, incident: Incident): string =>
  policy.investigation.steps
    .flatMap(({ id }) => incident.findings[id] ?? [])
    .map(({ title, text, state }) => `- **${title}**: ${firstLineOf(text)}${HOW_FAR[state]}`)
    .join('\n') || 'No findings yet.';

function forAndAgainst(policy: Policy, incident: Incident): { speaksFor: string; speaksAgainst: string } {
  const failing = Object.entries(incident.probes).filter(([, { passed }]) => !passed);
  const isFailingStill = failing.length > 0 || Object.keys(incident.probes).length === 0;
  const stabilization = rulesOf(policy, incident.severity).actions.find(({ metBy }) => metBy === 'mitigating');
  const unfinished = policy.investigation.steps.filter(({ id }) => incident.findings[id]?.state !== 'done');
  const bullet = (lines: string[]) => lines.map((line) => `- ${inertLine(line, 300)}`).join('\n') || '- nothing known';
  return {
    speaksFor: bullet([
      ...(stabilization === undefined || !isFailingStill
        ? []
        : [`It is still failing, and the guide asks for this first: ${stabilization.text}`]),
      ...failing.map(([probe, { evidence }]) => `${policy.probes[probe]?.title ?? probe}: ${evidence}`),
      ...(incident.reached.identified === undefined
        ? ['No cause is identified yet, so there is nothing to fix forward']
        : []),
    ]),
    speaksAgainst: bullet([
      ...rolledBackBefore(incident),
      ...(incident.reached.identified === undefined ? [] : ['The cause is identified, so a fix may be quicker']),
      ...(incident.facts.dataLost === undefined ? [] : [`Data: ${incident.facts.dataLost}`]),
      ...unfinished.map(({ title }) => `"${title}" has no complete result yet`),
    ]),
  };
}

/** A rollback that was made and did not end it, or that could not be made: the next decision has to know. */
function rolledBackBefore({ rollback }: Incident): string[] {
  if (rollback?.phase !== 'healthy' && rollback?.phase !== 'failed') return [];
  const to = inertLine(rollback.to ?? 'the version before');
  return rollback.phase === 'failed'
    ? [`The rollback to ${to} failed: ${rollback.text ?? 'no reason known'}`]
    : [
        `The rollback to ${to} (healthy at ${utcDateTime(rollback.startedAt)}) was made already, and the problem came back`,
      ];
}

/** Every value that a template may use, as finished text. Facts only; what is unknown says so. */
export function templateValues(policy: Policy, incident: Incident, now: Instant): Record<string, string> {
  const { facts, decision } = incident;
  const endedAt = incident.resolvedAt ?? now;
  const { lastDeployment } = policy.investigation;
  const deployment = lastDeployment === undefined ? undefined : incident.findings[lastDeployment];
  return {
    title: inertLine(`${incident.serviceTitle}: ${plainTitle(incident)}`),
    severity: incident.unclassified
      ? `${incident.severity} (unclassified, confirm)`
      : severityOverAll(policy, incident),
    service: incident.serviceTitle,
    status: incident.status.toUpperCase(),
    started: utcDateTime(incident.beganAt),
    summary: facts.summary,
    symptoms: facts.symptoms,
    impact: impactText(incident),
    usersAffected: facts.usersAffected ?? 'not measured',
    dataLost: facts.dataLost ?? 'none known',
    timeline: storyList(incident),
    currentActions: currentActions(policy, incident),
    nextUpdate: nextUpdate(policy, incident, now),
    lead: incident.lead === undefined ? 'nobody yet' : nameOf(incident, incident.lead),
    channel: policy.communication.channel.name,
    bridge: bridgeOf(policy, incident) ?? 'not open',
    duration: utcSpan(incident.beganAt, endedAt),
    rootCause: facts.rootCause ?? 'Not known yet',
    resolution: facts.resolution ?? 'Not resolved yet',
    postMortem: postMortemText(policy, incident),
    sinceLast: incident.updates.posted?.text ?? sinceLastUpdate(incident),
    findings: findings(policy, incident),
    lastDeployment: inertLine(deployment === undefined ? '' : seenIn(deployment).join('; '), 300) || 'not known',
    rollbackTarget: rollbackTargetText(incident),
    ...forAndAgainst(policy, incident),
    decisionDue: decision === undefined ? 'the deadline' : utcTime(decision.dueAt),
    incidentId: incident.id,
    attendees: attendeesText(policy, incident),
    updatesPosted: updatesText(incident),
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

/** Who answered; and, named apart, whose role was asked for and who never did. */
function attendeesText(policy: Policy, incident: Incident): string {
  const named = (ids: readonly string[]): string => ids.map((id) => nameOf(incident, id)).join(', ');
  const asked = invited(policy, incident);
  const came = asked.filter((id) => id === incident.lead || incident.people[id]?.joinedAt !== undefined);
  const absent = asked.filter((id) => !came.includes(id));
  return [
    named(came) || 'nobody yet',
    ...(absent.length === 0 ? [] : [`asked, but did not answer: ${named(absent)}`]),
  ].join('; ');
}

function updatesText({ updates: { count, automatic = 0 } }: Incident): string {
  if (count === 0) return 'none posted';
  return `${count} posted${automatic === 0 ? '' : `, ${automatic} of them by itself`}`;
}

/** While it goes on, what it is now; after its end, the worst that it was. */
function severityOverAll(policy: Policy, { severity, worstSeverity, resolvedAt }: Incident): string {
  const worst = severityText(policy, worstSeverity);
  return resolvedAt === undefined || worstSeverity === severity
    ? severityText(policy, severity)
    : `${worst}, ${severity} at the end`;
}
