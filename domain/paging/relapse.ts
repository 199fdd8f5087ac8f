/** Who is called when the problem comes back? */
import type { Policy } from '../../policy/schema';
import type { Incident } from '../state/incident';
import { effectKey } from '../state/keys';
import type { Instant, PersonId } from '../state/vocabulary';
import { callAll, contacted } from './calls';
import { calledForAnswer } from './response';
import { rulesOf } from '../severity/scale';

/**
 * The lead is rung until somebody answers, and from the response deadline on the first column. The team's missing roles have
 * until then once more. `by`: a person who said so is not called; if that is the lead, nobody has to answer.
 */
export function calledBack(policy: Policy, before: Incident, at: Instant, by?: PersonId): Incident {
  const team = { number: before.team.number + 1, since: at, again: false, outAt: {} };
  const incident: Incident = { ...before, team };
  if (by !== undefined && by === incident.lead) return incident;
  const asked = calledForAnswer(incident, 'relapse', by, at);
  const people = incident.lead === undefined ? contacted(incident).filter((id) => id !== by) : [incident.lead];
  const relapse = incident.counts.relapses;
  return callAll(asked, people, {
    key: (to) => effectKey('relapse-page', { number: relapse, to }),
    reason: 'relapse',
    kind: rulesOf(policy, incident.severity).contact.by === 'page' ? 'page' : 'notice',
    at,
  });
}
