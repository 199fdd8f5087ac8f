/** What changes with the status, and what does a relapse start again? */
import type { Policy } from '../../policy/schema';
import { decisionAfterRelapse } from '../decision/deadline';
import { noted } from '../ledger/timeline';
import { callAll, contacted } from '../paging/calls';
import type { Incident } from '../state/incident';
import { effectKey } from '../state/keys';
import { type Instant, OPEN_STATUSES, type OpenStatus } from '../state/vocabulary';

/** Nobody is paged and nothing is left to do here: the work goes on in the ticket. */
export function endedWithTicket(incident: Incident, at: Instant): Incident {
  const facts = { ...incident.facts, resolution: 'Tracked in the issue tracker.' };
  const ended: Incident = { ...incident, status: 'resolved', statusSince: at, resolvedAt: at, facts };
  return noted(ended, at, { kind: 'resolved', text: 'Resolved here: the work continues in the ticket', by: 'muster' });
}

/** Every status up to this one counts as reached now, unless it was reached before. */
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
  const counts = { ...incident.counts, relapses, statuses: incident.counts.statuses + 1 };
  const next: Incident = { ...rest, status, statusSince: at, reached, counts };
  return noted(next, at, {
    kind: 'status',
    text: `Status changed from ${incident.status} to ${status}${text === undefined ? '' : `: ${text}`}`,
    by,
  });
}

/** The problem came back during the stability watch: the same incident goes on, and its lead is paged. */
export function relapsed(policy: Policy, incident: Incident, at: Instant, because: string): Incident {
  const number = incident.counts.relapses + 1;
  const { stableAt: _before, ...rest } = decisionAfterRelapse(policy, incident, at);
  const next: Incident = {
    ...rest,
    status: 'mitigating',
    statusSince: at,
    counts: { ...rest.counts, relapses: number, statuses: rest.counts.statuses + 1 },
  };
  const written = noted(next, at, {
    kind: 'relapse',
    text: `Relapse, the status is mitigating again: ${because}`,
    by: 'muster',
    because,
  });
  const lead = incident.lead === undefined ? contacted(incident) : [incident.lead];
  return callAll(written, lead, {
    key: (to) => effectKey('relapse-page', { number, to }),
    reason: 'relapse',
    kind: 'page',
    at,
  });
}
