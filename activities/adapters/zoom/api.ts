/** Requests to Zoom's API, with a token, and what its failures mean: https://developers.zoom.us/docs/api/errors/. */
import { z } from 'zod';
import { ProviderRejected } from '../../errors';
import { callHttp, type HttpAnswer, type HttpCall, quoted, reasonIn } from '../shared/http-call';
import { asJson, type JsonRequest, answerAs } from '../shared/json-call';
import { ZOOM } from './provider';
import type { ZoomTokens } from './tokens';

export interface ZoomApiOptions {
  tokens: ZoomTokens;
  apiUrl?: string;
  clientSecret: string;
  withinMs: number;
}

/** `path`: below the API's address, as `/users/me/meetings`. */
export interface ZoomRequest extends JsonRequest {
  method: 'GET' | 'POST';
}

export interface ZoomApi {
  /** Answers what Zoom answered, if it is as the schema says. A token that is not taken is replaced once. */
  ask<Schema extends z.ZodType>(schema: Schema, request: ZoomRequest, signal?: AbortSignal): Promise<z.infer<Schema>>;
}

const API_URL = 'https://api.zoom.us/v2';

export function createZoomApi({ tokens, apiUrl = API_URL, clientSecret, withinMs }: ZoomApiOptions): ZoomApi {
  const send = async (request: ZoomRequest, signal?: AbortSignal): Promise<{ call: HttpCall; answer: HttpAnswer }> => {
    const token = await tokens.current(signal);
    const call: HttpCall = {
      provider: ZOOM,
      method: request.method,
      ...asJson(apiUrl, request, { authorization: `Bearer ${token}` }),
      withinMs,
      maxBytes: 1024 * 1024,
      signal,
      secrets: [token, clientSecret],
    };
    const answer = await callHttp(call);
    if (answer.status === 401) tokens.refused(token);
    return { call, answer };
  };

  return {
    async ask(schema, request, signal) {
      const first = await send(request, signal);
      // Zoom ends tokens early now and then: when the app's scopes change, when the secret is renewed.
      const { call, answer } = first.answer.status === 401 ? await send(request, signal) : first;
      if (isDaily(answer)) throw new ProviderRejected(ZOOM, dailyLimit(call, answer));
      return answerAs(schema, call, { ...answer, text: wordsIn(answer) });
    },
  };
}

/** 100 meetings a day for each host: waiting until midnight would help nobody, so this is no "later". */
const isDaily = ({ status, text, headers }: HttpAnswer): boolean =>
  status === 429 && (headers['x-ratelimit-type'] === 'Daily-limit' || /daily rate limit/i.test(text));

const dailyLimit = (call: HttpCall, { text }: HttpAnswer): string =>
  `429 ${quoted(call, reasonIn(text))} (use another host in MUSTER_ZOOM_USER: each has a limit of its own)`;

const Refused = z.object({
  code: z.number().optional(),
  message: z.string(),
  errors: z.array(z.object({ field: z.string().optional(), message: z.string() })).optional(),
});

const MISSING_SCOPE = 4711;
const NO_SUCH_USER = 1001;

/** What Zoom says is wrong, field by field, and what a person can do about it. */
function wordsIn({ status, text }: HttpAnswer): string {
  if (status < 400) return text;
  try {
    const { code, message, errors = [] } = Refused.parse(JSON.parse(text));
    const details = errors.map((error) => [error.field, error.message].filter(Boolean).join(': '));
    const mend =
      code === MISSING_SCOPE
        ? ['add the scope to the app and reactivate it']
        : code === NO_SUCH_USER
          ? ['set MUSTER_ZOOM_USER to a user of the account']
          : [];
    return [[message, ...details].join('; '), ...mend].join(': ');
  } catch {
    return reasonIn(text);
  }
}
