import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { BadInput, given, Name, Text } from '../../actions/action';
import { responsibleFor } from '../../policies';
import { KEY_HEADER, Keyed } from './acting';
import { callerOf, expectAccess } from './callers';
import { orRepeat, type Idempotency } from './idempotency';
import type { ApiOptions } from './options';
import { PROBLEMS } from './shapes';

const Declaring = z.strictObject({
  title: z.string().trim().min(1, 'says nothing').max(300),
  severity: z.enum(['P1', 'P2', 'P3', 'P4']).optional().describe('else the facts and the words decide'),
  service: Name.optional(),
  impact: Text.optional(),
  facts: z
    .record(z.string().max(100), z.union([z.number(), z.boolean()]))
    .optional()
    .describe('measured facts by the policy’s names, such as usersAffectedPercent'),
});

const Declared = z.object({ incidentId: z.string(), address: z.string() }).meta({ id: 'Declared' });

/** A person declares an incident by hand. */
export function addDeclaring(api: FastifyInstance, options: ApiOptions, idempotency: Idempotency): void {
  const { incidents, policies, now = Date.now } = options;
  api.route({
    method: 'POST',
    url: '/v1/incidents',
    schema: {
      operationId: 'declare',
      summary: 'Declare an incident by hand',
      tags: ['acts'],
      headers: Keyed,
      body: Declaring,
      response: { 201: Declared, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      const caller = callerOf(request);
      expectAccess(caller, 'responder');
      const { method, url, body } = request;
      const { title, severity, service, impact, facts = {} } = body as z.output<typeof Declaring>;
      refuseUnknownFacts(policies(), service, facts);
      const key = request.headers[KEY_HEADER];
      const actId =
        typeof key === 'string' ? idempotency.actIdOf(caller, key, { method, url, body }, now()) : undefined;
      const by = { person: caller.person, via: 'api', access: caller.access, ...(actId !== undefined && { actId }) };
      const declared = await orRepeat(incidents.declare(by, { title, facts, ...given({ severity, service, impact }) }));
      return reply.code(201).header('location', `/v1/incidents/${declared.incidentId}`).send(declared);
    },
  });
}

function refuseUnknownFacts(
  policies: ReturnType<ApiOptions['policies']>,
  service: string | undefined,
  facts: Record<string, unknown>,
): void {
  const { policy } = responsibleFor(policies, service ?? policies[0]?.policy.services[0]?.name ?? '').pinned;
  const known = Object.keys(policy.classification.facts);
  const unknown = Object.keys(facts).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const message = `the policy ${policy.name} has no such fact; it has: ${known.join(', ')}`;
  throw new BadInput(unknown.map((name) => ({ path: `facts.${name}`, message })));
}
