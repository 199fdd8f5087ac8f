import type { FastifyInstance } from 'fastify';

/** Time that requests under way get to be answered. */
const FINISH_WITHIN_MS = 5_000;

/**
 * Takes no new connections, lets requests under way be answered, and cuts what is left after `finishWithinMs`: somebody who
 * connects and says nothing, or half of something, is nobody to wait for, and Node's own limits end with the server.
 */
export async function closeServer(server: FastifyInstance, finishWithinMs = FINISH_WITHIN_MS): Promise<void> {
  const cut = setTimeout(() => server.server.closeAllConnections(), finishWithinMs);
  try {
    await server.close();
  } finally {
    clearTimeout(cut);
  }
}
