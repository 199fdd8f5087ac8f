/** How does a form become a declared incident? */
import type { FastifyInstance } from 'fastify';
import { BadInput } from '../actions/action';
import { DECLARE } from '../actions/declare';
import { Refused } from '../errors';
import { expectAccess } from '../http/api/authenticate';
import { fieldsOf } from './form-body';
import { actBodyOf, shapesOf } from './forms/fields';
import type { Notices } from './notices';
import type { ConsoleOptions } from './options';
import { DeclarePage } from './pages/declare';
import { sendPage } from './render';
import { visitorOf } from './visit';

/** Measured facts come with alerts; a person has words. */
const ASKED = ['title', 'severity', 'service', 'impact'];

/** The page to declare an incident, and what its form does. */
export function addDeclare(room: FastifyInstance, options: ConsoleOptions, notices: Notices): void {
  const [whole] = shapesOf(DECLARE.body);
  const fields = (whole?.fields ?? []).filter(({ name }) => ASKED.includes(name));
  const policies = () => options.policies().map(({ policy }) => policy);
  const hide = { schema: { hide: true } };

  room.get('/declare', hide, (request, reply) => {
    const visitor = visitorOf(request);
    expectAccess(visitor, 'responder');
    return sendPage(request, reply, <DeclarePage {...{ visitor, fields }} policies={policies()} />);
  });

  room.post('/declare', hide, async (request, reply) => {
    const visitor = visitorOf(request);
    expectAccess(visitor, 'responder');
    const sent = fieldsOf(request);
    try {
      const declaring = DECLARE.read(actBodyOf({ variant: '', fixed: {}, fields }, sent), options.policies());
      const by = { person: visitor.person, via: 'room', access: visitor.access };
      const { incidentId } = await options.incidents.declare(by, declaring);
      const text = 'Declared. Muster contacts the people that the policy names.';
      return await reply.redirect(`/incidents/${incidentId}?said=${notices.keep(visitor.person, text)}`, 303);
    } catch (error) {
      if (!(error instanceof BadInput || error instanceof Refused)) throw error;
      const mistakes = error instanceof BadInput ? error.problems : [];
      const props = { visitor, fields, values: Object.fromEntries(sent), trouble: { text: error.message, mistakes } };
      return sendPage(
        request,
        reply,
        <DeclarePage {...props} policies={policies()} />,
        error instanceof BadInput ? 422 : 409,
      );
    }
  });
}
