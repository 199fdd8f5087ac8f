import type { FastifyInstance } from 'fastify';
import { allowOnly } from './methods';
import { problem, sendProblem } from './problems';

export interface HealthOptions {
  temporalReachable: () => Promise<boolean>;
}

/** Whether this process does its work. */
export function addHealth(server: FastifyInstance, { temporalReachable }: HealthOptions): void {
  server.get('/healthz', async (_request, reply) => {
    const temporal = await temporalReachable();
    return temporal ? { status: 'ok' } : sendProblem(reply, problem(503, 'Temporal does not answer.'));
  });
  allowOnly(server, '/healthz', ['GET']);
}
