/** The way to an ntfy server: one request each, classed once. https://docs.ntfy.sh/publish/#publish-as-json */
import { z } from 'zod';
import { callHttp, expectSuccess, type HttpCall, jsonIn, odd } from '../shared/http-call';

export const NTFY = 'ntfy';

export interface NtfyOptions {
  /** The server's root. */
  url: string;
  /** An access token, where the server wants one. */
  token?: string;
  withinMs?: number;
}

/** https://docs.ntfy.sh/publish/#action-buttons */
export type NtfyAction =
  | { action: 'http'; label: string; url: string; method: 'POST'; clear: true }
  | { action: 'view'; label: string; url: string };

export interface NtfyMessage {
  topic: string;
  title: string;
  message: string;
  /** 5 rings through; 2 makes no sound. */
  priority: 2 | 5;
  tags: string[];
  click?: string;
  actions?: NtfyAction[];
}

const Published = z.object({ id: z.string().min(1), topic: z.string() });

const Line = z.object({ id: z.string().min(1), event: z.string(), tags: z.array(z.string()).optional() });

const Health = z.object({ healthy: z.boolean() });

const Account = z.object({ username: z.string() });

export interface NtfyApi {
  /** Answers with the message's id. */
  publish(message: NtfyMessage, signal?: AbortSignal): Promise<string>;
  /** The id of a message with this tag that the server still keeps. */
  find(topic: string, tag: string, sinceAt: number, signal?: AbortSignal): Promise<string | undefined>;
  isHealthy(signal?: AbortSignal): Promise<boolean>;
  /** Whose token it is. */
  username(signal?: AbortSignal): Promise<string>;
}

const MAX_BYTES = 512 * 1024;

export function createNtfyApi({ url, token, withinMs = 2_000 }: NtfyOptions): NtfyApi {
  const root = url.replace(/\/+$/, '');
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  const callOf = (request: Pick<HttpCall, 'method' | 'url' | 'body'>, signal?: AbortSignal): HttpCall => ({
    ...{ provider: NTFY, ...request, headers, withinMs, maxBytes: MAX_BYTES, signal },
    secrets: [token],
  });

  const ask = async <Shape extends z.ZodType>(
    request: Pick<HttpCall, 'method' | 'url' | 'body'>,
    shape: Shape,
    signal?: AbortSignal,
  ): Promise<z.output<Shape>> => {
    const call = callOf(request, signal);
    const answer = expectSuccess(call, await callHttp(call));
    const parsed = shape.safeParse(jsonIn(call, answer));
    if (!parsed.success) throw odd(call, answer);
    return parsed.data;
  };

  return {
    publish: async (message, signal) => {
      const body = JSON.stringify(message);
      return (await ask({ method: 'POST', url: `${root}/`, body }, Published, signal)).id;
    },
    async find(topic, tag, sinceAt, signal) {
      const since = Math.floor(sinceAt / 1_000);
      const call = callOf({ method: 'GET', url: `${root}/${topic}/json?poll=1&since=${since}` }, signal);
      const { text } = expectSuccess(call, await callHttp(call));
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      const messages = lines.map((line) => Line.parse(JSON.parse(line)));
      return messages.find(({ event, tags = [] }) => event === 'message' && tags.includes(tag))?.id;
    },
    isHealthy: async (signal) => (await ask({ method: 'GET', url: `${root}/v1/health` }, Health, signal)).healthy,
    username: async (signal) => (await ask({ method: 'GET', url: `${root}/v1/account` }, Account, signal)).username,
  };
}
