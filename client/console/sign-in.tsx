/** How do people come in and go out: which forms do they send, and what do they get for them? */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { BadInput } from '../actions/action';
import { keptForSignIn, noCookie, signInCookie } from '../access/visitors';
import { NotAllowed, NotAuthenticated, Unreachable } from '../errors';
import { findPerson } from '../people/lookup';
import { fieldsOf, refuseForeignForm } from './form-body';
import type { Notices } from './notices';
import type { ConsoleOptions } from './options';
import { SignInPage } from './pages/sign-in';
import { YouPage } from './pages/you';
import { isSafeLink } from './parts/link';
import { sendPage } from './render';
import { visitorOf } from './visit';

/** Only a path of ours: a link to the sign-in must not lead somewhere else. */
export const wayBack = (to: unknown): string =>
  typeof to === 'string' && to.startsWith('/') && isSafeLink(to) ? to : '/';

const TOKEN_PROOF = /^token (\S+)$/;

/** For those who have not signed in yet. */
export function addSignIn(room: FastifyInstance, options: ConsoleOptions): void {
  const { visitors, directory, gate, provider } = options;
  const people = () => (visitors.isOpen() ? directory.current().people : undefined);
  const page = (to: string, trouble?: string) => (
    <SignInPage {...{ to, trouble }} people={people()} provider={provider?.name} />
  );
  const hide = { schema: { hide: true } };

  room.get('/sign-in', hide, (request, reply) => {
    const to = wayBack((request.query as { to?: unknown }).to);
    if (visitors.find(request.headers) !== undefined) return reply.redirect(to, 303);
    return sendPage(request, reply, page(to));
  });

  room.post('/sign-in', hide, async (request, reply) => {
    refuseForeignForm(request, undefined);
    const sent = fieldsOf(request);
    const to = wayBack(sent.get('to'));
    try {
      const wish = visitors.isOpen() ? said(sent.get('person') ?? '') : await shown(sent.get('token') ?? '');
      const cookie = await visitors.signIn(request.headers, wish);
      return await reply.header('set-cookie', cookie).redirect(to, 303);
    } catch (error) {
      return refused(request, reply, to, error);
    }
  });

  const refused = (request: FastifyRequest, reply: FastifyReply, to: string, error: unknown): FastifyReply => {
    if (error instanceof Unreachable) return sendPage(request, reply, page(to, error.message), 503);
    if (!(error instanceof NotAuthenticated || error instanceof NotAllowed || error instanceof BadInput)) throw error;
    return sendPage(request, reply, page(to, error.message), error instanceof NotAllowed ? 403 : 401);
  };

  if (provider !== undefined) {
    room.get('/sign-in/provider', hide, async (request, reply) => {
      const to = wayBack((request.query as { to?: unknown }).to);
      try {
        const { address, kept } = await provider.begin(to);
        return await reply.header('set-cookie', signInCookie(request.headers, kept)).redirect(address, 303);
      } catch (error) {
        return refused(request, reply, to, error);
      }
    });

    room.get('/sign-in/callback', hide, async (request, reply) => {
      const kept = keptForSignIn(request.headers);
      void reply.header('set-cookie', signInCookie(request.headers));
      try {
        const { to, ...who } = await provider.end(request.query as Record<string, unknown>, kept);
        const { person, access } = provider.signedIn(who);
        const cookie = await visitors.signIn(request.headers, { person, access, by: { kind: 'oidc' } });
        return await reply.header('set-cookie', cookie).redirect(wayBack(to), 303);
      } catch (error) {
        return refused(request, reply, '/', error);
      }
    });
  }

  const said = (named: string) => {
    const person = findPerson(directory.current(), named);
    if (person === undefined) throw new NotAuthenticated('Choose who you are.');
    return { person: person.id, by: { kind: 'said' as const } };
  };

  /** The gate says whose token it is, as it does for the API. */
  const shown = async (text: string) => {
    const token = z
      .string()
      .regex(/^\S{1,500}$/)
      .safeParse(text.trim()).data;
    if (token === undefined) throw new NotAuthenticated('Type the token that was made for you.');
    const { person, access, proof } = await gate.person({ authorization: `Bearer ${token}` });
    const id = TOKEN_PROOF.exec(proof)?.[1];
    return { person, access, by: id === undefined ? { kind: 'oidc' as const } : { kind: 'token' as const, token: id } };
  };
}

/** For those who are signed in. */
export function addYou(room: FastifyInstance, { visitors, now = Date.now }: ConsoleOptions, notices: Notices): void {
  const hide = { schema: { hide: true } };

  room.get('/you', hide, (request, reply) => {
    const visitor = visitorOf(request);
    const sessions = visitors.sessionsOf(visitor.person);
    const told = notices.find(visitor.person, (request.query as { said?: unknown }).said);
    return sendPage(request, reply, <YouPage {...{ visitor, sessions }} now={now()} said={told} />);
  });

  room.post('/you/sign-out', hide, async (request, reply) => {
    const { person, session } = visitorOf(request);
    await visitors.end(person, session.id);
    return reply.header('set-cookie', noCookie(request.headers)).redirect('/sign-in', 303);
  });

  room.post('/you/end', hide, async (request, reply) => {
    const { person, session } = visitorOf(request);
    const id = fieldsOf(request).get('session') ?? undefined;
    await visitors.end(person, id);
    if (id === undefined || id === session.id)
      return reply.header('set-cookie', noCookie(request.headers)).redirect('/sign-in', 303);
    return reply.redirect(`/you?said=${notices.keep(person, 'That session has ended.')}`, 303);
  });
}
