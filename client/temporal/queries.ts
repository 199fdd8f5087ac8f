import { ASK_AGAIN } from '../../workflows/contract';
import { wasNotAnswered } from './errors';
import type { WorkflowHandle } from '@temporalio/client';
import { setTimeout as pause } from 'node:timers/promises';

/** How often it is looked whether the task under way is over, and for how long at most. */
const LOOK_EVERY_MS = 100;

const LOOKS = 10;

/**
 * Asks a run something until it is answered. A question that comes while a workflow task is under way may be put off
 * (ADR 11), and would be again until that task is over: it is asked again then. It may take a question with it that came
 * at the same time; what nobody has answered is asked once more. Fails as `ask` does otherwise, and with the deadline that
 * it is called under.
 */
export async function untilAnswered<T>(handle: Pick<WorkflowHandle, 'describe'>, ask: () => Promise<T>): Promise<T> {
  let unanswered = 0;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof Error && error.message.includes(ASK_AGAIN)) await untilAtRest(handle);
      else if (!wasNotAnswered(error) || ++unanswered > 1) throw error;
    }
  }
}

/** Resolves when no workflow task is under way; a run that is at work for longer than a second is not waited for. */
async function untilAtRest(handle: Pick<WorkflowHandle, 'describe'>): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    await pause(LOOK_EVERY_MS);
    const { raw } = await handle.describe();
    if (raw.pendingWorkflowTask == null) return;
  }
}
