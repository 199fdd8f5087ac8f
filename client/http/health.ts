/** How does a load balancer or a monitor learn whether Muster is alive and ready? */
import type { FastifyInstance } from 'fastify';
import type { Check } from '../health/check';
import { allowOnly } from './methods';
import { problem, sendProblem } from './problems';

export interface HealthOptions {
  /** Looks at all that an incident needs to be handled; never rejects. */
  readiness: () => Promise<Check[]>;
}

/** `/healthz`: this process is alive. `/readyz`: the next incident would be handled. */
export function addHealth(server: FastifyInstance, { readiness }: HealthOptions): void {
  server.get('/healthz', () => ({ status: 'ok' }));
  allowOnly(server, '/healthz', ['GET']);

  server.get('/readyz', async (_request, reply) => {
    const checks = await readiness();
    const broken = checks.filter(({ ok }) => !ok);
    if (broken.length === 0) return { status: 'ready', checks };
    const detail = broken.map(({ name, text }) => `${name}: ${text}`).join('\n');
    return sendProblem(reply, problem(503, detail), { checks });
  });
  allowOnly(server, '/readyz', ['GET']);
}
