import {
  ApplicationFailure,
  isCancellation,
  log,
  setDefaultSignalHandler,
  TemporalFailure,
  type WorkflowInboundCallsInterceptor,
  type WorkflowInterceptors,
  type WorkflowInternalsInterceptor,
} from '@temporalio/workflow';
import { ASK_AGAIN } from './contract';
import { nameTheIncident } from './logging';

const HANDLER_BUG = 'HandlerBug';

/**
 * Keeps one bad message from stopping an incident. An error thrown in a handler would fail the workflow task again and
 * again, and nothing would be paged any more: a signal that can't be taken in is logged and dropped, an update is refused.
 */
const guard: WorkflowInboundCallsInterceptor = {
  async handleSignal(input, next) {
    try {
      await next(input);
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.error('A signal could not be taken in', { signal: input.signalName, error });
    }
  },
  async handleUpdate(input, next) {
    try {
      return await next(input);
    } catch (error) {
      if (error instanceof TemporalFailure) throw error;
      throw ApplicationFailure.nonRetryable(`${input.name} could not be carried out: ${String(error)}`, HANDLER_BUG);
    }
  },
  validateUpdate(input, next) {
    try {
      next(input);
    } catch (error) {
      if (error instanceof TemporalFailure) throw error;
      throw ApplicationFailure.nonRetryable(`${input.name} could not be checked: ${String(error)}`, HANDLER_BUG);
    }
  },
};

/**
 * Puts a run aside that was brought forward by a question. A question may come with events that no workflow task has
 * taken up yet: often when it waited for a worker to start, now and then otherwise. The SDK (core of 1.24.0) hands these
 * on at the time of the task before, and what the workflow would begin then is not what a replay begins at the right
 * time: the incident would hang (`TMPRL1100`). An error here fails that question only and has the run replayed; the next
 * question is answered.
 */
function refuseToBeBroughtForward(): WorkflowInternalsInterceptor {
  let last: { startedAt: string; events: number } | undefined;
  return {
    activate(input, next) {
      const { timestamp, historyLength, jobs } = input.activation;
      const startedAt = `${String(timestamp?.seconds)}.${String(timestamp?.nanos)}`;
      const events = Number(historyLength);
      const asksOnly = jobs?.every(({ queryWorkflow }) => queryWorkflow != null) === true;
      if (!asksOnly && last?.startedAt === startedAt && events > last.events) throw new Error(ASK_AGAIN);
      last = { startedAt, events };
      next(input);
    },
  };
}

export const interceptors = (): WorkflowInterceptors => ({
  inbound: [guard],
  outbound: [nameTheIncident],
  internals: [refuseToBeBroughtForward()],
});

/** A signal of an unknown name says so in the log instead of waiting in the history for a handler for ever. */
export const dropUnknownSignals = (): void =>
  setDefaultSignalHandler((name) => log.warn('A signal of an unknown name was dropped', { signal: name }));
