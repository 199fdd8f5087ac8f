/** Who may listen to `/v1/events`, and what happens when a listener leaves or the server stops? */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Headers } from '../../access/gate';
import { Unanswered, Unreachable } from '../../errors';
import { callerOf } from './authenticate';
import { problem, sendProblem } from '../problems';
import { createEventHub } from './event-hub';
import { openStream } from './event-stream';
import type { ApiOptions } from './options';
import { PROBLEMS } from './shapes';
import { createTimelines } from './timelines';

const Listening = z.object({
  incident: z.string().max(200).optional().describe('also send every new timeline entry of this incident'),
});

const MOST_LISTENERS = 200;

/** A few browsers and terminals; nobody can take the places of all others. */
const MOST_PER_PERSON = 20;

/**
 * `/v1/events`: what changes about the open incidents, and with `?incident=` every entry of one timeline. Entries have ids
 * (`seq:12`), so that a listener that comes back with `Last-Event-ID` misses none.
 */
export function addEvents(api: FastifyInstance, { incidents, gate }: Pick<ApiOptions, 'incidents' | 'gate'>): void {
  const hub = createEventHub(incidents);
  const timelines = createTimelines(incidents);
  /** Everyone who listens or is about to; aborted when they are gone, or when we stop. */
  const seats = new Map<AbortController, string>();
  let isStopping = false;
  api.addHook('preClose', (done) => {
    isStopping = true;
    hub.close();
    for (const seat of seats.keys()) seat.abort();
    done();
  });

  api.route({
    method: 'GET',
    url: '/v1/events',
    // The stream has no end, so an answer without a body would say nothing.
    exposeHeadRoute: false,
    schema: {
      operationId: 'events',
      summary: 'Server-sent events: incident.opened, incident.changed, incident.ended, timeline, trouble',
      tags: ['looks'],
      querystring: Listening,
      response: PROBLEMS,
    },
    handler: async (request, reply) => {
      if (seats.size >= MOST_LISTENERS)
        return sendProblem(reply, problem(503, 'Too many open event streams; try again later.'));
      const { person } = callerOf(request);
      if ([...seats.values()].filter((other) => other === person).length >= MOST_PER_PERSON)
        return sendProblem(
          reply,
          problem(503, `You have ${MOST_PER_PERSON} open event streams; close some of them first.`),
        );
      const seat = new AbortController();
      seats.set(seat, person);
      // Before the first await: a listener that leaves in the meantime must leave nothing behind.
      reply.raw.once('close', () => {
        seats.delete(seat);
        seat.abort();
      });
      const { incident } = request.query as z.output<typeof Listening>;
      if (incident !== undefined) await refuseWhatIsNotThere(incidents, incident);
      if (isStopping || seat.signal.aborted) return sendProblem(reply, problem(503, 'Muster is shutting down.'));
      const stream = openStream(reply, seat.signal, () => {
        void isStill(person, gate, request.headers).then((is) => (is ? undefined : seat.abort()));
      });
      const silences = [hub.listen((event) => stream.send(event))];
      if (incident !== undefined)
        silences.push(timelines.follow(incident, seqIn(request.headers), (event) => stream.send(event)));
      seat.signal.addEventListener('abort', () => silences.forEach((silence) => silence()), { once: true });
      return reply;
    },
  });
}

/**
 * Whether a listener would still be let in as the same person: tokens expire and are revoked, and people leave. While the
 * identity provider does not answer, nobody is cut off.
 */
async function isStill(person: string, gate: ApiOptions['gate'], headers: Headers): Promise<boolean> {
  try {
    return (await gate.person(headers)).person === person;
  } catch (error) {
    return error instanceof Unreachable;
  }
}

/**
 * Refuses an unknown incident before the stream begins. Not so if Temporal is away: after a 503 a browser never
 * retries.
 */
async function refuseWhatIsNotThere(incidents: Pick<ApiOptions['incidents'], 'show'>, ref: string): Promise<void> {
  try {
    await incidents.show(ref);
  } catch (error) {
    if (!(error instanceof Unreachable || error instanceof Unanswered)) throw error;
  }
}

/** The last entry that the listener has seen. */
const seqIn = ({ 'last-event-id': last }: Record<string, unknown>): number =>
  Number((typeof last === 'string' ? /^seq:(\d{1,9})$/.exec(last)?.[1] : undefined) ?? 0);
