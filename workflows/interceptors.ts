/** What keeps one bad message or one early question from stopping an incident? */
import { ASK_AGAIN } from './contract';
import { watchForQuestions } from './early-queries';
import { dropFatalSignals } from './fatal-signals';
import { tellLastState } from './last-state';
import { nameTheIncident } from './log';
import { createTraces } from './traces';
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
      log.error('A signal failed', { signal: input.signalName, error });
    }
  },
  async handleUpdate(input, next) {
    try {
      return await next(input);
    } catch (error) {
      if (error instanceof TemporalFailure) throw error;
      throw ApplicationFailure.nonRetryable(`${input.name} failed: ${String(error)}`, HANDLER_BUG);
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

/** Puts a run aside that a question brings, or has brought, forward; its next task replays it. */
function refuseToBeBroughtForward(): WorkflowInternalsInterceptor {
  const broughtForward = watchForQuestions();
  return {
    activate(input, next) {
      const { timestamp, historyLength, isReplaying, jobs } = input.activation;
      const untimely = broughtForward({
        startedAt: `${String(timestamp?.seconds)}.${String(timestamp?.nanos)}`,
        events: Number(historyLength),
        isReplaying: isReplaying === true,
        queryIds: jobs?.map(({ queryWorkflow }) => queryWorkflow?.queryId ?? undefined) ?? [],
      });
      if (untimely) throw new Error(ASK_AGAIN);
      next(input);
    },
  };
}

export function interceptors(): WorkflowInterceptors {
  return {
    inbound: [guard],
    outbound: [nameTheIncident],
    // What is dropped leaves a trace like anything else that led to nothing.
    internals: [refuseToBeBroughtForward(), createTraces(), tellLastState, dropFatalSignals],
  };
}

/** A signal of an unknown name says so in the log instead of waiting in the history for a handler for ever. */
export const dropUnknownSignals = (): void =>
  setDefaultSignalHandler((name) => log.warn('Dropped a signal with an unknown name', { signal: name }));
