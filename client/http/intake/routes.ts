import type { FastifyInstance } from 'fastify';
import type { IncidentClient } from '../../incidents';
import { allowOnly } from '../methods';
import { readAlertmanager } from './alertmanager';

export interface IntakeOptions {
  incidents: Pick<IncidentClient, 'alertsArrived'>;
}

/** The doors for alerts: verified, read, kept by Temporal, answered; in this order. */
export function addIntake(server: FastifyInstance, { incidents }: IntakeOptions): void {
  server.post('/v1/alerts/alertmanager', async (request, reply) => {
    const alerts = readAlertmanager(request.body);
    const arrivals = await incidents.alertsArrived({ alerts, acceptedAt: Date.now() });
    return reply.code(202).send({
      incidents: arrivals.map(({ address, ...arrival }) =>
        'ignored' in arrival ? { address, ignored: arrival.ignored } : { address },
      ),
    });
  });
  allowOnly(server, '/v1/alerts/alertmanager', ['POST']);
}
