/** Whether Muster's Temporal gives a worker what has a priority before what has waited longer and has none. */
import { Worker } from '@temporalio/worker';
import type { hurry } from '../support/priority-workflow';
import { useTemporal } from '../support/servers';
import { untilTrue } from '../support/until';

const temporal = useTemporal();
const WAITING = 40;

/** The kind of a queue is a number on the wire. */
const ACTIVITIES = 2;

interface Queues {
  describeTaskQueue(request: {
    namespace: string;
    taskQueue: { name: string };
    taskQueueType: number;
    reportStats: true;
  }): Promise<{ stats?: { approximateBacklogCount?: unknown } | null }>;
}

test('an order to roll back is not behind the posts of a storm', async () => {
  const connection = temporal.nativeConnection;
  const worker = await Worker.create({
    connection,
    taskQueue: 'hurry',
    workflowsPath: require.resolve('../support/priority-workflow'),
  });
  const running = worker.run();
  const handle = await temporal.client.workflow.start<typeof hurry>('hurry', {
    workflowId: 'hurry',
    taskQueue: 'hurry',
    args: [WAITING],
  });
  const queues: Queues = temporal.client.workflowService;
  await untilTrue('all of them wait', async () => {
    const { stats } = await queues.describeTaskQueue({
      namespace: 'default',
      taskQueue: { name: 'acts' },
      taskQueueType: ACTIVITIES,
      reportStats: true,
    });
    return Number(stats?.approximateBacklogCount) > WAITING;
  });
  const order: string[] = [];
  const act = (name: string): Promise<void> => Promise.resolve(void order.push(name));
  const acting = await Worker.create({
    connection,
    taskQueue: 'acts',
    maxConcurrentActivityTaskExecutions: 1,
    activities: { act },
  });
  const actingRuns = acting.run();
  await handle.result();
  for (const one of [worker, acting]) one.shutdown();
  await Promise.all([running, actingRuns]);
  // A few were on their way to the worker when it was given: order among those is the server's.
  expect(order.indexOf('early')).toBeLessThan(WAITING / 4);
});
