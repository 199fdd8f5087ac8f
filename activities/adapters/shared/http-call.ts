/** One HTTP request to a provider, and what its failure means. Shared by the adapters that speak plain HTTP. */
import type http from 'node:http';
import axios from 'axios';
import { ProviderRejected, ProviderUnavailable } from '../../errors';
import { codeOf } from './system-error';
import { messageOf } from '../../../domain/text/message-of';

export interface HttpCall {
  /** The name under which failures are reported. */
  provider: string;
  method: 'GET' | 'POST' | 'PATCH';
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** For the whole exchange, connecting and reading included. */
  withinMs: number;
  maxBytes: number;
  signal?: AbortSignal | undefined;
  /** Makes the connection, where the provider wants certificates or a proxy of its own. */
  agent?: http.Agent | undefined;
  /** What may never be seen in a message, even where the provider repeats it. */
  secrets?: (string | undefined)[];
}

export interface HttpAnswer {
  status: number;
  text: string;
  retryAfterMs?: number;
  /** By their names in lower case. */
  headers: Readonly<Record<string, string>>;
}

/** 4xx that say "not now": worth asking again. 409 is not: a conflict needs a person. */
const LATER = new Set([408, 425, 429]);

/** Whether a status says that asking again changes nothing. */
export const isRefusal = (status: number): boolean => status >= 400 && status < 500 && !LATER.has(status);

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'host name not resolved',
  EHOSTUNREACH: 'host unreachable',
};

/**
 * Returns any answer of the provider, error statuses included. No answer, or half of one, is
 * `ProviderUnavailable`; a call that can't be made or an answer too long to read is `ProviderRejected`; where `signal`
 * ended it, its reason is thrown. Follows no redirect and uses no proxy: addresses are configured, and mean themselves.
 */
export async function callHttp(call: HttpCall): Promise<HttpAnswer> {
  const deadline = AbortSignal.timeout(call.withinMs);
  try {
    const { status, data, headers } = await axios.request<string>({
      method: call.method,
      url: call.url,
      headers: { accept: 'application/json', ...call.headers },
      data: call.body,
      signal: call.signal === undefined ? deadline : AbortSignal.any([call.signal, deadline]),
      maxRedirects: 0,
      maxContentLength: call.maxBytes,
      proxy: false,
      ...(call.agent !== undefined && { httpAgent: call.agent, httpsAgent: call.agent }),
      responseType: 'text',
      transformResponse: (text: string) => text,
      validateStatus: () => true,
    });
    const retryAfterMs = retryAfter(headers['retry-after']);
    return { status, text: data, headers: textual(headers), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  } catch (error) {
    call.signal?.throwIfAborted();
    if (deadline.aborted) {
      throw new ProviderUnavailable(call.provider, `no answer within ${(call.withinMs / 1000).toString()} s`);
    }
    throw failureOf(call, error);
  }
}

/** Turns an error status into the failure that it means, with the provider's own reason; else answers the answer. */
export function expectSuccess(call: HttpCall, answer: HttpAnswer): HttpAnswer {
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return answer;
  const reason = `${status} ${quoted(call, reasonIn(answer.text))}`.trim();
  if (status >= 500 || LATER.has(status)) {
    throw new ProviderUnavailable(call.provider, reason, retryAfterMs === undefined ? {} : { retryAfterMs });
  }
  throw new ProviderRejected(call.provider, reason);
}

/** The JSON in an answer. Text that is none (a login page, a proxy's greeting) is `ProviderRejected`. */
export function jsonIn(call: HttpCall, answer: HttpAnswer): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    throw odd(call, answer);
  }
}

/** An answer that makes no sense. Quotes its beginning: that is what a person needs to find out what answered. */
export function odd(call: HttpCall, answer: HttpAnswer): ProviderRejected {
  const said = answer.text === '' ? 'nothing' : quoted(call, answer.text);
  return new ProviderRejected(call.provider, `unexpected response: ${answer.status} ${said}`);
}

/** What a provider said, to be told to people: the beginning of it, without secrets. */
export function quoted(call: Pick<HttpCall, 'url' | 'secrets'>, text: string): string {
  // Before it is cut: half a secret is one, too.
  return excerpt(withoutSecrets(text, call));
}

/** The beginning of a foreign text on one line, without control characters. */
export function excerpt(text: string): string {
  // Cut first: what follows is not needed, however long it is.
  const line = text
    .slice(0, 1_000)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

/** Where a provider's JSON has the reason in words; else all of its text. */
export function reasonIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) {
      const said = Object.entries(body).find(
        ([name, value]) => ['message', 'error', 'detail', 'title'].includes(name) && typeof value === 'string',
      );
      if (said !== undefined) return String(said[1]);
    }
  } catch {
    // Not JSON: the text itself is the reason.
  }
  return text;
}

const textual = (headers: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'string' ? [[name.toLowerCase(), value]] : [],
    ),
  );

/** Seconds or a date, as RFC 9110 has it. */
function retryAfter(header: unknown): number | undefined {
  if (typeof header !== 'string') return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

/** The failure without axios' error as its cause: that holds the request with its authorization header. */
function failureOf(call: HttpCall, error: unknown): Error {
  const code = codeOf(error) ?? '';
  const message = messageOf(error);
  if (message.startsWith('maxContentLength')) {
    return new ProviderRejected(call.provider, `the response is larger than ${call.maxBytes / 1024} KiB`);
  }
  if (code === 'ERR_INVALID_URL' || message.startsWith('Unsupported protocol')) {
    return new ProviderRejected(call.provider, 'its address is not an http(s) URL');
  }
  return new ProviderUnavailable(call.provider, withoutSecrets(REASONS[code] ?? message, call));
}

function withoutSecrets(text: string, call: Pick<HttpCall, 'url' | 'secrets'>): string {
  const inUrl = URL.canParse(call.url) ? new URL(call.url).password : '';
  return [...(call.secrets ?? []), inUrl].reduce<string>(
    (left, secret) => (secret === undefined || secret === '' ? left : left.replaceAll(secret, '[hidden]')),
    text,
  );
}
