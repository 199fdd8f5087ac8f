import type { Gate } from '../../../../client/access/gate';
import { NotAuthenticated } from '../../../../client/errors';
import { createHttpServer, type HttpServerOptions } from '../../../../client/http/server';
import type { IncidentClient } from '../../../../client/incidents/api';
import type { Access } from '../../../../domain/state/access';
import { fakeIncidents, NOW, openDoors } from '../../../support/client';
import type { InjectOptions } from 'fastify';

export const gateOf = (access: Access): Gate => ({
  person: ({ authorization }) =>
    authorization === 'Bearer good'
      ? Promise.resolve({ person: 'grace', access, proof: 'token t7k2' })
      : Promise.reject(new NotAuthenticated('Show a token.')),
  source: () => Promise.resolve({ verdict: 'missing' }),
});

export function api(
  changed: Partial<IncidentClient> = {},
  options: Partial<HttpServerOptions> & { access?: Access } = {},
) {
  const { access = 'lead', ...more } = options;
  const bugs: unknown[] = [];
  const server = createHttpServer({
    ...openDoors(),
    gate: gateOf(access),
    incidents: fakeIncidents(changed),
    now: () => NOW,
    onBug: (bug) => bugs.push(bug),
    ...more,
  });
  const ask = (method: 'GET' | 'POST', url: string, payload?: object | string, headers: Record<string, string> = {}) =>
    server.inject({
      method,
      url,
      headers: {
        authorization: 'Bearer good',
        ...(typeof payload === 'string' && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(payload !== undefined && { payload }),
    } satisfies InjectOptions);
  return { server, ask, bugs };
}
