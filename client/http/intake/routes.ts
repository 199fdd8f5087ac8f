import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import type { Gate, Source } from '../../access/gate';
import { NotAuthenticated } from '../../errors';
import type { IncidentClient } from '../../incidents';
import { allowOnly } from '../methods';
import { readAlertmanager } from './alertmanager';

export interface IntakeOptions {
  incidents: Pick<IncidentClient, 'alertsArrived'>;
  gate: Pick<Gate, 'source'>;
}

/** The doors for alerts: verified, read, kept by Temporal, answered; in this order. */
export function addIntake(server: FastifyInstance, { incidents, gate }: IntakeOptions): void {
  server.post('/v1/alerts/alertmanager', { onRequest: onlyFrom('alertmanager', gate) }, async (request, reply) => {
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

/** Lets in who shows a token of this source, where one is needed. */
const onlyFrom =
  (source: Source, gate: Pick<Gate, 'source'>): onRequestAsyncHookHandler =>
  async ({ headers }) => {
    const shown = await gate.source(source, headers);
    if (shown === 'valid' || shown === 'not-needed') return;
    const what = shown === 'wrong' ? `That is no token of ${source}, or it is over` : `${source} has to show a token`;
    throw new NotAuthenticated(`${what}: \`muster token create --source ${source}\` makes one.`);
  };
