/** How are shifts on call taken and given back over HTTP? */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { OverrideBook } from '../../../directory/override-book';
import { Refused } from '../../errors';
import { endShift, SHIFT, takeShift } from '../../people/shifts';
import { callerOf } from './authenticate';
import type { ApiOptions } from './options';
import { PROBLEMS } from './shapes';

const ShiftShape = z
  .object({
    id: z.string(),
    rotation: z.string(),
    layer: z.string(),
    person: z.string(),
    from: z.string(),
    to: z.string(),
    by: z.string(),
    at: z.number(),
  })
  .meta({ id: 'TakenShift' });

const Id = z.object({ id: z.string().max(200).describe('the id of the shift') });

/** Where taken shifts are kept, or the reason why there is no such place. */
export function overridesOf({ overrides }: Pick<ApiOptions, 'overrides'>): OverrideBook {
  if (overrides === undefined) throw new Refused('Taken shifts are kept in the home, and this HTTP server has none.');
  return overrides;
}

/** The shifts that people took over, newest first; taking one, and ending one. */
export function addShiftRoutes(api: FastifyInstance, options: ApiOptions): void {
  const { directory, now = Date.now } = options;
  const url = '/v1/on-call/overrides';
  const here = () => ({ book: overridesOf(options), directory: directory.current(), now: now() });

  api.route({
    method: 'GET',
    url,
    schema: {
      operationId: 'listShifts',
      summary: 'The shifts on call that people took over',
      tags: ['looks'],
      response: { 200: z.array(ShiftShape), ...PROBLEMS },
    },
    handler: () => [...(options.overrides?.all() ?? [])],
  });

  api.route({
    method: 'POST',
    url,
    schema: {
      operationId: 'takeShift',
      summary: 'Be on call for a while instead of whoever the rotation names, or put somebody else on call',
      tags: ['acts'],
      body: SHIFT,
      response: { 201: ShiftShape, ...PROBLEMS },
    },
    handler: async (request, reply) => reply.code(201).send(await takeShift(here(), callerOf(request), request.body)),
  });

  api.route({
    method: 'POST',
    url: `${url}/:id/end`,
    schema: {
      operationId: 'endShift',
      summary: 'End a shift that was taken',
      tags: ['acts'],
      params: Id,
      response: { 200: ShiftShape, ...PROBLEMS },
    },
    handler: (request) => endShift(here(), callerOf(request), (request.params as { id: string }).id),
  });
}
