/** How does the HTTP server stop without cutting off requests that it is still answering? */
import type { FastifyInstance } from 'fastify';

/** Time that requests under way get to be answered. */
const FINISH_WITHIN_MS = 5_000;

/**
 * Takes no new connections, lets requests under way be answered, and cuts what is left after `finishWithinMs`: a client
 * that connects and sends nothing, or half a request, is not worth waiting for, and Node's own time limits end with the
 * server.
 */
export async function closeServer(server: FastifyInstance, finishWithinMs = FINISH_WITHIN_MS): Promise<void> {
  const cut = setTimeout(() => server.server.closeAllConnections(), finishWithinMs);
  try {
    await server.close();
  } finally {
    clearTimeout(cut);
  }
}
