import type { Policy } from '../policy/schema';
import type { AgendaEntry } from './effects';
import { isOpen, type Incident } from './incident';

/** All steps at once from the start: one after another they would outlast the decision's deadline. */
export function planInvestigation(policy: Policy, incident: Incident): AgendaEntry[] {
  if (!policy.severities[incident.severity].investigates || !isOpen(incident)) return [];
  return policy.investigation.steps
    .filter(({ id }) => incident.findings[id] === undefined)
    .map(({ id }) => ({ at: incident.startedAt, effect: { do: 'investigate', key: `investigate:${id}`, step: id } }));
}
