/** Which signals must not reach the SDK, because it would fail the run's task for ever? */
import { arrayFromPayloads, defaultPayloadConverter } from '@temporalio/common';
import { type ActivateInput, log, type WorkflowInternalsInterceptor } from '@temporalio/workflow';

type Job = NonNullable<ActivateInput['activation']['jobs']>[number];

/** Names that the SDK keeps for itself. It takes such a signal for a fault of ours. */
const RESERVED = '__temporal_';

/**
 * Drops signals that the SDK (1.24.0) throws at before any interceptor of signals sees them: those with a name of its own,
 * and those with arguments that nobody can decode. The task would fail again and again, and nothing would be paged any more.
 */
export const dropFatalSignals: WorkflowInternalsInterceptor = {
  activate(input, next) {
    const { activation } = input;
    const jobs = activation.jobs?.filter((job) => !isFatal(job));
    if (jobs === undefined || jobs.length === activation.jobs?.length) next(input);
    else {
      log.error('Dropped a signal that no workflow can take');
      next({ ...input, activation: { ...activation, jobs } });
    }
  },
};

function isFatal({ signalWorkflow }: Job): boolean {
  if (signalWorkflow == null) return false;
  if (signalWorkflow.signalName?.startsWith(RESERVED) === true) return true;
  try {
    arrayFromPayloads(defaultPayloadConverter, signalWorkflow.input);
    return false;
  } catch {
    return true;
  }
}
