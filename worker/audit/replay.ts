/** In which state was an incident when Temporal ended it, by a replay of its history? */
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { type InjectedSinks, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Incident } from '../../domain/state/incident';
import type { IncidentInput } from '../../workflows/contract';
import type { LastStateSinks } from '../../workflows/last-state';
import type { HistoryEvent } from './history';

export type Bundle = Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'bundlerOptions' | 'interceptors'>;

/**
 * The state after the last task of a closed history, as the code of the workflow makes it of its events; nothing where it had
 * not become an incident. Fails where the code no longer fits the history.
 */
export async function replayedState(
  bundle: Bundle,
  workflowId: string,
  events: readonly HistoryEvent[],
  lastSeen: number,
): Promise<Incident | undefined> {
  let last: Incident | undefined;
  const sinks: InjectedSinks<LastStateSinks> = {
    lastState: { tell: { fn: (_info, incident) => void (last = incident), callDuringReplay: true } },
  };
  const history = { events: events.map((event) => withQuestion(event, lastSeen)) };
  await Worker.runReplayHistory({ ...bundle, sinks }, history, workflowId);
  return last;
}

/** The first event carries the input, and that carries the question. */
function withQuestion(event: HistoryEvent, lastSeen: number): HistoryEvent {
  const started = event.workflowExecutionStartedEventAttributes;
  const [payload] = started?.input?.payloads ?? [];
  if (started == null || payload === undefined) return event;
  const input = defaultPayloadConverter.fromPayload<IncidentInput>(payload);
  const asking: Payload = defaultPayloadConverter.toPayload({ ...input, tellStateFrom: lastSeen });
  return { ...event, workflowExecutionStartedEventAttributes: { ...started, input: { payloads: [asking] } } };
}
