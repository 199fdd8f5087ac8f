/** Who is calling the API, and is their access enough for this route? */
import { type Access, reaches } from '../../../domain/state/access';
import type { Caller, Gate } from '../../access/gate';
import { NotAllowed } from '../../errors';
import { noteCaller } from '../request-log';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const callers = new WeakMap<FastifyRequest, Caller>();

/** Lets only people in who are known to the gate. */
export function addCallers(api: FastifyInstance, gateFor: (request: FastifyRequest) => Pick<Gate, 'person'>): void {
  api.addHook('onRequest', async (request) => {
    const caller = await gateFor(request).person(request.headers);
    callers.set(request, caller);
    noteCaller(request, { person: caller.person });
  });
}

/** Who calls. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new TypeError('This route needs an authenticated caller.');
  return caller;
}

/**
 * Refuses what no state of an incident could allow. The rest is the workflow's to say: only it knows who leads.
 */
export function expectAccess(caller: Caller, needed: Access): void {
  if (!reaches(caller.access, needed))
    throw new NotAllowed(
      `${caller.person} can't do that: it takes "${needed}" access, and ${caller.person} has "${caller.access}" (${caller.proof}).`,
    );
}
