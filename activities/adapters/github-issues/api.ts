/** Requests to GitHub's REST API about issues: https://docs.github.com/en/rest/issues/issues. */
import { z } from 'zod';
import { ProviderRejected } from '../../errors';
import { GITHUB_API, githubHeaders, refuseWhenLimited } from '../github';
import {
  callHttp,
  expectSuccess,
  type HttpAnswer,
  type HttpCall,
  jsonIn,
  odd,
  quoted,
  reasonIn,
} from '../shared/http-call';
import { GITHUB_ISSUES } from './provider';

export interface GithubApiOptions {
  token: string;
  apiUrl?: string;
  withinMs: number;
  now: () => number;
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

export interface GithubApi {
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

/** GitHub does not take what was asked for; `fields` are those that it named. */
export class GithubRefused extends ProviderRejected {
  constructor(
    reason: string,
    readonly status: number,
    readonly fields: readonly string[],
  ) {
    super(GITHUB_ISSUES, reason);
  }
}

/** A page of issues, each with a text of up to 64 KiB. */
const MAX_BYTES = 2_000 * 1024;

export function createGithubApi({ token, apiUrl = GITHUB_API, withinMs, now }: GithubApiOptions): GithubApi {
  const callFor = ({ method, path, query = {}, body, etag }: GithubRequest, signal?: AbortSignal): HttpCall => {
    const url = new URL(`${apiUrl.replace(/\/+$/, '')}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return {
      provider: GITHUB_ISSUES,
      method,
      url: url.href,
      headers: {
        ...githubHeaders(token),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(etag !== undefined && { 'if-none-match': etag }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      withinMs,
      maxBytes: MAX_BYTES,
      signal,
      secrets: [token],
    };
  };

  const askChanged: GithubApi['askChanged'] = async (schema, request, signal) => {
    const call = callFor(request, signal);
    const answer = await callHttp(call);
    if (answer.status === 304 && request.etag !== undefined) return 'unchanged';
    refuseWhenLimited(call, answer, now());
    const refusal = refusalIn(call, answer);
    if (refusal !== undefined) throw refusal;
    const parsed = schema.safeParse(jsonIn(call, expectSuccess(call, answer)));
    if (!parsed.success) throw odd(call, answer);
    return { value: parsed.data, etag: answer.headers['etag'] };
  };

  return {
    askChanged,
    async ask(schema, request, signal) {
      const changed = await askChanged(schema, request, signal);
      // Without a tag nothing is ever unchanged.
      if (changed === 'unchanged')
        throw new ProviderRejected(GITHUB_ISSUES, 'unexpected response: 304 to a request without an ETag');
      return changed.value;
    },
  };
}

const Refused = z.object({
  message: z.string(),
  errors: z
    .array(
      z.union([
        z.string().transform((message) => ({ field: undefined, value: undefined, code: undefined, message })),
        z.object({
          field: z.string().optional(),
          code: z.string().optional(),
          message: z.string().nullish(),
          value: z.unknown().optional(),
        }),
      ]),
    )
    .default([]),
});

const TO_MEND: Record<number, string> = {
  301: 'the repository was renamed or moved: set MUSTER_GITHUB_ISSUES_REPOSITORY to its new name',
  401: 'check the token',
  403: 'the token needs the repository permission Issues: read and write',
  404: 'check MUSTER_GITHUB_ISSUES_REPOSITORY, and that the token can access it',
  410: 'issues are disabled in the repository, or the issue was deleted',
};

/** What GitHub says is wrong, field by field, as one sentence. */
function refusalIn(call: HttpCall, { status, text, headers }: HttpAnswer): GithubRefused | undefined {
  const isMoved = status === 301;
  if (!isMoved && (status < 400 || status >= 500 || [408, 425].includes(status))) return undefined;
  const { message, errors } = detailsIn(text);
  const details = errors.map(({ field, code, message: why }) => [field, why ?? code].filter(Boolean).join(': '));
  // Told to fine-grained tokens: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
  const wanted = status === 403 ? headers['x-accepted-github-permissions'] : undefined;
  const mend = wanted === undefined ? TO_MEND[status] : `the token needs the permission ${quoted(call, wanted)}`;
  const reason = `${status} ${quoted(call, [message, ...details].join('; '))}`.trim();
  const fields = errors.flatMap(({ field }) => field ?? []);
  return new GithubRefused(mend === undefined ? reason : `${reason} (${mend})`, status, fields);
}

function detailsIn(text: string): z.infer<typeof Refused> {
  try {
    return Refused.parse(JSON.parse(text));
  } catch {
    return { message: reasonIn(text), errors: [] };
  }
}
