/** Which call to the incident client carries out an action, and which calendar do its times go by? */
import type { PinnedPolicy } from '../../workflows/contract';
import type { Calendar } from '../../policy/schema';
import type { Answer } from '../incidents/send-act';
import type { By, IncidentClient } from '../incidents/api';
import { policyOfAddress } from '../incidents/policies';
import type { Ask } from './action';

/** The calls that are needed to carry out any row in the table of actions. */
export type Carrying = Pick<IncidentClient, 'act' | 'merge' | 'postMortem' | 'postMortemAct'>;

/** Makes the call that does what a person asks for. */
export function carryOut(incidents: Carrying, ref: string, by: By, ask: Ask): Promise<Answer> {
  switch (ask.to) {
    case 'act':
      return incidents.act(ref, by, ask.deed);
    case 'merge':
      return incidents.merge(ref, by, ask.second, ask.reason);
    case 'post-mortem':
      return incidents.postMortemAct(ref, by, ask.deed);
  }
}

/** The calendar of the policy that an incident ran under. */
export async function calendarOf(
  policies: readonly PinnedPolicy[],
  incidents: Pick<IncidentClient, 'postMortem'>,
  ref: string,
): Promise<Calendar> {
  const [only] = policies;
  if (policies.length === 1 && only !== undefined) return only.policy.calendar;
  const { incidentId } = await incidents.postMortem(ref);
  return policyOfAddress(policies, incidentId).policy.calendar;
}
