/** In which state was a run that Temporal ended? A replay of its history apart from all workers tells. */
import type { Incident } from '../domain/state/incident';
import { proxySinks, type Sinks, workflowInfo, type WorkflowInternalsInterceptor } from '@temporalio/workflow';

/** Where a replay hands the state over. */
export interface LastStateSinks extends Sinks {
  lastState: { tell: (incident: Incident) => void };
}

let asked: { fromEvent: number; state: () => Incident } | undefined;

/** The state is told at the end of each task from this event on. Only a replay that is made for it asks. */
export function tellStateFrom(fromEvent: number | undefined, state: () => Incident): void {
  if (fromEvent !== undefined) asked = { fromEvent, state };
}

/** A question would not do: of a run that ended with something unread it would bring that forward (ADR 11). */
export const tellLastState: WorkflowInternalsInterceptor = {
  concludeActivation(input, next) {
    const { commands } = next(input);
    if (asked !== undefined && workflowInfo().historyLength >= asked.fromEvent)
      proxySinks<LastStateSinks>().lastState.tell(asked.state());
    return { commands };
  },
};
