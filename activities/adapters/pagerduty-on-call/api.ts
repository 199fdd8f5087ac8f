/** PagerDuty's REST API v2, read only: https://developer.pagerduty.com/api-reference. */
import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import { ProviderRejected, ProviderUnavailable } from '../../errors';
import { callHttp, expectSuccess, type HttpAnswer, type HttpCall, jsonIn, odd } from '../shared/http-call';
import { ErrorBody, PageEnd } from './shapes';

export const PAGERDUTY_ON_CALL = 'PagerDuty';
export const DEFAULT_URL = 'https://api.pagerduty.com';

export interface PagerDutyApiOptions {
  token: string;
  /** Another service region, such as https://api.eu.pagerduty.com. */
  apiUrl?: string | undefined;
}

export type Query = Record<string, string | number | readonly string[]>;

export interface PagerDutyApi {
  /** One resource. */
  get<Shape extends z.ZodType>(path: string, query: Query, shape: Shape, within: Within): Promise<z.output<Shape>>;
  /** The same, or nothing where PagerDuty knows no such resource. */
  find<Shape extends z.ZodType>(path: string, shape: Shape, within: Within): Promise<z.output<Shape> | undefined>;
  /** All items of a list, page by page; `itemsIn` takes them out of a page. */
  all<Shape extends z.ZodType, Item>(
    path: string,
    query: Query,
    shape: Shape,
    itemsIn: (page: z.output<Shape>) => Item[],
    within: Within,
  ): Promise<Item[]>;
}

export interface Within {
  /** An instant. A 429 is asked again as long as the wait that it asks for ends before it. */
  deadlineAt: number;
  signal?: AbortSignal | undefined;
}

/** The most that PagerDuty gives at once, and the most pages that are read of one list: its own limit of 10,000. */
const PAGE = 100;
const PAGES = 100;
const LONGEST_CALL_MS = 10_000;
/** Even "at once" waits this long: otherwise a client that is told to slow down would ask without end. */
const SHORTEST_WAIT_MS = 250;

/** Asks PagerDuty. What fails is `ProviderUnavailable` or `ProviderRejected`, without the token. */
export function createPagerDutyApi({ token, apiUrl = DEFAULT_URL }: PagerDutyApiOptions): PagerDutyApi {
  const headers = { accept: 'application/vnd.pagerduty+json;version=2', authorization: `Token token=${token}` };

  async function answerTo(
    url: string,
    { deadlineAt, signal }: Within,
  ): Promise<{ call: HttpCall; answer: HttpAnswer }> {
    for (;;) {
      signal?.throwIfAborted();
      const withinMs = Math.min(LONGEST_CALL_MS, Math.max(1, deadlineAt - Date.now()));
      const shared = { headers, withinMs, maxBytes: 1024 * 1024, signal, secrets: [token] };
      const call: HttpCall = { provider: PAGERDUTY_ON_CALL, method: 'GET', url, ...shared };
      const answer = withWait(await callHttp(call));
      const waitMs = Math.max(answer.retryAfterMs ?? 0, SHORTEST_WAIT_MS);
      const again = answer.status === 429 && answer.retryAfterMs !== undefined && Date.now() + waitMs < deadlineAt;
      if (!again) return { call, answer };
      await pause(waitMs, undefined, { signal });
    }
  }

  /** One answer, and how to read it: what does not have the shape makes no sense. */
  const ask = async (path: string, query: Query, within: Within) =>
    reading(await answerTo(addressOf(path, query), within));

  const addressOf = (path: string, query: Query): string => `${apiUrl.replace(/\/+$/, '')}${path}${written(query)}`;

  function reading({ call, answer }: { call: HttpCall; answer: HttpAnswer }) {
    expectSuccess(call, { ...answer, text: reasonOf(answer) });
    const value = jsonIn(call, answer);
    return <Shape extends z.ZodType>(shape: Shape): z.output<Shape> => {
      const parsed = shape.safeParse(value);
      if (!parsed.success) throw odd(call, answer);
      return parsed.data;
    };
  }

  return {
    async get(path, query, shape, within) {
      const read = await ask(path, query, within);
      return read(shape);
    },

    async find(path, shape, within) {
      const answered = await answerTo(addressOf(path, {}), within);
      return answered.answer.status === 404 ? undefined : reading(answered)(shape);
    },

    async all(path, query, shape, itemsIn, within) {
      const items: ReturnType<typeof itemsIn> = [];
      for (let page = 0; page < PAGES; page += 1) {
        const read = await ask(path, { ...query, limit: PAGE, offset: page * PAGE }, within);
        items.push(...itemsIn(read(shape)));
        if (!read(PageEnd).more) return items;
      }
      throw new ProviderRejected(PAGERDUTY_ON_CALL, `${path} has more than ${PAGE * PAGES} entries`);
    },
  };
}

/**
 * The REST API says in `ratelimit-reset` in how many seconds its limit starts again; a proxy in front may say
 * Retry-After: https://developer.pagerduty.com/docs/rest-api-rate-limits
 */
function withWait(answer: HttpAnswer): HttpAnswer {
  const reset = answer.headers['ratelimit-reset'] ?? '';
  if (answer.status !== 429 || answer.retryAfterMs !== undefined || !/^\d+$/.test(reset)) return answer;
  return { ...answer, retryAfterMs: Number(reset) * 1_000 };
}

/** When PagerDuty may be asked again after this, in milliseconds, where it said so. */
export const waitAsked = (error: unknown): number | undefined =>
  error instanceof ProviderUnavailable ? error.options.retryAfterMs : undefined;

function written(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of typeof value === 'object' ? value : [value]) parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** PagerDuty's own words for an error: a message, and what it does not like. */
function reasonOf({ status, text }: HttpAnswer): string {
  if (status < 400) return text;
  try {
    const { error } = ErrorBody.parse(JSON.parse(text));
    return [error.message, ...(error.errors ?? [])].join('; ');
  } catch {
    return text;
  }
}
