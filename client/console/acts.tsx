/** How does a form become an act, and what is shown where it is refused or needs a second look? */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Visitor } from '../access/visitors';
import { type Action, BadInput, type Mistake } from '../actions/action';
import { calendarOf, carryOut } from '../actions/carry-out';
import { ACTIONS } from '../actions/incident-actions';
import { Refused, NotFound } from '../errors';
import { expectAccess } from '../http/api/authenticate';
import { consequencesOf } from './consequences';
import { fieldsOf } from './form-body';
import { actBodyOf, type FormShape, shapeSent } from './forms/fields';
import type { FormContext } from './forms/choices';
import { formContext } from './model';
import type { Notices } from './notices';
import type { ConsoleOptions } from './options';
import { ActPage } from './pages/act';
import { notFor } from './rights';
import { PARAM, paramOf, shapesFor } from './parts/action-form';
import { sendPage } from './render';
import { visitorOf } from './visit';

/** The pages on which one acts: every row of the table of actions has one. */
export function addActs(room: FastifyInstance, options: ConsoleOptions, notices: Notices): void {
  const url = '/incidents/:id/do/:act';
  const { now = Date.now } = options;
  room.get(url, { schema: { hide: true } }, async (request, reply) => {
    const { act, action, visitor, ref } = asked(request);
    const values = textsOf(new URLSearchParams(request.query as Record<string, string>));
    const context = await formContext(options, ref, act === 'merge');
    const shapes = meant(shapesFor(action), values);
    const [only] = shapes.length === 1 ? shapes : [];
    const consequences = consequencesOf(act, { ...only?.fixed, ...values }, context);
    const barred = notFor(visitor, context, act, only?.fixed, now());
    const props = { visitor, context, action, shapes, values, consequences, barred };
    return sendPage(request, reply, <ActPage {...props} name={act} />);
  });

  room.post(url, { schema: { hide: true } }, async (request, reply) => {
    const { act, action, visitor, ref } = asked(request);
    const sent = fieldsOf(request);
    const shape = shapeSent(shapesFor(action), sent);
    if (shape === undefined) throw new NotFound('Not found.');
    const page = (context: FormContext, status: number, more: object) => {
      const body = { ...shape.fixed, ...textsOf(sent) };
      const consequences = consequencesOf(act, { ...body, ...actBodyOf(shape, sent) }, context);
      const props = { visitor, context, action, consequences, shapes: [shape], values: textsOf(sent), ...more };
      return sendPage(request, reply, <ActPage name={act} {...props} />, status);
    };
    const context = await formContext(options, ref, act === 'merge');
    try {
      const body = actBodyOf(shape, sent);
      const ask = await action.read(body, {
        directory: options.directory.current(),
        now: now(),
        ...(paramOf(action) !== undefined && { param: sent.get(PARAM) ?? '' }),
        calendar: () => calendarOf(options.policies(), options.incidents, ref),
      });
      // Seen first, done then.
      if (sent.get('confirmed') !== 'yes' && consequencesOf(act, body, context).length > 0)
        return await page(context, 200, {});
      const by = {
        ...{ person: visitor.person, via: 'room', access: visitor.access },
        actId: actIdOf(visitor, context, act, sent),
      };
      const { text } = await carryOut(options.incidents, context.incidentId, by, ask);
      return await done(
        reply,
        `/incidents/${context.incidentId}${act === 'postMortem' ? '/post-mortem' : ''}`,
        text,
        visitor,
      );
    } catch (error) {
      if (error instanceof BadInput)
        return page(context, 422, { trouble: { text: error.message, mistakes: error.problems } });
      if (error instanceof Refused) return page(context, 409, { trouble: troubleOf(error) });
      throw error;
    }
  });

  const done = (reply: FastifyReply, path: string, text: string, { person }: Visitor): FastifyReply =>
    reply.redirect(`${path}?said=${notices.keep(person, text)}`, 303);
}

/** The refusal, at the field in which the person can say what is missing. */
const troubleOf = ({ message, missing }: Refused): { text: string; mistakes?: Mistake[] } => ({
  text: message,
  ...(missing !== undefined && { mistakes: [{ path: missing, message }] }),
});

interface Asked {
  act: string;
  action: Action;
  visitor: Visitor;
  ref: string;
}

/** Who wants to do what to which incident. Refuses whoever may only look. */
function asked(request: FastifyRequest): Asked {
  const { id: ref, act } = request.params as { id: string; act: string };
  const action = Object.entries<Action>(ACTIONS).find(([name]) => name === act)?.[1];
  if (action === undefined) throw new NotFound(`Not found: there is no act called "${act.slice(0, 50)}".`);
  const visitor = visitorOf(request);
  expectAccess(visitor, 'responder');
  return { act, action, visitor, ref };
}

/** The shapes that fit what the address already says. */
function meant(shapes: readonly FormShape[], values: Readonly<Record<string, string>>): readonly FormShape[] {
  const fitting = shapes.filter(({ fixed }) =>
    Object.entries(fixed).every(([name, value]) => values[name] === undefined || values[name] === value),
  );
  return fitting.length === 0 ? shapes : fitting;
}

const textsOf = (sent: URLSearchParams): Record<string, string> => Object.fromEntries(sent);

/**
 * The same form sent twice before anything has happened is one act: a double tap, or a second try after an answer that
 * never came.
 */
function actIdOf(
  { person }: Visitor,
  { incidentId, view, postMortem }: FormContext,
  act: string,
  sent: URLSearchParams,
) {
  const seen = [view?.timeline.at(-1)?.seq, postMortem?.timeline.at(-1)?.seq];
  const parts = JSON.stringify([person, incidentId, act, seen, [...sent]]);
  return `room-${createHash('sha256').update(parts).digest('hex').slice(0, 40)}`;
}
