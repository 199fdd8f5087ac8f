/** How does a command ask a Muster over HTTP, and what do its refusals mean? */
import { randomUUID } from 'node:crypto';
import axios, { type AxiosResponse } from 'axios';
import { z } from 'zod';
import { messageOf } from '../../domain/text/message-of';
import { BadInput } from '../actions/action';
import { NotAllowed, NotAuthenticated, NotFound, Refused, Unanswered, Unreachable } from '../errors';
import type { ServerPlace } from './place';

/** Requests to one Muster. They reject with the errors of the incident client. */
export interface Calls {
  get(path: string, query?: Record<string, string>): Promise<unknown>;
  /** A request that is repeated does what it says once: each carries a key of its own. */
  post(path: string, body: object): Promise<unknown>;
}

/** As long as an act waits for its answer, and a little for the way. */
const WITHIN_MS = 30_000;

const TRIES = 3;

const MOST_BYTES = 32 * 1024 * 1024;

const Problem = z.object({
  detail: z.string(),
  missing: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** `as`: who acts where no token says so, which works only on the machine of a Muster without tokens. */
export function createCalls({ url, token }: ServerPlace, as: string | undefined): Calls {
  const http = axios.create({
    baseURL: url,
    timeout: WITHIN_MS,
    maxContentLength: MOST_BYTES,
    // A token goes to the address that it is for, and nowhere else.
    maxRedirects: 0,
    validateStatus: () => true,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(token === undefined && as !== undefined && { 'muster-as': as }),
    },
  });
  const answered = async (ask: () => Promise<AxiosResponse<unknown>>): Promise<unknown> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await ask();
        if (answer.status === 401 && token === undefined)
          throw new NotAuthenticated(
            `${url} knows nobody called "${as ?? ''}". Say who you are: --as PERSON (an id or a handle of its directory), or log in: muster login --url ${url}`,
          );
        return read(answer, url);
      } catch (error) {
        if (!axios.isAxiosError(error)) throw error;
        if (attempt === TRIES)
          throw new Unreachable(`Muster at ${url} does not answer: ${messageOf(error)}.`, { cause: error });
      }
    }
  };
  return {
    get: (path, params = {}) => answered(() => http.get<unknown>(path, { params })),
    post: (path, body) => {
      const key = randomUUID();
      return answered(() => http.post<unknown>(path, body, { headers: { 'idempotency-key': key } }));
    },
  };
}

function read({ status, data, headers }: AxiosResponse<unknown>, url: string): unknown {
  if (status >= 200 && status < 300) return data;
  if (status >= 300 && status < 400)
    throw new Refused(`${url} sends you on to ${String(headers.location)}. Use that address with muster login --url.`);
  const told = Problem.safeParse(data).data;
  if (told === undefined) throw new Unreachable(`${url} answers ${status}, and not as Muster does.`);
  switch (status) {
    case 401:
      throw new NotAuthenticated(told.detail);
    case 403:
      throw new NotAllowed(told.detail);
    case 404:
      throw new NotFound(told.detail);
    case 422:
      throw told.errors === undefined ? new Refused(told.detail) : new BadInput(told.errors);
    case 503:
      throw new Unanswered(told.detail);
    default:
      throw new Refused(told.detail, { missing: told.missing });
  }
}
