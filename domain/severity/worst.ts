/** How bad has the incident ever been, and what does that require before it may end? */
import type { Policy, SeverityRules } from '../../policy/schema';
import type { Incident } from '../state/incident';
import { isWorse, rulesOf } from './scale';

/** Lowered is not undone: the checklist, the stability watch and the post-mortem are those of the worst severity. */
export const closingRules = (policy: Policy, { worstSeverity }: Pick<Incident, 'worstSeverity'>): SeverityRules =>
  rulesOf(policy, worstSeverity);

/** Remembers a severity that is worse than any before. */
export const withWorst = (policy: Policy, incident: Incident): Incident =>
  isWorse(policy, incident.severity, incident.worstSeverity)
    ? { ...incident, worstSeverity: incident.severity }
    : incident;

/** Whether the incident ends as soon as its ticket exists. What a worse severity left to check, a ticket does not check. */
export const isEndedByTicket = (policy: Policy, incident: Incident): boolean =>
  rulesOf(policy, incident.severity).endsWithTicket && !closingRules(policy, incident).gated;
