/** GitHub's REST API as far as Actions needs it: https://docs.github.com/en/rest/actions (version 2022-11-28). */
import type { z } from 'zod';
import { GITHUB_API, githubHeaders, refuseWhenLimited } from '../github';
import { callHttp, expectSuccess, jsonIn, odd } from '../shared/http-call';
import type { HttpAnswer, HttpCall } from '../shared/http-call';

export const GITHUB_ACTIONS = 'GitHub Actions';

export interface GithubActionsApiOptions {
  token: string;
  /** `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise Server. */
  apiUrl?: string;
  /** For each request. */
  withinMs?: number;
}

export interface GithubActionsApi {
  get<Schema extends z.ZodType>(path: string, schema: Schema, signal?: AbortSignal): Promise<z.infer<Schema>>;
  /** A GET that costs no rate limit while nothing changed: `undefined` then. The tag is that of the last answer. */
  getChanged<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    tag: string | undefined,
    signal?: AbortSignal,
  ): Promise<{ value: z.infer<Schema>; tag: string | undefined } | undefined>;
  /** Answers what came back, refusals and limits included, for the caller to read. */
  post(path: string, body: object, signal?: AbortSignal): Promise<{ call: HttpCall; answer: HttpAnswer }>;
}

const MAX_BYTES = 1024 * 1024;

export function createGithubActionsApi({
  token,
  apiUrl = GITHUB_API,
  withinMs = 10_000,
}: GithubActionsApiOptions): GithubActionsApi {
  const ask = async (
    request: Pick<HttpCall, 'method' | 'body' | 'headers' | 'signal'>,
    path: string,
  ): Promise<{ call: HttpCall; answer: HttpAnswer }> => {
    const call: HttpCall = {
      provider: GITHUB_ACTIONS,
      ...request,
      url: `${apiUrl.replace(/\/+$/, '')}${path}`,
      headers: { ...request.headers, ...githubHeaders(token) },
      withinMs,
      maxBytes: MAX_BYTES,
      secrets: [token],
    };
    return { call, answer: await callHttp(call) };
  };

  const asked = async (...request: Parameters<typeof ask>): ReturnType<typeof ask> => {
    const { call, answer } = await ask(...request);
    refuseWhenLimited(call, answer);
    return { call, answer };
  };

  const parsed = <Schema extends z.ZodType>(call: HttpCall, answer: HttpAnswer, schema: Schema): z.infer<Schema> => {
    const result = schema.safeParse(jsonIn(call, expectSuccess(call, answer)));
    if (!result.success) throw odd(call, answer);
    return result.data;
  };

  return {
    async get(path, schema, signal) {
      const { call, answer } = await asked({ method: 'GET', signal }, path);
      return parsed(call, answer, schema);
    },
    async getChanged(path, schema, tag, signal) {
      const headers: Record<string, string> = tag === undefined ? {} : { 'if-none-match': tag };
      const { call, answer } = await asked({ method: 'GET', headers, signal }, path);
      if (answer.status === 304 && tag !== undefined) return undefined;
      return { value: parsed(call, answer, schema), tag: answer.headers['etag'] };
    },
    post: (path, body, signal) =>
      ask(
        { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal },
        path,
      ),
  };
}
