/** What does a path answer to a method that it does not support? */
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { problem, sendProblem } from './problems';

const METHODS: HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Answers 405 for the other methods of a path, before anything of the request is read. */
export function allowOnly(server: FastifyInstance, url: string, allowed: HTTPMethods[]): void {
  server.route({
    method: METHODS.filter((method) => !allowed.includes(method)),
    url,
    schema: { hide: true },
    onRequest: async (_request, reply) => {
      reply.header('allow', allowed.join(', '));
      await sendProblem(reply, problem(405, `Method not allowed. Use ${allowed.join(' or ')}.`));
    },
    handler: (_request, reply) => reply.send(),
  });
}
