/** Where do the pages of one incident get what they show? */
import type { FastifyInstance } from 'fastify';
import { readRecord } from '../incidents/record';
import { incidentModel } from './model';
import type { Notices } from './notices';
import type { ConsoleOptions } from './options';
import { IncidentPage } from './pages/incident';
import { RecordPage } from './pages/record';
import { sendPage } from './render';
import { visitorOf } from './visit';

/** The incident room of one incident, and its whole record. */
export function addIncident(room: FastifyInstance, options: ConsoleOptions, notices: Notices): void {
  const { incidents, home, guideLines, now = Date.now } = options;
  const hide = { schema: { hide: true } };

  room.get('/incidents/:id', hide, async (request, reply) => {
    const visitor = visitorOf(request);
    const model = await incidentModel(options, (request.params as { id: string }).id);
    const said = notices.find(visitor.person, (request.query as { said?: unknown }).said);
    const guide = guideLines?.(model.policy);
    return sendPage(request, reply, <IncidentPage {...{ model, visitor, guide, said }} now={now()} />);
  });

  room.get('/incidents/:id/record', hide, async (request, reply) => {
    const visitor = visitorOf(request);
    const record = await readRecord(incidents, home, (request.params as { id: string }).id);
    return sendPage(request, reply, <RecordPage {...{ record, visitor }} />);
  });
}
