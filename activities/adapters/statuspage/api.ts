/**
 * Statuspage's REST API, as far as Muster uses it: https://developer.statuspage.io. Requests are authorized by
 * `Authorization: OAuth <key>`; more than one a second is answered 420 or 429.
 */
import { z } from 'zod';
import { ProviderRejected } from '../../errors';
import { callHttp, type HttpAnswer, type HttpCall, isRefusal, quoted, reasonIn } from '../shared/http-call';
import { asJson, answerAs } from '../shared/json-call';
import type { Pace } from './pace';

export const STATUSPAGE = 'Statuspage';
const API_URL = 'https://api.statuspage.io/v1';
const WITHIN_MS = 8_000;
const MAX_BYTES = 1024 * 1024;
/** As many as one page of a list holds, and the most pages that are read. */
const LISTED = 100;
const MOST_PAGES = 5;
/** How long to wait after "too many" where the answer names no time. */
const COOL_DOWN_MS = 10_000;

/** What Muster leaves in a report to find it again; Statuspage shows it to nobody outside. */
export const Mark = z.object({ report: z.string(), statement: z.number() });

const Report = z.object({
  id: z.string().min(1),
  status: z.string(),
  // Anyone may have left anything here; what is not ours is not an error.
  metadata: z
    .object({ muster: Mark.optional().catch(undefined) })
    .nullish()
    .catch(undefined),
  shortlink: z
    .url({ protocol: /^https?$/ })
    .nullish()
    .catch(undefined),
  components: z.array(z.object({ id: z.string() })).nullish(),
});
export type Report = z.output<typeof Report>;
const Component = z.object({ id: z.string(), status: z.string() });
const Page = z.object({ id: z.string(), name: z.string() });
/** One that is a `group` has no status of its own. */
const Listed = z.object({ id: z.string(), name: z.string(), group: z.boolean().nullish() });

/** What is said of a report: `POST` needs a name, `PATCH` changes what is given. */
export interface ReportChange {
  name?: string;
  status: 'investigating' | 'identified' | 'monitoring' | 'resolved';
  body: string;
  impact_override?: 'minor' | 'major' | 'critical';
  component_ids?: string[];
  components?: Record<string, string>;
  deliver_notifications: boolean;
  metadata: { muster: z.output<typeof Mark> };
}

export interface StatuspageApi {
  /** Reports that are not closed, newest first. */
  unresolved(signal?: AbortSignal): Promise<Report[]>;
  /** The newest reports, closed ones too. */
  latest(signal?: AbortSignal): Promise<Report[]>;
  /** `deleted`: it is not there any more, in the page's own words. */
  read(id: string, signal?: AbortSignal): Promise<Report | { deleted: string }>;
  create(report: ReportChange, signal?: AbortSignal): Promise<Report>;
  change(id: string, report: ReportChange, signal?: AbortSignal): Promise<Report>;
  /** How a component is shown now. */
  componentStatus(id: string, signal?: AbortSignal): Promise<string>;
  /** The page itself. */
  page(signal?: AbortSignal): Promise<z.output<typeof Page>>;
  /** The page's components, up to 500. */
  components(signal?: AbortSignal): Promise<z.output<typeof Listed>[]>;
}

export interface StatuspageApiOptions {
  apiKey: string;
  pageId: string;
  /** Statuspage's own, unless said otherwise. */
  apiUrl?: string;
  /** For each request, in milliseconds. */
  withinMs?: number;
  pace: Pace;
}

export function createApi({
  apiKey,
  pageId,
  apiUrl = API_URL,
  withinMs = WITHIN_MS,
  pace,
}: StatuspageApiOptions): StatuspageApi {
  const base = `${apiUrl.replace(/\/+$/, '')}/pages/${encodeURIComponent(pageId)}`;

  const ask = async (
    method: HttpCall['method'],
    path: string,
    body: ReportChange | undefined,
    signal: AbortSignal | undefined,
  ): Promise<{ call: HttpCall; answer: HttpAnswer }> => {
    await pace(signal);
    const call: HttpCall = {
      provider: STATUSPAGE,
      method,
      ...asJson(base, { path, body: body && { incident: body } }, { authorization: `OAuth ${apiKey}` }),
      withinMs,
      maxBytes: MAX_BYTES,
      secrets: [apiKey],
      signal,
    };
    return { call, answer: asTooMany(await callHttp(call)) };
  };
  const parsed = async <Schema extends z.ZodType>(
    schema: Schema,
    asked: Promise<{ call: HttpCall; answer: HttpAnswer }>,
  ): Promise<z.output<Schema>> => {
    const { call, answer } = await asked;
    return answerAs(schema, call, answer);
  };
  const id = (of: string): string => encodeURIComponent(of);

  return {
    unresolved: (signal) => parsed(z.array(Report), ask('GET', '/incidents/unresolved', undefined, signal)),
    latest: (signal) => parsed(z.array(Report), ask('GET', `/incidents?limit=${LISTED}`, undefined, signal)),
    read: async (report, signal) => {
      const asked = await ask('GET', `/incidents/${id(report)}`, undefined, signal);
      if (asked.answer.status === 404) return { deleted: quoted(asked.call, reasonIn(asked.answer.text)) };
      return parsed(Report, Promise.resolve(asked));
    },
    create: (report, signal) => parsed(Report, ask('POST', '/incidents', report, signal)),
    change: (report, change, signal) => parsed(Report, ask('PATCH', `/incidents/${id(report)}`, change, signal)),
    componentStatus: async (component, signal) => {
      const asked = await ask('GET', `/components/${id(component)}`, undefined, signal);
      if (asked.answer.status === 404)
        throw new ProviderRejected(
          STATUSPAGE,
          `the page has no component ${component}: correct MUSTER_STATUSPAGE_COMPONENTS`,
        );
      return (await parsed(Component, Promise.resolve(asked))).status;
    },
    page: async (signal) => {
      const asked = await ask('GET', '', undefined, signal);
      const { status } = asked.answer;
      if (isRefusal(status)) throw new ProviderRejected(STATUSPAGE, notRead(asked, pageId));
      return parsed(Page, Promise.resolve(asked));
    },
    components: async (signal) => {
      const all: z.output<typeof Listed>[] = [];
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const path = `/components?per_page=${LISTED}&page=${page}`;
        const listed = await parsed(z.array(Listed), ask('GET', path, undefined, signal));
        all.push(...listed);
        if (listed.length < LISTED) break;
      }
      return all;
    },
  };
}

/** Why the page can't be read, and what to do about it. */
function notRead({ call, answer: { status, text } }: { call: HttpCall; answer: HttpAnswer }, pageId: string): string {
  const said = `${status} ${quoted(call, reasonIn(text))}`;
  return status === 401
    ? `${said} (check MUSTER_STATUSPAGE_API_KEY)`
    : `${said} (page ${pageId} does not exist, or the key is not for it: check MUSTER_STATUSPAGE_PAGE_ID)`;
}

/** Statuspage's own way to say "too many requests" is the same as everybody's, and always means "later". */
function asTooMany(answer: HttpAnswer): HttpAnswer {
  if (answer.status !== 420 && answer.status !== 429) return answer;
  return { ...answer, status: 429, retryAfterMs: answer.retryAfterMs ?? COOL_DOWN_MS };
}
