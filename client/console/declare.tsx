/** How does a form become a declared incident, or a drill? */
import type { FastifyInstance } from 'fastify';
import { BadInput } from '../actions/action';
import { DECLARE } from '../actions/declare';
import { Refused } from '../errors';
import { expectAccess } from '../http/api/authenticate';
import { fieldsOf } from './form-body';
import { actBodyOf, shapesOf } from './forms/fields';
import type { Notices } from './notices';
import type { ConsoleOptions } from './options';
import { DeclarePage, type DeclarePageProps, TAKES_PART } from './pages/declare';
import { sendPage } from './render';
import { visitorOf } from './visit';

/** Measured facts come with alerts; a person has words. */
const ASKED = ['title', 'severity', 'service', 'impact'];

/** The pages to declare an incident and to start a drill, and what their forms do. */
export function addDeclare(room: FastifyInstance, options: ConsoleOptions, notices: Notices): void {
  const [whole] = shapesOf(DECLARE.body);
  const fields = (whole?.fields ?? []).filter(({ name }) => ASKED.includes(name));
  const policies = () => options.policies().map(({ policy }) => policy);
  const hide = { schema: { hide: true } };

  const add = (url: '/declare' | '/drill'): void => {
    const people = () => (url === '/drill' ? options.directory.current().people : undefined);
    const page = (props: Omit<DeclarePageProps, 'fields' | 'policies' | 'people'>) => (
      <DeclarePage {...{ fields, ...props }} policies={policies()} people={people()} />
    );

    room.get(url, hide, (request, reply) => {
      const visitor = visitorOf(request);
      expectAccess(visitor, 'responder');
      return sendPage(request, reply, page({ visitor, chosen: [visitor.person] }));
    });

    room.post(url, hide, async (request, reply) => {
      const visitor = visitorOf(request);
      expectAccess(visitor, 'responder');
      const sent = fieldsOf(request);
      const chosen = sent.getAll(TAKES_PART);
      try {
        const drill = url === '/drill' ? { drill: chosen } : {};
        const body = { ...actBodyOf({ variant: '', fixed: {}, fields }, sent), ...drill };
        const by = { person: visitor.person, via: 'room', access: visitor.access };
        const { incidentId } = await options.incidents.declare(by, DECLARE.read(body, options.policies()));
        return await reply.redirect(`/incidents/${incidentId}?said=${notices.keep(visitor.person, SAID[url])}`, 303);
      } catch (error) {
        if (!(error instanceof BadInput || error instanceof Refused)) throw error;
        const mistakes = error instanceof BadInput ? error.problems : [];
        const props = {
          ...{ visitor, chosen, values: Object.fromEntries(sent), trouble: { text: error.message, mistakes } },
        };
        return sendPage(request, reply, page(props), error instanceof BadInput ? 422 : 409);
      }
    });
  };
  add('/declare');
  add('/drill');
}

const SAID = {
  '/declare': 'Declared. Muster contacts the people that the policy names.',
  '/drill': 'The drill has begun. Muster contacts those who take part, and nobody else.',
} as const;
