/** How is a workflow asked a question that it may put off or not answer at first? */
import { ASK_AGAIN } from '../../workflows/contract';
import { wasNotAnswered } from './errors';
import type { WorkflowHandle } from '@temporalio/client';
import { setTimeout as pause } from 'node:timers/promises';

/** How often we look whether the current workflow task has ended, and how many times at most. */
const LOOK_EVERY_MS = 100;

const LOOKS = 10;

/**
 * Asks a run something until it is answered. A question that comes while a workflow task is under way may be put off
 * (ADR 11), and would be put off again until that task has ended, so it is asked again then. Another question that came
 * at the same time may get lost with it, so a question without an answer is asked once more. Fails as `ask` does
 * otherwise, and with the deadline that it is called under.
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
