/** How fast is a storm of alerts accepted, beside bare calls of Temporal at the same concurrency? */
import { Client, Connection } from '@temporalio/client';
import { Product } from '../e2e/product';
import { manyAlerts, manyServices, type WebhookBody } from '../e2e/storms';
import { playStorm } from './storm-round';

/** Of one storm. `share`: the accepted calls a second as a part of the bare ones. */
export interface Accept {
  alertsASecond: number;
  callsASecond: number;
  bareASecond: number;
  share: number;
}

/** As large as the argument with which Muster starts an incident. */
const ARGUMENT_BYTES = 40_000;

export const fiftyServices = (): WebhookBody[] =>
  manyAlerts({ services: 50, alertsPerService: 100, alertsPerRequest: 25, severity: 'P1' });

export const tenServices = (): WebhookBody[] =>
  manyAlerts({ services: 10, alertsPerService: 20, alertsPerRequest: 1, severity: 'P1' });

/** First the bare calls, one for each request and service in it, then the storm, on a Muster that is warm. */
export async function accept(bodies: WebhookBody[]): Promise<Accept> {
  const muster = await Product.start();
  try {
    await playStorm(muster, manyServices(5, 'P1', 900));
    const ids = bodies.flatMap(({ alerts }) => [...new Set(alerts.map(({ labels }) => labels['service'] ?? ''))]);
    const bareASecond = await bareCalls(muster.temporalAddress, ids);
    const { requestsPerSecond, alertsPerSecond } = await playStorm(muster, bodies);
    const callsASecond = (requestsPerSecond * ids.length) / bodies.length;
    return { alertsASecond: alertsPerSecond, callsASecond, bareASecond, share: callsASecond / bareASecond };
  } finally {
    await muster.stop();
  }
}

async function bareCalls(address: string, ids: string[]): Promise<number> {
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection });
    const begunAt = performance.now();
    await Promise.all(
      ids.map((id) =>
        client.workflow.signalWithStart('nobody', {
          workflowId: `bare-${id}`,
          taskQueue: 'nobody',
          workflowIdConflictPolicy: 'USE_EXISTING',
          args: ['x'.repeat(ARGUMENT_BYTES)],
          signal: 'alert',
          signalArgs: [{ firing: true }],
        }),
      ),
    );
    return ids.length / ((performance.now() - begunAt) / 1_000);
  } finally {
    await connection.close();
  }
}
