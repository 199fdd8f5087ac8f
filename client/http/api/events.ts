import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { problem, sendProblem } from '../problems';
import { createEventHub } from './event-hub';
import { openStream, type EventStream } from './event-stream';
import type { ApiOptions } from './options';
import { PROBLEMS } from './shapes';

const Listening = z.object({
  incident: z.string().max(200).optional().describe('also every new entry of this incident’s timeline'),
});

const MOST_LISTENERS = 200;
const LOOK_EVERY_MS = 1_000;

/**
 * `/v1/events`: what changes about the open incidents, and with `?incident=` every entry of one timeline. Entries have ids
 * (`seq:12`), so that a listener that comes back with `Last-Event-ID` misses none.
 */
export function addEvents(api: FastifyInstance, { incidents }: Pick<ApiOptions, 'incidents'>): void {
  const hub = createEventHub(incidents);
  const streams = new Set<EventStream>();
  api.addHook('preClose', (done) => {
    hub.close();
    streams.forEach((stream) => stream.end());
    done();
  });

  api.route({
    method: 'GET',
    url: '/v1/events',
    schema: {
      operationId: 'events',
      summary: 'Server-sent events: incident.opened, incident.changed, incident.ended, timeline, trouble',
      tags: ['looks'],
      querystring: Listening,
      response: PROBLEMS,
    },
    handler: async (request, reply) => {
      if (streams.size >= MOST_LISTENERS)
        return sendProblem(reply, problem(503, 'Too many are listening already; try again later.'));
      const { incident } = request.query as z.output<typeof Listening>;
      // What can't be shown is refused before the stream begins.
      if (incident !== undefined) await incidents.show(incident);
      const ended = new AbortController();
      const stream = openStream(reply, () => {
        streams.delete(stream);
        ended.abort();
      });
      streams.add(stream);
      const silence = hub.listen((event) => stream.send(event));
      ended.signal.addEventListener('abort', silence);
      if (incident !== undefined)
        void followTimeline(incidents, incident, seqIn(request.headers), stream, ended.signal);
      return reply;
    },
  });
}

/** The last entry that the listener has seen. */
const seqIn = ({ 'last-event-id': last }: Record<string, unknown>): number =>
  Number((typeof last === 'string' ? /^seq:(\d{1,9})$/.exec(last)?.[1] : undefined) ?? 0);

async function followTimeline(
  incidents: ApiOptions['incidents'],
  ref: string,
  seen: number,
  stream: EventStream,
  ended: AbortSignal,
): Promise<void> {
  let last = seen;
  let id = ref;
  while (!ended.aborted) {
    try {
      const view = await incidents.show(id);
      id = view.id;
      for (const entry of view.timeline.filter(({ seq }) => seq > last)) {
        stream.send({ event: 'timeline', id: `seq:${entry.seq}`, data: { incidentId: view.id, ...entry } });
        last = entry.seq;
      }
    } catch {
      // The hub says what is wrong; the entries are still there when it is over.
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LOOK_EVERY_MS);
      const wake = (): void => {
        clearTimeout(timer);
        resolve();
      };
      ended.addEventListener('abort', wake, { once: true });
    });
  }
}
