/** What does the worker report when it tries its integrations or sends a test message? */
import { type Examined, wrong } from '../../domain/doctor/finding';
import { testIdOf, type TestMessage } from '../../domain/doctor/test-message';
import type { Policy } from '../../policy/schema';
import { EXAMINATION_WORKFLOW, TEST_WORKFLOW, WORK_QUEUE } from '../../workflows/contract';
import { inWords } from '../temporal/errors';
import { type Client, WorkflowFailedError } from '@temporalio/client';
import { randomUUID } from 'node:crypto';

/** How long the worker may take in all; each check and each message has a limit of its own below it. */
const WORKER_WITHIN_MS = 50_000;

/** Has the worker try its integrations with this policy. */
export const examineIntegrations = (client: Client, policy: Policy): Promise<Examined[]> =>
  answerOf(client, EXAMINATION_WORKFLOW, `muster-examination-${randomUUID()}`, policy);

/** Has the worker send one marked test; asked for again, it is the same one. */
export const sendTest = (client: Client, test: TestMessage): Promise<Examined[]> =>
  answerOf(client, TEST_WORKFLOW, testIdOf(test), test);

async function answerOf(client: Client, workflow: string, workflowId: string, input: unknown): Promise<Examined[]> {
  try {
    return await client.withDeadline(Date.now() + WORKER_WITHIN_MS + 5_000, () =>
      client.workflow.execute<(input: unknown) => Promise<Examined[]>>(workflow, {
        taskQueue: WORK_QUEUE,
        workflowId,
        args: [input],
        workflowExecutionTimeout: WORKER_WITHIN_MS,
      }),
    );
  } catch (error) {
    if (error instanceof WorkflowFailedError) return [wrong('integrations', whyNot(error))];
    throw inWords(error);
  }
}

function whyNot({ cause }: WorkflowFailedError): string {
  if (cause?.name !== 'TimeoutFailure') return cause?.message ?? 'the worker did not answer';
  const limit = `within ${WORKER_WITHIN_MS / 1_000} s`;
  return `the worker did not answer ${limit}. Check that it runs this version and that every task queue has a worker.`;
}
