/**
 * How do the API, the alert intake, health and metrics become one HTTP server? This room turns requests into calls to
 * the incident client and results into HTTP; it makes no call to Temporal itself and decides nothing about an incident.
 */
import fastify, { type FastifyInstance } from 'fastify';
import type { Headers } from '../access/gate';
import type { ConsoleOptions } from '../console/options';
import { addConsole } from '../console/routes';
import type { ApiOptions } from './api/options';
import { addApi } from './api/routes';
import { addHealth } from './health';
import { CAPS } from './intake/delivery';
import { addIntake, type IntakeOptions } from './intake/routes';
import { addMetrics, type HttpMetrics } from './metrics';
import { problem, problemOf, sendProblem } from './problems';
import { addRequestLog } from './request-log';
import { parseStrictJson } from './strict-json';
import type { JsonLog } from '../../launcher/json-log';

export interface HttpServerOptions extends Omit<IntakeOptions, keyof ApiOptions | 'onDelivery'>, ConsoleOptions {
  metrics: HttpMetrics;
  /** Gets a line per request. */
  log: JsonLog;
  /** Throws for a request that must get no further, no matter what it asks for. */
  keepOut?: (headers: Headers) => void;
  /** Is told what went wrong on our side. */
  onBug?: (error: unknown) => void;
}

/** What is no page of the room: browsers must not guess its type, show it in a frame or keep it. */
const SAFE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

/**
 * The HTTP server. An alert is answered 202 only when Temporal has stored it, and 503 while Temporal can't be reached:
 * then its source sends it again. Errors are `application/problem+json`.
 */
export function createHttpServer({ keepOut, onBug, ...options }: HttpServerOptions): FastifyInstance {
  const server = fastify({
    bodyLimit: CAPS.bodyBytes,
    // As long as what the schemas take as a name in a path.
    routerOptions: { maxParamLength: 200 },
    // What the router refuses gets to no hook and no other handler.
    frameworkErrors: (error, _request, reply) => {
      sendProblem(reply.headers(SAFE_HEADERS), problemOf(error));
    },
    requestTimeout: 10_000,
    http: { headersTimeout: 5_000 },
    // Alertmanager keeps its connections open; they must not delay a stop.
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
  server.setNotFoundHandler((_request, reply) => sendProblem(reply, problem(404, 'Not found.')));

  addRequestLog(server, options);
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(SAFE_HEADERS);
    if (request.routeOptions.config.provesItself !== true) keepOut?.(request.headers);
    done();
  });
  addMetrics(server, options);
  addApi(server, options);
  addIntake(server, { ...options, onDelivery: options.metrics.onDelivery });
  addHealth(server, options);
  addConsole(server, { ...options, onBug });
  return server;
}
