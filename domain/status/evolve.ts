/** What changes with the status, and what does a relapse start again? */
import type { Policy } from '../../policy/schema';
import { decisionAfterRelapse } from '../decision/deadline';
import { reopen } from '../ledger/ledger';
import { noted } from '../ledger/timeline';
import { calledBack } from '../paging/relapse';
import { itemsReopened } from '../resolution/checklist';
import type { Incident } from '../state/incident';
import { obligationId } from '../state/obligation-ids';
import { type Instant, OPEN_STATUSES, type OpenStatus } from '../state/vocabulary';
import { changeToTell } from '../updates/changes';
import { rulesOf } from '../severity/scale';

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
  const relapses = incident.counts.relapses + (incident.status === 'monitoring' ? 1 : 0);
  const reached = reaching(incident, status, at, by);
  const counts = { ...incident.counts, relapses, statuses: incident.counts.statuses + 1 };
  const next: Incident = { ...incident, status, statusSince: at, reached, counts };
  const said = text === undefined ? '' : `: ${text}`;
  const told = `Status changed from ${incident.status} to ${status}${said}`;
  return changeToTell(noted(next, at, { kind: 'status', text: told, by }), { at, by });
}

/**
 * The problem is back. What that makes untrue is open again, from now on: the decision, the fix, and what people had confirmed.
 * What a probe ticked stays as the probe reads it.
 */
export function undone(policy: Policy, incident: Incident, at: Instant): Incident {
  const { monitoring: _untrue, ...reached } = incident.reached;
  const back: Incident = { ...decisionAfterRelapse(policy, incident, at), reached, relapsedAt: at };
  const fixes = rulesOf(policy, incident.severity).actions.filter(({ metBy }) => metBy === 'monitoring');
  const open = fixes.reduce((next, { id }) => reopen(next, obligationId('task', { task: id })), back);
  return itemsReopened(policy, open, (_item, by) => by !== 'muster', 'the problem is back', at);
}

/** The problem came back during the stability watch: the same incident goes on, and its lead is paged. */
export function relapsed(policy: Policy, incident: Incident, at: Instant, because: string): Incident {
  const number = incident.counts.relapses + 1;
  const back = undone(policy, incident, at);
  const next: Incident = {
    ...back,
    status: 'mitigating',
    statusSince: at,
    counts: { ...back.counts, relapses: number, statuses: back.counts.statuses + 1 },
  };
  const written = noted(next, at, {
    kind: 'relapse',
    text: `Relapse, the status is mitigating again: ${because}`,
    by: 'muster',
    because,
  });
  return calledBack(policy, changeToTell(written, { at, by: 'muster' }), at);
}
