import type { FastifyInstance } from 'fastify';
import type { IncidentClient } from '../../incidents';
import { allowOnly } from '../methods';
import type { Delivery } from '../metrics';
import { problemOf } from '../problems';
import { readAlertmanager } from './alertmanager';

export interface IntakeOptions {
  incidents: Pick<IncidentClient, 'alertsArrived'>;
  /** Hears what each delivery came to. */
  onDelivery: (delivery: Delivery) => void;
}

/** The doors for alerts: verified, read, kept by Temporal, answered; in this order. */
export function addIntake(server: FastifyInstance, { incidents, onDelivery }: IntakeOptions): void {
  server.post('/v1/alerts/alertmanager', async (request, reply) => {
    const source = 'alertmanager';
    try {
      const alerts = readAlertmanager(request.body);
      const arrivals = await incidents.alertsArrived({ alerts, acceptedAt: Date.now() });
      onDelivery({ source, outcome: 'accepted', status: 202, alerts: alerts.length });
      return await reply.code(202).send({
        incidents: arrivals.map(({ address, ...arrival }) =>
          'ignored' in arrival ? { address, ignored: arrival.ignored } : { address },
        ),
      });
    } catch (error) {
      const { status } = problemOf(error);
      onDelivery({ source, outcome: status < 500 ? 'refused' : 'unavailable', status, alerts: 0 });
      throw error;
    }
  });
  allowOnly(server, '/v1/alerts/alertmanager', ['POST']);
}
