/** How is an incident declared over HTTP, with `POST /v1/incidents`? */
import { DECLARE } from '../../actions/declare';
import { KEY_HEADER, Keyed } from './acts';
import { callerOf, expectAccess } from './authenticate';
import { type Idempotency, orRepeat } from './idempotency';
import type { ApiOptions } from './options';
import { PROBLEMS } from './shapes';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { defined } from '../../../domain/state/fields';

const Declared = z.object({ incidentId: z.string(), address: z.string() }).meta({ id: 'Declared' });

/** A person declares an incident by hand. */
export function addDeclaring(api: FastifyInstance, options: ApiOptions, idempotency: Idempotency): void {
  const { incidents, policies, now = Date.now } = options;
  api.route({
    method: 'POST',
    url: '/v1/incidents',
    schema: {
      operationId: 'declare',
      summary: DECLARE.summary,
      tags: ['acts'],
      headers: Keyed,
      body: DECLARE.body,
      response: { 201: Declared, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      const caller = callerOf(request);
      expectAccess(caller, 'responder');
      const { method, url, body } = request;
      const declaration = DECLARE.read(body, policies());
      const key = request.headers[KEY_HEADER];
      const actId =
        typeof key === 'string' ? idempotency.actIdOf(caller, key, { method, url, body }, now()) : undefined;
      const by = { person: caller.person, via: 'api', access: caller.access, ...defined({ actId }) };
      const declared = await orRepeat(incidents.declare(by, declaration));
      return reply.code(201).header('location', `/v1/incidents/${declared.incidentId}`).send(declared);
    },
  });
}
