/**
 * Which pages does the incident room have? This room of the house shows in a browser what the API answers, and does by
 * forms what the API does; it decides nothing about an incident, and never reads Temporal itself.
 */
import type { FastifyInstance } from 'fastify';
import { addAssets } from './assets';
import { BoardPage } from './pages/board';
import { sendPage } from './render';

/** Adds the room to the HTTP server. */
export function addConsole(server: FastifyInstance): void {
  void server.register((room, _none, ready) => {
    addAssets(room);
    room.get('/', { schema: { hide: true } }, (request, reply) => sendPage(request, reply, <BoardPage />));
    ready();
  });
}
