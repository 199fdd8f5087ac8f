/** Where do the pages about the past and about the policy get what they show? */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { createPastRecords } from '../incidents/past-records';
import type { ConsoleOptions } from './options';
import { PastPage } from './pages/past';
import { PolicyPage } from './pages/policy';
import { sendPage } from './render';
import { visitorOf } from './visit';

const PER_PAGE = 50;

const word = z.string().trim().max(200).optional().catch(undefined);

const Query = z.object({
  ...{ text: word, service: word, severity: word, from: word, to: word },
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
});

/** The search over the records, and the rules as they are now. */
export function addPast(room: FastifyInstance, options: ConsoleOptions): void {
  const { incidents, policies, home, guideLines } = options;
  const records = createPastRecords(home);
  const hide = { schema: { hide: true } };

  room.get('/past', hide, async (request, reply) => {
    const visitor = visitorOf(request);
    const { page, ...asked } = Query.parse(request.query);
    const query = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined && value !== ''));
    const isSearch = Object.keys(query).length > 0 || page > 1;
    const [past, listed] = await Promise.all([
      records.search(query, { from: (page - 1) * PER_PAGE, most: PER_PAGE }),
      isSearch ? [] : incidents.list({ all: true }),
    ]);
    const recent = listed
      .filter(({ open }) => !open)
      .sort((a, b) => (b.endedAt ?? '').localeCompare(a.endedAt ?? ''))
      .slice(0, PER_PAGE);
    const known = policies().map(({ policy }) => policy);
    const props = { visitor, query, page, past, recent, policies: known };
    return sendPage(request, reply, <PastPage {...props} perPage={PER_PAGE} />);
  });

  room.get('/policy', hide, (request, reply) => {
    const visitor = visitorOf(request);
    const known = policies().map(({ policy }) => ({ policy, guide: guideLines?.(policy) }));
    return sendPage(request, reply, <PolicyPage {...{ visitor }} policies={known} />);
  });
}
