import fastify, { type FastifyInstance } from 'fastify';
import { addHealth, type HealthOptions } from './health';
import { CAPS } from './intake/alertmanager';
import { addIntake, type IntakeOptions } from './intake/routes';
import { addMetrics, type HttpMetrics } from './metrics';
import { problem, problemOf, sendProblem } from './problems';
import { addRequestLog } from './request-log';
import { parseStrictJson } from './strict-json';
import type { JsonLog } from '../../launcher/json-log';

export interface HttpServerOptions extends Omit<IntakeOptions, 'onDelivery'>, HealthOptions {
  metrics: HttpMetrics;
  /** Gets a line per request. */
  log: JsonLog;
  /** Hears of what went wrong on our side. */
  onBug?: (error: unknown) => void;
}

/**
 * The HTTP side. An alert is answered 202 only when Temporal has it for good, and 503 while it can't be had: whoever sent
 * it sends it again. Errors are `application/problem+json`.
 */
export function createHttpServer({ onBug, ...options }: HttpServerOptions): FastifyInstance {
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

  addRequestLog(server, options);
  addMetrics(server, options);
  addIntake(server, { ...options, onDelivery: options.metrics.onDelivery });
  addHealth(server, options);
  return server;
}
