/** What becomes of an incident that Temporal ended once another one has opened at its address? */
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import type { Records } from '../../activities/ports';
import { endedText } from '../../domain/audit/words';
import { handedOn } from '../../domain/alerts/merge';
import type { Joining } from '../../domain/state/alert';
import type { Incident } from '../../domain/state/incident';
import {
  alertsArrivedSignal,
  declaredSignal,
  incidentIdOf,
  joinedSignal,
  providerActedSignal,
} from '../../workflows/contract';
import type { EndedRun, Remains } from './remains';

/**
 * The incident that opened meanwhile goes on with everything that the ended one had: its alerts, and what had arrived. Each
 * message counts once, however often this is done.
 */
export async function joinInstead(
  { client, records }: { client: Client; records: Pick<Records, 'append'> },
  run: EndedRun,
  there: WorkflowExecutionDescription,
  { incident, since }: Remains,
): Promise<string> {
  const id = there.memo?.['incidentId'];
  const into = typeof id === 'string' ? id : incidentIdOf(there.workflowId, there.runId);
  const handle = client.workflow.getHandle(run.workflowId);
  if (incident !== undefined) await handle.signal(joinedSignal, joiningOfEnded(run, incident));
  for (const { incoming } of since) {
    if (incoming === undefined) continue;
    if ('alerts' in incoming) await handle.signal(alertsArrivedSignal, incoming.alerts);
    else if ('declaration' in incoming) await handle.signal(declaredSignal, incoming.declaration);
    else if ('act' in incoming) await handle.signal(providerActedSignal, incoming.act);
    else await handle.signal(joinedSignal, incoming.joining);
  }
  const done = `It was merged into ${into}, which had opened at its address`;
  if (incident !== undefined) {
    const text = `${endedText('this incident', run.now.how, run.now.at)} ${done}.`;
    const { timeline, recordedSeq, nextSeq } = incident;
    const last = { seq: nextSeq, at: run.now.at, kind: 'merged', text };
    await records.append(incident.id, [...timeline.filter(({ seq }) => seq > recordedSeq), last]);
  }
  return done;
}

function joiningOfEnded({ now }: EndedRun, incident: Incident): Joining {
  const { id } = incident;
  const reason = endedText(id, now.how, now.at);
  return { eventId: `ended:${id}:${now.at}`, by: 'muster', byName: 'Muster', reason, ...handedOn(incident) };
}
