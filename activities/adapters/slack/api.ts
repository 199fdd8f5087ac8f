/** The way to Slack's Web API: typed methods from Slack's own client, one HTTP request each, failures classed once. */
import { type FetchFunction, WebAPIRequestError, WebClient } from '@slack/web-api';
import { z } from 'zod';
import { SILENT } from '../../../launcher/slack-silence';
import { ProviderRejected } from '../../errors';
import { callHttp, expectSuccess, jsonIn, odd, quoted } from '../shared/http-call';
import type { HttpCall } from '../shared/http-call';
import { slackFailure, SLACK } from './failures';
import { defined } from '../../../domain/state/fields';

export interface SlackApiOptions {
  token: string;
  /** Slack's own, unless it is another one (Enterprise, a fake). */
  apiUrl?: string;
  /** For each request, connecting and reading included. */
  withinMs?: number;
}

/** What an asker asks Slack: one or more methods of its client. */
export type SlackCall<Answer> = (slack: WebClient) => Promise<Answer>;

export interface SlackClient {
  /**
   * Asks Slack. Nothing is repeated here: what is worth repeating is `ProviderUnavailable` (with Slack's Retry-After),
   * the rest `ProviderRejected`. Where `signal` ends it, its reason is thrown.
   */
  ask<Answer>(question: SlackCall<Answer>, signal?: AbortSignal): Promise<Answer>;
}

const Answer = z.looseObject({
  ok: z.boolean(),
  error: z.string().optional(),
  needed: z.string().optional(),
  provided: z.string().optional(),
  response_metadata: z.looseObject({ messages: z.array(z.string()).optional() }).optional(),
});

/** A page of history with a hundred long messages stays under it. */
const MAX_BYTES = 1536 * 1024;

export function createSlackClient({ token, apiUrl, withinMs = 4_000 }: SlackApiOptions): SlackClient {
  const fetchFor =
    (signal: AbortSignal | undefined): FetchFunction =>
    async (url, { headers, body } = {}) => {
      const call: HttpCall = {
        provider: SLACK,
        method: 'POST',
        url: String(url),
        headers: headers ?? {},
        ...(typeof body === 'string' && { body }),
        withinMs,
        maxBytes: MAX_BYTES,
        signal,
        secrets: [token],
      };
      const answer = expectSuccess(call, await callHttp(call));
      const parsed = Answer.safeParse(jsonIn(call, answer));
      if (!parsed.success) throw odd(call, answer);
      const { ok, error, ...told } = parsed.data;
      if (!ok && error === undefined) throw odd(call, answer);
      if (error !== undefined) throw slackFailure({ ...told, error: quoted(call, error) });
      // The client reads the token's scopes from here.
      const scopes = answer.headers['x-oauth-scopes'];
      return new Response(answer.text, scopes === undefined ? {} : { headers: { 'x-oauth-scopes': scopes } });
    };

  return {
    async ask(question, signal) {
      signal?.throwIfAborted();
      // A client per question, because each has a signal of its own; it holds no connection.
      const client = new WebClient(token, {
        ...defined({ slackApiUrl: apiUrl }),
        fetch: fetchFor(signal),
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        logger: SILENT,
      });
      try {
        return await question(client);
      } catch (error) {
        signal?.throwIfAborted();
        // The client wraps every error of its fetch; the one inside is classed already.
        throw error instanceof WebAPIRequestError ? error.original : error;
      }
    },
  };
}

/** What Slack left out of an answer although its documentation says that it is there. */
export const missing = (what: string): ProviderRejected =>
  new ProviderRejected(SLACK, `unexpected response: ${what} is missing`);
