/** How do two incidents that are merged tell each other what the other one needs to know? */
import type { Incoming } from '../domain/alerts/prelude';
import { joiningOf } from '../domain/alerts/merge';
import type { Incident } from '../domain/state/incident';
import { alertsArrivedSignal, joinedSignal, providerActedSignal, survivorEndedSignal } from './contract';
import { getExternalWorkflowHandle, isCancellation, log } from '@temporalio/workflow';

/** Whether a signal reached a running workflow. */
async function reached(sent: Promise<void>): Promise<boolean> {
  try {
    await sent;
    return true;
  } catch (error) {
    if (isCancellation(error)) throw error;
    return false;
  }
}

/** Gives everything to the incident that goes on; `false` when there is none at its address any more. */
export async function handOver(incident: Incident): Promise<boolean> {
  const joining = joiningOf(incident);
  if (joining === undefined || incident.merge === undefined) return false;
  return reached(getExternalWorkflowHandle(incident.merge.into.address).signal(joinedSignal, joining));
}

/** Passes on what still arrives for a merged incident; `false` when nobody takes it any more. */
export async function passOn({ merge }: Incident, heard: Incoming): Promise<boolean> {
  if (merge === undefined) return false;
  const survivor = getExternalWorkflowHandle(merge.into.address);
  if ('alerts' in heard) return reached(survivor.signal(alertsArrivedSignal, heard.alerts));
  if ('act' in heard) return reached(survivor.signal(providerActedSignal, heard.act));
  return 'joining' in heard ? reached(survivor.signal(joinedSignal, heard.joining)) : false;
}

/** Tells the incidents that were merged into this one that they need not pass on anything any more. */
export async function tellThoseWhoJoined({ id, joined = [] }: Incident): Promise<void> {
  for (const { address } of joined)
    if (!(await reached(getExternalWorkflowHandle(address).signal(survivorEndedSignal, id))))
      log.info('An incident that was merged into this one has already ended', { address });
}
