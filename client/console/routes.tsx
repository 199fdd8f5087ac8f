/**
 * Which pages does the incident room have? This room of the house shows in a browser what the API answers, and does by
 * forms what the API does; it decides nothing about an incident, and never reads Temporal itself.
 */
import type { FastifyInstance } from 'fastify';
import { problemOf, sendProblem } from '../http/problems';
import { addActs } from './acts';
import { addAssets } from './assets';
import { addBoard } from './board';
import { addDeclare } from './declare';
import { readForms } from './form-body';
import { addIncident } from './incident';
import { addPast } from './past';
import { addPostMortemPages } from './post-mortem';
import { createNotices } from './notices';
import type { ConsoleOptions } from './options';
import { ProblemPage } from './pages/problem';
import { sendPage } from './render';
import { addSignIn, addYou } from './sign-in';
import { addVisitors } from './visit';
import { addPart } from '../http/part';

export interface RoomOptions extends ConsoleOptions {
  /** Is told what went wrong on our side. */
  onBug?: ((error: unknown) => void) | undefined;
}

/** Adds the room to the HTTP server. */
export function addConsole(server: FastifyInstance, { onBug, ...options }: RoomOptions): void {
  const { visitors, now = Date.now } = options;
  const notices = createNotices(now);
  addPart(server, 'room', (room) => {
    readForms(room);
    room.setErrorHandler((error, request, reply) => {
      const problem = problemOf(error);
      if (problem.status === 500) onBug?.(error);
      // Programs that ask for data get what the API gives.
      if (String(request.headers.accept).includes('application/problem+json')) return sendProblem(reply, problem);
      const visitor = visitors.find(request.headers);
      return sendPage(request, reply, <ProblemPage {...{ problem, visitor }} />, problem.status);
    });
    addAssets(room);
    addSignIn(room, options);
    addPart(room, 'visitors', (inside) => {
      addVisitors(inside, visitors);
      addBoard(inside, options, notices);
      addIncident(inside, options, notices);
      addActs(inside, options, notices);
      addDeclare(inside, options, notices);
      addPostMortemPages(inside, options, notices);
      addPast(inside, options);
      addYou(inside, options, notices);
    });
  });
}
