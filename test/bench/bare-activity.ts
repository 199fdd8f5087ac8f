/** How long does Temporal alone take from a start to the first line of its activity? The floor of every page. */
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';

const QUEUE = 'bench-bare';

/** One workflow with one activity, on a worker of this process. */
export interface BareActivity {
  /** From the call that starts a workflow to its activity running, in ms. */
  readonly once: () => Promise<number>;
  /** So many are started at once: how many a second have begun their activity when the last one has. */
  readonly manyASecond: (count: number) => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** Serves the bare workflow on the Temporal at an address. */
export async function startBareActivity(address: string): Promise<BareActivity> {
  const native = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const began = new Map<string, number>();
  const worker = await Worker.create({
    connection: native,
    taskQueue: QUEUE,
    workflowsPath: require.resolve('./bare-workflow'),
    activities: {
      begin: (id: string): Promise<void> => {
        began.set(id, performance.now());
        return Promise.resolve();
      },
    },
  });
  const running = worker.run();
  let count = 0;
  const run = async (): Promise<string> => {
    const id = `bare-${(count += 1)}`;
    await client.workflow.execute('bare', { workflowId: id, taskQueue: QUEUE, args: [id] });
    return id;
  };
  return {
    once: async () => {
      const startedAt = performance.now();
      return (began.get(await run()) ?? NaN) - startedAt;
    },
    manyASecond: async (many) => {
      const startedAt = performance.now();
      const ids = await Promise.all(Array.from({ length: many }, run));
      const lastAt = Math.max(...ids.map((id) => began.get(id) ?? NaN));
      return many / ((lastAt - startedAt) / 1_000);
    },
    stop: async () => {
      worker.shutdown();
      await running;
      await connection.close();
      await native.close();
    },
  };
}
