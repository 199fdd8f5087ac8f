/** How does Muster send requests to GitHub's REST API? https://docs.github.com/en/rest (version 2022-11-28). */
import type { z } from 'zod';
import { defined } from '../../../domain/state/fields';
import { ProviderRejected } from '../../errors';
import { callHttp, type HttpAnswer, type HttpCall } from '../shared/http-call';
import { asJson, answerAs } from '../shared/json-call';
import { refuseWhenLimited } from './limits';

/** GitHub's own; an Enterprise Server has `https://HOST/api/v3`. */
export const GITHUB_API = 'https://api.github.com';

/** How an account reaches GitHub. */
export interface GithubAccount {
  /** Without one, public repositories only, and 60 requests an hour. */
  token?: string | undefined;
  /** `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise Server. */
  apiUrl?: string | undefined;
}

export interface GithubApiOptions extends GithubAccount {
  /** The name under which failures are reported. */
  provider: string;
  /** For each request. */
  withinMs: number;
  /** The longest answer that is read. */
  maxBytes: number;
  now?: () => number;
  /** A refusal that the adapter puts into words of its own; nothing where it has none. */
  refusalIn?: (call: HttpCall, answer: HttpAnswer) => ProviderRejected | undefined;
}

export interface GithubRequest {
  method: 'GET' | 'POST';
  /** Below the API's address, as `/repos/acme/shop/issues`. */
  path: string;
  query?: Record<string, string>;
  body?: object;
  /** Answers `unchanged` where nothing has changed since the answer with this tag; that costs nothing of the limit. */
  etag?: string | undefined;
}

/** What was asked, and what came back. */
export interface GithubExchange {
  call: HttpCall;
  answer: HttpAnswer;
}

export interface GithubApi {
  /** Answers what came back, refusals and limits included, for the caller to read. */
  send(request: GithubRequest, signal?: AbortSignal): Promise<GithubExchange>;
  /** Answers what GitHub answered, if it is as the schema says. */
  ask<Schema extends z.ZodType>(
    schema: Schema,
    request: Omit<GithubRequest, 'etag'>,
    signal?: AbortSignal,
  ): Promise<z.infer<Schema>>;
  /** The same, with the answer's tag for the next time. */
  askChanged<Schema extends z.ZodType>(
    schema: Schema,
    request: GithubRequest,
    signal?: AbortSignal,
  ): Promise<'unchanged' | { value: z.infer<Schema>; etag: string | undefined }>;
}

export function createGithubApi(options: GithubApiOptions): GithubApi {
  const { provider, token, apiUrl = GITHUB_API, withinMs, maxBytes, now = Date.now, refusalIn } = options;

  const callFor = ({ method, path, query, body, etag }: GithubRequest, signal?: AbortSignal): HttpCall => ({
    provider,
    method,
    ...asJson(apiUrl, { path, query, body }, { ...githubHeaders(token), ...defined({ 'if-none-match': etag }) }),
    withinMs,
    maxBytes,
    signal,
    secrets: [token],
  });

  const send: GithubApi['send'] = async (request, signal) => {
    const call = callFor(request, signal);
    return { call, answer: await callHttp(call) };
  };

  const askChanged: GithubApi['askChanged'] = async (schema, request, signal) => {
    const { call, answer } = await send(request, signal);
    if (answer.status === 304 && request.etag !== undefined) return 'unchanged';
    refuseWhenLimited(call, answer, now());
    const refusal = refusalIn?.(call, answer);
    if (refusal !== undefined) throw refusal;
    return { value: answerAs(schema, call, answer), etag: answer.headers['etag'] };
  };

  return {
    send,
    askChanged,
    async ask(schema, request, signal) {
      const changed = await askChanged(schema, request, signal);
      // Without a tag nothing is ever unchanged.
      if (changed === 'unchanged')
        throw new ProviderRejected(provider, 'unexpected response: 304 to a request without an ETag');
      return changed.value;
    },
  };
}

const githubHeaders = (token: string | undefined): Record<string, string> => ({
  accept: 'application/vnd.github+json',
  'user-agent': 'muster',
  'x-github-api-version': '2022-11-28',
  ...(token !== undefined && { authorization: `Bearer ${token}` }),
});
