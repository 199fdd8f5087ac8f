import fastify, { type FastifyInstance, type HTTPMethods } from 'fastify';
import type { IncidentClient } from '../incidents';
import { CAPS, readAlertmanager } from './alertmanager';
import { problem, problemOf, sendProblem } from './problems';
import { parseStrictJson } from './strict-json';

export interface HttpServerOptions {
  incidents: Pick<IncidentClient, 'alertsArrived'>;
  temporalReachable: () => Promise<boolean>;
  /** Hears of what went wrong on our side. */
  onBug?: (error: unknown) => void;
}

const METHODS: HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * The HTTP side. An alert is answered 202 only when Temporal has it for good, and 503 while it can't be had: whoever sent
 * it sends it again. Errors are `application/problem+json`.
 */
export function createHttpServer({ incidents, temporalReachable, onBug }: HttpServerOptions): FastifyInstance {
  const server = fastify({
    bodyLimit: CAPS.bodyBytes,
    requestTimeout: 10_000,
    http: { headersTimeout: 5_000 },
    // Alertmanager keeps its connections; they must not hold up a stop.
    forceCloseConnections: 'idle',
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseStrictJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  server.setErrorHandler((error, _request, reply) => {
    const told = problemOf(error);
    if (told.status === 500) onBug?.(error);
    return sendProblem(reply, told);
  });
  server.setNotFoundHandler((_request, reply) => sendProblem(reply, problem(404, 'There is nothing here.')));

  server.post('/v1/alerts/alertmanager', async (request, reply) => {
    const { address, ...arrival } = await incidents.alertsArrived(readAlertmanager(request.body));
    return reply.code(202).send('ignored' in arrival ? { address, ignored: arrival.ignored } : { address });
  });
  allowOnly(server, '/v1/alerts/alertmanager', ['POST']);

  server.get('/healthz', async (_request, reply) => {
    const temporal = await temporalReachable();
    return temporal ? { status: 'ok' } : sendProblem(reply, problem(503, 'Temporal does not answer.'));
  });
  allowOnly(server, '/healthz', ['GET']);
  return server;
}

/** Answers 405 for the other methods of a path, before anything of the request is read. */
function allowOnly(server: FastifyInstance, url: string, allowed: HTTPMethods[]): void {
  server.route({
    method: METHODS.filter((method) => !allowed.includes(method)),
    url,
    onRequest: async (_request, reply) => {
      reply.header('allow', allowed.join(', '));
      await sendProblem(reply, problem(405, `Only ${allowed.join(', ')} works here.`));
    },
    handler: (_request, reply) => reply.send(),
  });
}
