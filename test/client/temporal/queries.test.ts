import { untilAnswered } from '../../../client/temporal/queries';
import { ASK_AGAIN } from '../../../workflows/contract';
import { ServiceError, type WorkflowExecutionDescription, type WorkflowHandle } from '@temporalio/client';

type Describable = Pick<WorkflowHandle, 'describe'>;

/** A run that is at work for so many looks. */
function atWork(looks: number): Describable & { looks: () => number } {
  let looked = 0;
  const describe = (): Promise<WorkflowExecutionDescription> => {
    looked += 1;
    const raw = { pendingWorkflowTask: looked > looks ? null : {} };
    return Promise.resolve({ raw } as WorkflowExecutionDescription);
  };
  return { describe, looks: () => looked };
}

/** Fails in these ways, one after the other, then answers with the number of tries. */
function failing(...ways: Error[]): () => Promise<number> {
  let asked = 0;
  return () => {
    const failure = ways[asked];
    asked += 1;
    return failure === undefined ? Promise.resolve(asked) : Promise.reject(failure);
  };
}

const putOff = (): Error => new Error(`Workflow task failed: ${ASK_AGAIN}`);

const lost = (): Error => Object.assign(new ServiceError('Failed to query Workflow'), { cause: { code: 4 } });

test('an answer is an answer: the run is not looked at', async () => {
  const run = atWork(0);
  await expect(untilAnswered(run, failing())).resolves.toBe(1);
  expect(run.looks()).toBe(0);
});

test('a question that was put off is asked again only when the task under way is over', async () => {
  const run = atWork(3);
  await expect(untilAnswered(run, failing(putOff()))).resolves.toBe(2);
  expect(run.looks()).toBe(4);
});

test('a question that was lost with one that was put off is asked once more, and no more than that', async () => {
  await expect(untilAnswered(atWork(0), failing(lost()))).resolves.toBe(2);
  await expect(untilAnswered(atWork(0), failing(lost(), lost()))).rejects.toThrow('Failed to query Workflow');
});

test('any other trouble is told', async () => {
  await expect(untilAnswered(atWork(0), failing(new Error('no such run')))).rejects.toThrow('no such run');
});
