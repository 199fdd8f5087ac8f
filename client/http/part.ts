/** How is a part of the server added? By a name, which Fastify says where the part fails. */
import type { FastifyInstance, FastifyPluginCallback } from 'fastify';

/** Adds a plugin (https://fastify.dev/docs/latest/Reference/Plugins): its hooks and parsers are its own. */
export function addPart(server: FastifyInstance, name: string, add: (part: FastifyInstance) => void): void {
  const plugin: FastifyPluginCallback = (part, _options, done) => {
    add(part);
    done();
  };
  void server.register(Object.assign(plugin, { [Symbol.for('fastify.display-name')]: name }));
}
