/** What does an error from Temporal's client mean, and what is a person told about it? */
import { Refused, Unanswered, Unreachable } from '../errors';
import {
  NamespaceNotFoundError,
  QueryNotRegisteredError,
  WorkflowNotFoundError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { messageOf } from '../../domain/text/message-of';

/** gRPC's numbers for the answers that mean something here. */
const GRPC = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/**
 * What went wrong between us and a workflow. `gone`: the run no longer exists, which is definite. `unanswered`: it
 * may still happen. `unreachable`: Temporal did not take it.
 */
export type Trouble = 'gone' | 'unanswered' | 'unreachable' | 'not-allowed';

/** Reads an error of the Temporal client; `undefined` for what is not about reaching a workflow. */
export function troubleOf(error: unknown): Trouble | undefined {
  if (error instanceof WorkflowNotFoundError) return 'gone';
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return 'unanswered';
  // The worker that answers is of a version without this question.
  if (error instanceof QueryNotRegisteredError) return 'unanswered';
  if (error instanceof NamespaceNotFoundError) return 'not-allowed';
  switch (grpcCode(error)) {
    // A failed precondition is "no poller seen", "workflow task in failed state" or "too many updates in this run": all of
    // them pass.
    case GRPC.failedPrecondition:
    case GRPC.deadlineExceeded:
    case GRPC.cancelled:
      return 'unanswered';
    case GRPC.unavailable:
    case GRPC.resourceExhausted:
      return 'unreachable';
    case GRPC.permissionDenied:
    case GRPC.unauthenticated:
      return 'not-allowed';
    // The run ends at that limit and is opened again: then Temporal takes it.
    case GRPC.invalidArgument:
      return /history (count|size) exceeds limit/.test(reasonOf(error)) ? 'unreachable' : undefined;
    default:
      return undefined;
  }
}

/** Whether Temporal took a question and no answer came in time. */
export const wasNotAnswered = (error: unknown): boolean => grpcCode(error) === GRPC.deadlineExceeded;

/** The same trouble in words for the person who asked; other errors stay what they are. */
export function inWords(error: unknown): unknown {
  switch (troubleOf(error)) {
    case 'unanswered':
      return new Unanswered('Temporal answers, but no worker of Muster does. Is `muster worker` running?', {
        cause: error,
      });
    case 'unreachable':
      return new Unreachable('Temporal does not answer.', { cause: error });
    case 'not-allowed':
      return new Unreachable(`Temporal denied access: ${reasonOf(error)}`, { cause: error });
    case 'gone':
      return error;
    case undefined:
      return grpcCode(error) === GRPC.invalidArgument
        ? new Refused(`Temporal can't take this, most likely because it is too large: ${reasonOf(error)}`, {
            cause: error,
          })
        : error;
  }
}

/** The code is on the error itself or on its cause, depending on which call of the client failed. */
function grpcCode(error: unknown): number | undefined {
  for (const candidate of [error, causeOf(error)]) {
    if (typeof candidate !== 'object' || candidate === null || !('code' in candidate)) continue;
    if (typeof candidate.code === 'number') return candidate.code;
  }
  return undefined;
}

const causeOf = (error: unknown): unknown => (error instanceof Error ? error.cause : undefined);

function reasonOf(error: unknown): string {
  const cause = causeOf(error) ?? error;
  return messageOf(cause);
}
