/** How does a POST request act on an incident, and which status does it answer? */
import type { Action } from '../../actions/action';
import { calendarOf, carryOut } from '../../actions/carry-out';
import { ACTIONS } from '../../actions/incident-actions';
import { callerOf, expectAccess } from './authenticate';
import { type Idempotency, orRepeat } from './idempotency';
import type { ApiOptions } from './options';
import { AnswerShape, PROBLEMS, Ref } from './shapes';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { defined } from '../../../domain/state/fields';

export const KEY_HEADER = 'idempotency-key';

export const Keyed = z.looseObject({
  [KEY_HEADER]: z
    .string()
    .optional()
    .describe('a request repeated with the same key is done once and gets the first answer'),
});

/** One route for each row of the table of actions. */
export function addActRoutes(api: FastifyInstance, options: ApiOptions, idempotency: Idempotency): void {
  for (const [name, action] of Object.entries(ACTIONS)) addAction(api, name, action, options, idempotency);
}

function addAction(
  api: FastifyInstance,
  name: string,
  action: Action,
  { incidents, directory, policies, now = Date.now }: ApiOptions,
  idempotency: Idempotency,
): void {
  const named = /\{(\w+)\}/.exec(action.path)?.[1];
  const params = named === undefined ? Ref : Ref.extend({ [named]: z.string().max(200) });
  api.route({
    method: 'POST',
    url: `/v1/incidents/:id/${action.path.replace(/\{(\w+)\}/, ':$1')}`,
    schema: {
      operationId: name,
      summary: action.summary,
      tags: ['acts'],
      params,
      headers: Keyed,
      // Without a body a request says the same as with an empty one.
      body: action.body.nullish(),
      response: { 200: AnswerShape, 202: AnswerShape, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      const caller = callerOf(request);
      expectAccess(caller, 'responder');
      const { id, ...rest } = request.params as { id: string } & Record<string, string>;
      const at = now();
      const key = request.headers[KEY_HEADER];
      const { method, url, body } = request;
      const ask = await action.read(body, {
        directory: directory.current(),
        now: at,
        ...(named !== undefined && { param: rest[named] ?? '' }),
        calendar: () => calendarOf(policies(), incidents, id),
      });
      // Only now: a key belongs to a request that was understood, so it can be used again after a mistake.
      const actId = typeof key === 'string' ? idempotency.actIdOf(caller, key, { method, url, body }, at) : undefined;
      const by = { person: caller.person, via: 'api', access: caller.access, ...defined({ actId }) };
      const answer = await orRepeat(carryOut(incidents, id, by, ask));
      return reply.code(answer.pending === true ? 202 : 200).send(answer);
    },
  });
}
