/** Which routes does the API have, and what do they share: limits, sign-in and description? */
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { productVersion } from '../../package-root';
import { addActRoutes } from './acts';
import { addCallers } from './authenticate';
import { addDeclaring } from './declare';
import { finishDescription } from './description';
import { addEvents } from './events';
import { createIdempotency } from './idempotency';
import { type Visitors, withVisitors } from '../../access/visitors';
import type { ApiOptions } from './options';
import { addShiftRoutes } from './shifts';
import { addViewRoutes } from './views';
import { addPart } from '../part';

/** What people write is short; for more they can link a document. */
const LONGEST_BODY_BYTES = 256 * 1024;

/** Everything that people can do and see, under `/v1`, and its description at `/openapi.json`. */
export function addApi(server: FastifyInstance, options: ApiOptions & { visitors: Pick<Visitors, 'find'> }): void {
  // Browsers that are signed in read with their cookie; they act by the forms of the room only.
  const reading = withVisitors(options.gate, options.visitors);
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  void server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Muster',
        version: productVersion(),
        description: 'Read and work on incidents. See docs/api.md.',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: finishDescription,
  });
  const idempotency = createIdempotency();
  addPart(server, 'api', (api) => {
    api.addHook('onRoute', (route) => {
      route.bodyLimit = LONGEST_BODY_BYTES;
    });
    addCallers(api, ({ method }) => (method === 'GET' || method === 'HEAD' ? reading : options.gate));
    addViewRoutes(api, options);
    addDeclaring(api, options, idempotency);
    addShiftRoutes(api, options);
    addActRoutes(api, options, idempotency);
    addEvents(api, { incidents: options.incidents, gate: reading });
  });
  addPart(server, 'openapi', (open) => {
    open.get('/openapi.json', { schema: { hide: true } }, (_request, reply) => reply.send(server.swagger()));
  });
}
