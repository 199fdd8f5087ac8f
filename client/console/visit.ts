/** Who is looking at this page, and where does somebody go who has not signed in? */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Visitor, Visitors } from '../access/visitors';
import { NotAuthenticated } from '../errors';
import { noteCaller } from '../http/request-log';
import { refuseForeignForm } from './form-body';

const visitors = new WeakMap<FastifyRequest, Visitor>();

/** Lets only people in who are signed in; sends the others to sign in, and back to where they wanted to go. */
export function addVisitors(room: FastifyInstance, known: Pick<Visitors, 'find'>): void {
  room.addHook('onRequest', async (request, reply) => {
    const visitor = known.find(request.headers);
    if (visitor !== undefined) {
      visitors.set(request, visitor);
      noteCaller(request, { person: visitor.person });
      return;
    }
    if (request.method !== 'GET')
      throw new NotAuthenticated('You are not signed in. Sign in, then send the form again.');
    await reply.redirect(`/sign-in?to=${encodeURIComponent(request.url)}`, 303);
  });
  room.addHook('preHandler', async (request) => {
    if (request.method === 'POST') refuseForeignForm(request, visitorOf(request).formToken);
    return Promise.resolve();
  });
}

/** Who is signed in. */
export function visitorOf(request: FastifyRequest): Visitor {
  const visitor = visitors.get(request);
  if (visitor === undefined) throw new TypeError('This page needs somebody who is signed in.');
  return visitor;
}
