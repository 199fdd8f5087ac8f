import { Client, Connection } from '@temporalio/client';
import { startOwnTemporal } from '../e2e/own-temporal';

/** How many calls are under way at a time: as many as Muster lets at Temporal. */
const AT_ONCE = 64;

/** How large the argument of a start is. Muster's is about as large as its policy, which every incident is pinned to. */
export type Payload = 'empty' | 'as large as a policy';

const SIZES: Record<Payload, number> = { empty: 0, 'as large as a policy': 40_000 };

/** `signalWithStart` a second on the server that Muster starts, with its client library and without Muster or a worker. */
export async function temporalAlone(calls: number, ids: number, payload: Payload): Promise<number> {
  const temporal = await startOwnTemporal();
  const connection = await Connection.connect({ address: temporal.address });
  try {
    const client = new Client({ connection });
    const call = (id: string): Promise<unknown> =>
      client.workflow.signalWithStart('nobody', {
        workflowId: id,
        taskQueue: 'nobody',
        workflowIdConflictPolicy: 'USE_EXISTING',
        args: ['x'.repeat(SIZES[payload])],
        signal: 'alert',
        signalArgs: [{ firing: true }],
      });
    for (let n = 0; n < AT_ONCE; n += 1) await call('warm-up');
    const waiting = Array.from({ length: calls }, (_, n) => `id-${n % ids}`);
    const lane = async (): Promise<void> => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await call(id);
    };
    const begunAt = performance.now();
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return calls / ((performance.now() - begunAt) / 1_000);
  } finally {
    await connection.close();
    await temporal.stop();
  }
}
