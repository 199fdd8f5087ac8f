/** Whether the worker takes on what its machine can carry, and no slow machine ends it. */
import { DefaultLogger } from '@temporalio/worker';
import { noopMetricMeter } from '@temporalio/common';
import { compileWorkerOptions } from '@temporalio/worker/lib/worker-options';
import { capacityOf, thisMachine } from '../../worker/capacity';
import { readWorkerConfig } from '../../worker/config';

const GIB = 1024 ** 3;

test.each([
  [2, 4 * GIB, 1_365, 8, 2],
  [1, 0.2 * GIB, 100, 4, 2],
  [16, 64 * GIB, 2_000, 64, 4],
])('%d cores and %d bytes', (cores, memory, cached, tasks, threads) => {
  expect(capacityOf({ cores, memory })).toMatchObject({
    maxCachedWorkflows: cached,
    maxConcurrentWorkflowTaskExecutions: tasks,
    workflowThreadPoolSize: threads,
  });
});

test('the number of incidents in memory can be set', () => {
  expect(readWorkerConfig({ MUSTER_CACHED_INCIDENTS: '50' }).cachedIncidents).toBe(50);
  expect(readWorkerConfig({}).cachedIncidents).toBeUndefined();
  expect(() => readWorkerConfig({ MUSTER_CACHED_INCIDENTS: 'many' })).toThrow('MUSTER_CACHED_INCIDENTS must be');
  expect(capacityOf(thisMachine(), 50).maxCachedWorkflows).toBe(50);
});

test('the SDK takes the longer limit for one activation, which it does not name', () => {
  const options = { taskQueue: 'any', workflowsPath: 'any', ...capacityOf(thisMachine()) };
  const compiled = compileWorkerOptions(options, new DefaultLogger('ERROR'), noopMetricMeter);
  expect(compiled.isolateExecutionTimeoutMs).toBe(60_000);
});
