/** What do the commands of an incident send over the API, and what do they get back? */
import { z } from 'zod';
import type { TakenShift } from '../../directory/override-book';
import type { PostMortemView } from '../../domain/post-mortem/view';
import type { IncidentView } from '../../domain/view';
import type { Declared, Desk, Looks, Me } from '../cli/desk';
import type { IncidentSummary } from '../incidents/runs';
import type { Answer } from '../incidents/send-act';
import type { Held } from '../people/on-call';
import type { Calls } from './calls';

const at = (ref: string, path = ''): string => `/v1/incidents/${encodeURIComponent(ref)}${path}`;

const Page = z.object({ incidents: z.array(z.unknown()), nextCursor: z.string().optional() });

/** The API answers with the views that the commands show. */
const looks = (calls: Calls): Looks => ({
  show: async (ref) => (await calls.get(at(ref))) as IncidentView,
  postMortem: async (ref) => (await calls.get(at(ref, '/post-mortem'))) as PostMortemView,
  async list({ all }) {
    const found: IncidentSummary[] = [];
    let cursor: string | undefined;
    do {
      const query = { status: all ? 'all' : 'open', limit: '200', ...(cursor !== undefined && { cursor }) };
      const page = Page.parse(await calls.get('/v1/incidents', query));
      found.push(...(page.incidents as IncidentSummary[]));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return found;
  },
});

/** The same desk as on the machine of Muster, over its API. */
export const createRemoteDesk = (calls: Calls): Desk => ({
  looking: (use) => use(looks(calls)),
  onCall: async (moment) => (await calls.get('/v1/on-call', moment === undefined ? {} : { at: moment })) as Held[],
  draft: async (ref) => String(await calls.get(at(ref, '/post-mortem.md'))),
  whoAmI: async () => (await calls.get('/v1/me')) as Me,
  declare: async (body) => (await calls.post('/v1/incidents', body)) as Declared,
  shifts: async () => (await calls.get('/v1/on-call/overrides')) as TakenShift[],
  takeShift: async (body) => (await calls.post('/v1/on-call/overrides', body)) as TakenShift,
  endShift: async (id) => (await calls.post(`/v1/on-call/overrides/${encodeURIComponent(id)}/end`, {})) as TakenShift,
  act: async (ref, { path }, body, param) =>
    (await calls.post(at(ref, `/${path.replace(/\{\w+\}/, encodeURIComponent(param))}`), body)) as Answer,
});
