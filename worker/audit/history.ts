/** What had reached an incident before Temporal ended it, as far as its history tells? */
import type { Client } from '@temporalio/client';
import { arrayFromPayloads, defaultPayloadConverter, type Payload } from '@temporalio/common';
import { optionalTsToMs } from '@temporalio/common/lib/time';
import type { temporal } from '@temporalio/proto';
import { isAct, isAlertGroup, isDeclaration, isJoining, isProviderAct } from '../../domain/acts/validate';
import { heldBack, type Incoming } from '../../domain/alerts/prelude';
import type { Act } from '../../domain/state/acts';
import {
  actSignal,
  alertsArrivedSignal,
  declaredSignal,
  type IncidentInput,
  joinedSignal,
  providerActedSignal,
} from '../../workflows/contract';

export type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** Something that Temporal stored for the incident. */
export interface Stored {
  eventId: number;
  incoming?: Incoming;
  act?: Act;
}

/** What is left of a run that Temporal ended. */
export interface ClosedHistory {
  input: IncidentInput;
  /** Alerts, declarations and acts, oldest first; what it was begun with counts as its first event. */
  stored: Stored[];
  /** The last event that the workflow has seen. */
  lastSeen: number;
  startedAt: number;
  events: HistoryEvent[];
}

/** Reads a closed run from its first event; `undefined` where Temporal has it no longer. */
export async function readClosedHistory(
  client: Client,
  workflowId: string,
  runId: string,
): Promise<ClosedHistory | undefined> {
  let input: IncidentInput | undefined;
  const stored: Stored[] = [];
  let lastSeen = 0;
  let startedAt = 0;
  const events: HistoryEvent[] = [];
  for await (const event of eventsOf(client, workflowId, runId)) {
    events.push(event);
    const started = event.workflowExecutionStartedEventAttributes;
    if (started != null) {
      input = argumentsOf(started.input?.payloads)[0] as IncidentInput | undefined;
      startedAt = optionalTsToMs(event.eventTime) ?? 0;
      const begunWith = [...(input?.waiting === undefined ? [] : heldBack(input.waiting)), ...(input?.carried ?? [])];
      stored.push(...begunWith.map((incoming) => ({ eventId: 1, incoming })));
      stored.push(...(input?.reopened?.acts ?? []).map((act) => ({ eventId: 1, act })));
    }
    const task = event.workflowTaskCompletedEventAttributes;
    if (task != null) lastSeen = Number(task.startedEventId);
    const heard = heardIn(event);
    if (heard !== undefined) stored.push({ eventId: Number(event.eventId), ...heard });
  }
  return input === undefined ? undefined : { input, stored, lastSeen, startedAt, events };
}

async function* eventsOf(client: Client, workflowId: string, runId: string): AsyncGenerator<HistoryEvent> {
  const { namespace } = client.options;
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await client.workflowService.getWorkflowExecutionHistory({
      namespace,
      execution: { workflowId, runId },
      ...(nextPageToken !== undefined && { nextPageToken }),
    });
    yield* page.history?.events ?? [];
    nextPageToken = page.nextPageToken;
  } while (nextPageToken.length > 0);
}

/** Signals and acts that were accepted. Whatever is malformed was dropped by the workflow too. */
function heardIn(event: HistoryEvent): Pick<Stored, 'incoming' | 'act'> | undefined {
  const signal = event.workflowExecutionSignaledEventAttributes;
  const update = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input;
  const [value] = argumentsOf((signal?.input ?? update?.args)?.payloads);
  if (update != null) return isAct(value) ? { act: value } : undefined;
  switch (signal?.signalName) {
    case alertsArrivedSignal.name:
      return isAlertGroup(value) ? { incoming: { alerts: value } } : undefined;
    case declaredSignal.name:
      return isDeclaration(value) ? { incoming: { declaration: value } } : undefined;
    case providerActedSignal.name:
      return isProviderAct(value) ? { incoming: { act: value } } : undefined;
    case joinedSignal.name:
      return isJoining(value) ? { incoming: { joining: value } } : undefined;
    case actSignal.name:
      return isAct(value) ? { act: value } : undefined;
    default:
      return undefined;
  }
}

/** Nothing where nobody can decode them. */
function argumentsOf(payloads: Payload[] | null | undefined): unknown[] {
  try {
    return arrayFromPayloads(defaultPayloadConverter, payloads);
  } catch {
    return [];
  }
}
