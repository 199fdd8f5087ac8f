/** What keeps a workflow's tasks apart in its history, so that every replay sees them in the same order? */
import { defaultPayloadConverter } from '@temporalio/common';
import {
  type ActivateInput,
  type ConcludeActivationInput,
  type WorkflowInternalsInterceptor,
} from '@temporalio/workflow';

type Job = NonNullable<ActivateInput['activation']['jobs']>[number];
type Command = ConcludeActivationInput['commands'][number];

/** The memo's number of things that were taken in and led to nothing. */
const TRACES = 'takenInForNothing';

/**
 * Lets no workflow task that has taken something in end without a command. The SDK (core of 1.24.0) can't tell such a task
 * from a heartbeat: a worker that has to replay the run for an update hands both to the workflow together, the update
 * first; every later replay hands them over apart. What depends on their order then begins in another order, and
 * the incident hangs (`TMPRL1100`; temporalio/sdk-rust#1146). A command in between keeps them apart each time.
 *
 * What a refused update or a question leaves is nothing, and there is nothing to keep apart.
 */
export function createTraces(): WorkflowInternalsInterceptor {
  let hasTakenIn = false;
  let traces = 0;
  let isOver = false;
  return {
    activate(input, next) {
      hasTakenIn = input.activation.jobs?.some(takesIn) ?? false;
      next(input);
    },
    concludeActivation(input, next) {
      const { commands } = next(input);
      isOver ||= commands.some(endsTheRun);
      // A task may hand over in two parts, and nothing may follow the end of the run.
      if (isOver || !hasTakenIn || isInHistory(commands)) return { commands };
      traces += 1;
      const fields = { [TRACES]: defaultPayloadConverter.toPayload(traces) };
      return { commands: [...commands, { modifyWorkflowProperties: { upsertedMemo: { fields } } }] };
    },
  };
}

/** An update that is accepted is in the history by itself; the rest of these change nothing. */
const takesIn = ({ queryWorkflow, doUpdate, notifyHasPatch, updateRandomSeed, removeFromCache }: Job): boolean =>
  [queryWorkflow, doUpdate, notifyHasPatch, updateRandomSeed, removeFromCache].every((job) => job == null);

const endsTheRun = (command: Command): boolean =>
  command.completeWorkflowExecution != null ||
  command.failWorkflowExecution != null ||
  command.cancelWorkflowExecution != null ||
  command.continueAsNewWorkflowExecution != null;

/** Whether at least one of them is certain to become an event: what is called off in the same task becomes none. */
function isInHistory(commands: readonly Command[]): boolean {
  const calledOff = new Set(
    commands.flatMap(({ cancelTimer, requestCancelActivity }) => [
      ...(cancelTimer == null ? [] : [`timer ${String(cancelTimer.seq)}`]),
      ...(requestCancelActivity == null ? [] : [`activity ${String(requestCancelActivity.seq)}`]),
    ]),
  );
  return commands.some(({ startTimer, scheduleActivity, updateResponse, ...command }) => {
    if (startTimer != null) return !calledOff.has(`timer ${String(startTimer.seq)}`);
    if (scheduleActivity != null) return !calledOff.has(`activity ${String(scheduleActivity.seq)}`);
    if (updateResponse != null) return updateResponse.rejected == null;
    return command.respondToQuery == null && command.cancelTimer == null && command.requestCancelActivity == null;
  });
}
