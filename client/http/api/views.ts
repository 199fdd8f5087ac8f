/** Which routes of the API only read: incidents, records, post-mortems and who is on call? */
import { NotFound } from '../../errors';
import { keptDraft } from '../../incidents/draft';
import { readRecord, recordAsMarkdown } from '../../incidents/record';
import { heldRoles } from '../../people/on-call';
import { findPerson } from '../../people/lookup';
import { callerOf } from './authenticate';
import type { ApiOptions } from './options';
import { Listing, pageOf, refuseUnknownSeverity } from './page';
import { Anything, IncidentShape, MeShape, PROBLEMS, Ref, SummaryShape } from './shapes';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

const MARKDOWN = 'text/markdown; charset=utf-8';

const idOf = (params: unknown): string => (params as { id: string }).id;

/** The routes that only look. */
export function addViewRoutes(api: FastifyInstance, options: ApiOptions): void {
  const { incidents, directory, policies, home, now = Date.now } = options;
  const about = (operationId: string, summary: string) => ({ operationId, summary, tags: ['looks'] });

  api.route({
    method: 'GET',
    url: '/v1/incidents',
    schema: {
      ...about('list', 'List incidents, newest first (about a second behind)'),
      querystring: Listing,
      response: {
        200: z.object({ incidents: z.array(SummaryShape), nextCursor: z.string().optional() }),
        ...PROBLEMS,
      },
    },
    handler: async (request) => {
      const listing = request.query as Listing;
      refuseUnknownSeverity(listing, policies());
      return pageOf(await incidents.list({ all: listing.status === 'all' }), listing);
    },
  });

  api.route({
    method: 'GET',
    url: '/v1/incidents/:id',
    schema: { ...about('show', 'Show one incident'), params: Ref, response: { 200: IncidentShape, ...PROBLEMS } },
    handler: (request) => incidents.show(idOf(request.params)),
  });

  api.route({
    method: 'GET',
    url: '/v1/incidents/:id/record.json',
    schema: {
      ...about('record', 'The full record of an incident, with its ledger'),
      params: Ref,
      response: { 200: Anything, ...PROBLEMS },
    },
    handler: (request) => readRecord(incidents, home, idOf(request.params)),
  });

  api.route({
    method: 'GET',
    url: '/v1/incidents/:id/record.md',
    schema: { ...about('recordAsMarkdown', 'The record as Markdown'), params: Ref, response: PROBLEMS },
    handler: async (request, reply) => {
      const record = await readRecord(incidents, home, idOf(request.params));
      return reply.header('content-type', MARKDOWN).send(recordAsMarkdown(record));
    },
  });

  api.route({
    method: 'GET',
    url: '/v1/incidents/:id/post-mortem',
    schema: {
      ...about('showPostMortem', 'The post-mortem: meeting, action items, checklists, sign-off'),
      params: Ref,
      response: { 200: Anything, ...PROBLEMS },
    },
    handler: (request) => incidents.postMortem(idOf(request.params)),
  });

  api.route({
    method: 'GET',
    url: '/v1/incidents/:id/post-mortem.md',
    schema: {
      ...about('postMortemDraft', 'The draft of the post-mortem as Markdown'),
      params: Ref,
      response: PROBLEMS,
    },
    handler: async (request, reply) => {
      const view = await incidents.postMortem(idOf(request.params));
      if (view.draft === undefined) throw new NotFound('The draft is not ready yet; try again in a minute.');
      const text = keptDraft(home, view);
      if (text === undefined)
        throw new NotFound(
          'Not found: the draft is not in this HTTP server’s home. It must share its home with the worker (MUSTER_HOME).',
        );
      return reply.header('content-type', MARKDOWN).send(text);
    },
  });

  api.route({
    method: 'GET',
    url: '/v1/me',
    schema: {
      ...about('me', 'Who you are for Muster, and what you may do at most'),
      response: { 200: MeShape, ...PROBLEMS },
    },
    handler: (request) => {
      const caller = callerOf(request);
      return { ...caller, name: findPerson(directory.current(), caller.person)?.name ?? caller.person };
    },
  });

  api.route({
    method: 'GET',
    url: '/v1/on-call',
    schema: {
      ...about('onCall', 'Who is on call for each role now'),
      querystring: z.object({ at: z.string().max(100).optional().describe('at this time instead of now') }),
      response: { 200: z.array(Anything), ...PROBLEMS },
    },
    handler: async (request) => {
      await directory.refresh();
      return heldRoles(policies(), directory.current(), now(), (request.query as { at?: string }).at);
    },
  });
}
