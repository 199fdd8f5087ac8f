import type { Policy, Severity } from '../policy/schema';
import { nameOf, OPEN_STATUSES, type Incident, type Instant, type OpenStatus, type Rollback } from './incident';
import type { Call, PersonId } from './people';
import { decisionDueAt } from './obligations';
import { noted } from './timeline';

/** Somebody other than those who will be paged anyway has to know: each gets one word, once. */
export function callAll(
  incident: Incident,
  people: PersonId[],
  call: Omit<Call, 'to' | 'key'> & { stem: string },
): Incident {
  const { stem, ...rest } = call;
  const calls = people.map((to): Call => ({ ...rest, to, key: `${stem}:${to}` }));
  return { ...incident, calls: [...incident.calls, ...calls] };
}

/** Whether somebody who was contacted is still to do with the incident in the severity that it has now. */
export function isCalledFor(policy: Policy, { severity, people }: Incident, id: PersonId): boolean {
  const wanted = policy.severities[severity].escalation.flatMap(({ roles }) => roles);
  const person = people[id];
  return person?.acknowledgedAt !== undefined || (person?.roles.some((role) => wanted.includes(role)) ?? true);
}

const contacted = (incident: Incident): PersonId[] => [
  ...new Set(incident.contacts.flatMap(({ people }) => people.map(({ id }) => id))),
];

/**
 * Another severity: the age stays, what the new action list adds runs, what is done stays done. Those already contacted
 * are told; where the new severity would not have called somebody, their open page is withdrawn.
 */
export function severityChanged(
  policy: Policy,
  incident: Incident,
  severity: Severity,
  at: Instant,
  why: { by: string; because: string },
): Incident {
  const number = incident.counts.severities + 1;
  let next: Incident = {
    ...incident,
    severity,
    severitySince: at,
    severityReasons: [why.because],
    unclassified: false,
    counts: { ...incident.counts, severities: number },
  };
  next = noted(next, at, {
    kind: 'severity',
    text: `${incident.severity} became ${severity}`,
    by: why.by,
    because: why.because,
  });
  next = moveCadence(policy, moveDecision(policy, next));

  const isWanted = (id: PersonId) => isCalledFor(policy, next, id);
  const people = contacted(incident);
  next = callAll(next, people.filter(isWanted), {
    stem: `severity:${number}`,
    reason: 'severity-changed',
    kind: 'notice',
    at,
  });
  next = callAll(
    next,
    people.filter((id) => !isWanted(id)),
    { stem: `withdraw:severity-${number}`, reason: 'withdrawn', kind: 'withdrawal', at },
  );
  const isAll = policy.severities[severity].endsWithTicket && next.ticket !== undefined;
  return isAll ? endedWithTicket(next, at) : next;
}

/** The next update is never owed before the severity that asks for it: where it would be, the cadence starts anew. */
function moveCadence(policy: Policy, incident: Incident): Incident {
  const { updates, severitySince } = incident;
  const every = policy.severities[incident.severity].updates?.postAfter ?? 0;
  if (updates.anchorAt + every > severitySince) return incident;
  return { ...incident, updates: { ...updates, anchorAt: severitySince } };
}

/** A decision that is still open moves to the new severity's deadline; one that is no longer asked for goes. */
function moveDecision(policy: Policy, incident: Incident): Incident {
  const dueAt = decisionDueAt(policy, incident);
  if (incident.decision?.made !== undefined) return incident;
  if (dueAt === undefined) {
    const { decision: _none, ...without } = incident;
    return without;
  }
  if (incident.decision === undefined) return { ...incident, decision: { number: 1, dueAt, extensions: 0 } };
  return { ...incident, decision: { ...incident.decision, dueAt } };
}

/** Nobody is woken for it and nothing is left to do here: the development process has it from now on. */
export function endedWithTicket(incident: Incident, at: Instant): Incident {
  const facts = { ...incident.facts, resolution: 'It is in the issue tracker.' };
  const ended: Incident = { ...incident, status: 'resolved', statusSince: at, resolvedAt: at, facts };
  return noted(ended, at, { kind: 'resolved', text: 'Ended: the issue exists', by: 'muster' });
}

/** Pages are taken back, because the incident was none or another one goes on with it. */
export const withdrawAll = (incident: Incident, at: Instant, stem = 'withdraw:cancelled'): Incident =>
  callAll(incident, contacted(incident), { stem, reason: 'withdrawn', kind: 'withdrawal', at });

/** Everybody who was contacted, and everybody who has answered, gets one word about it. */
export function toldAll(incident: Incident, at: Instant, reason: 'break-glass'): Incident {
  const answered = Object.values(incident.people).flatMap(({ id, acknowledgedAt }) =>
    acknowledgedAt === undefined ? [] : [id],
  );
  const people = [...new Set([...contacted(incident), ...answered])];
  return callAll(incident, people, { stem: `${reason}:${incident.decision?.number ?? 1}`, reason, kind: 'notice', at });
}

/** Everything up to and including `status` has been reached now, where it had not been before. */
export function reaching(incident: Incident, status: OpenStatus, at: Instant, by: string): Incident['reached'] {
  const steps = OPEN_STATUSES.slice(1, OPEN_STATUSES.indexOf(status) + 1);
  return { ...Object.fromEntries(steps.map((step) => [step, { at, by }])), ...incident.reached };
}

/** Another status of an open incident. */
export function statusChanged(
  incident: Incident,
  status: OpenStatus,
  at: Instant,
  by: string,
  text?: string,
): Incident {
  const { stableAt: _before, ...rest } = incident;
  const relapses = incident.counts.relapses + (incident.status === 'monitoring' ? 1 : 0);
  const reached = reaching(incident, status, at, by);
  const counts = { ...incident.counts, relapses, statuses: statusesWith(incident) };
  const next: Incident = { ...rest, status, statusSince: at, reached, counts };
  return noted(next, at, {
    kind: 'status',
    text: `${incident.status} became ${status}${text === undefined ? '' : `: ${text}`}`,
    by,
  });
}

/** How often the status has changed, with the change that is just being made. */
const statusesWith = ({ counts }: Incident): number => (counts.statuses ?? 0) + 1;

const UNDER_WAY: Rollback['phase'][] = ['rehearsing', 'executing', 'reading-back', 'watching'];

/**
 * After a relapse the decision is open: one that nobody had to make because the fix seemed to hold gets time to be made,
 * one that was made did not hold and is asked for anew, unless its rollback is still under way.
 */
export function decisionAfterRelapse(policy: Policy, incident: Incident, at: Instant): Incident {
  const rules = policy.severities[incident.severity].decision;
  const { decision, rollback } = incident;
  if (rules === null || decision === undefined) return incident;
  const dueAt = at + rules.reopenedFor;
  if (decision.made !== undefined) {
    if (rollback !== undefined && UNDER_WAY.includes(rollback.phase)) return incident;
    return { ...incident, decision: { number: decision.number + 1, dueAt, extensions: decision.extensions } };
  }
  if (decision.missedAt !== undefined) return incident;
  return { ...incident, decision: { ...decision, dueAt: Math.max(decision.dueAt, dueAt) } };
}

/** It came back while it was being watched: the same incident is fought again, and its lead is called. */
export function relapsed(policy: Policy, incident: Incident, at: Instant, because: string): Incident {
  const number = incident.counts.relapses + 1;
  const { stableAt: _before, ...rest } = decisionAfterRelapse(policy, incident, at);
  const next: Incident = {
    ...rest,
    status: 'mitigating',
    statusSince: at,
    counts: { ...incident.counts, relapses: number, statuses: statusesWith(incident) },
  };
  const written = noted(next, at, {
    kind: 'relapse',
    text: `monitoring became mitigating: ${because}`,
    by: 'muster',
    because,
  });
  const lead = incident.lead === undefined ? contacted(incident) : [incident.lead];
  return callAll(written, lead, { stem: `page:relapse:${number}`, reason: 'relapse', kind: 'page', at });
}

/** Somebody leads now. The one who is handed the lead by another person is told. */
export function leadChanged(incident: Incident, lead: PersonId, at: Instant, by: PersonId): Incident {
  const next = noted({ ...incident, lead }, at, { kind: 'lead', text: `${nameOf(incident, lead)} leads`, by });
  return lead === by
    ? next
    : callAll(next, [lead], { stem: `assign:${next.nextSeq}`, reason: 'assigned', kind: 'page', at });
}
