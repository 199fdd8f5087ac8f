/** What does the log say about each request, and what does it never say? */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { JsonLog } from '../../launcher/json-log';
import { SOURCES } from '../access/gate';

/** Who a request came from, as far as its handler or the gate found out. */
export interface RequestCaller {
  person?: string;
  source?: string;
}

const callers = new WeakMap<FastifyRequest, RequestCaller>();

/** Notes for the log who a request came from. */
export const noteCaller = (request: FastifyRequest, caller: RequestCaller): void =>
  void callers.set(request, { ...callers.get(request), ...caller });

/** Asked every few seconds by programs; not worth a line while all is well. */
const WATCHED = ['/healthz', '/readyz', '/metrics'];

/**
 * One line per request: what was asked of which route, and how it went. Never its address, headers or body: they hold
 * what people and alerts say.
 */
export function addRequestLog(server: FastifyInstance, { log }: { log: JsonLog }): void {
  server.addHook('onResponse', (request, reply, done) => {
    const { method } = request;
    const route = request.routeOptions.url ?? 'none';
    const status = reply.statusCode;
    // An alert that is refused is lost for good: most sources don't send it again.
    const isLost = status >= 400 && 'source' in sourceIn(route);
    const level = isLost ? 'warn' : WATCHED.includes(route) && status < 400 ? 'debug' : 'info';
    log[level](`${method} ${route} ${status}`, {
      method,
      route,
      status,
      ms: Math.round(reply.elapsedTime),
      ...incidentIn(request),
      ...sourceIn(route),
      ...callers.get(request),
    });
    done();
  });
}

/** The incident that the path names, if what stands there looks like an id. */
function incidentIn({ params }: FastifyRequest): { incidentId?: string } {
  const id = typeof params === 'object' && params !== null && 'id' in params ? params.id : undefined;
  return typeof id === 'string' && /^[a-z0-9-]{1,120}$/.test(id) ? { incidentId: id } : {};
}

function sourceIn(route: string): RequestCaller {
  const source = SOURCES.find((name) => route === `/v1/alerts/${name}`);
  return source === undefined ? {} : { source };
}
