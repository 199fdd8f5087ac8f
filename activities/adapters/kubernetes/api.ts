/** Which requests does Muster send to the Kubernetes API, and what does each failure mean? */
import { z } from 'zod';
import { ProviderRejected } from '../../errors';
import { callHttp, expectSuccess, isRefusal, jsonIn, odd, quoted, reasonIn } from '../shared/http-call';
import type { HttpAnswer, HttpCall } from '../shared/http-call';
import { KUBERNETES, type KubernetesAccess } from './access';

/** A refusal of the API server. `status` tells a missing right (403) from what is not there (404) or moved on (409). */
export class ApiRefusal extends ProviderRejected {
  constructor(
    readonly status: number,
    reason: string,
  ) {
    super(KUBERNETES, reason);
  }
}

type Query = Record<string, string | number | boolean | undefined>;

export interface KubernetesApi {
  get<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    options?: { query?: Query; signal?: AbortSignal | undefined },
  ): Promise<z.infer<Schema>>;
  /** All items of a list, page by page; `more` says that there were still others. */
  list<Schema extends z.ZodType>(
    path: string,
    item: Schema,
    options?: { query?: Query; most?: number; signal?: AbortSignal | undefined },
  ): Promise<{ items: z.infer<Schema>[]; more: boolean }>;
  /** At most `maxBytes` of a text, such as a log. */
  text(path: string, options: { query: Query; maxBytes: number; signal?: AbortSignal | undefined }): Promise<string>;
  /** Creates an object that the server answers and keeps nowhere, such as a review of rights. */
  review<Schema extends z.ZodType>(
    path: string,
    object: object,
    schema: Schema,
    options?: { signal?: AbortSignal | undefined },
  ): Promise<z.infer<Schema>>;
  /** A JSON Patch (RFC 6902). */
  patch<Schema extends z.ZodType>(
    path: string,
    operations: readonly JsonPatchOperation[],
    schema: Schema,
    options?: { query?: Query; signal?: AbortSignal | undefined },
  ): Promise<z.infer<Schema>>;
}

export type JsonPatchOperation = { op: 'add' | 'replace'; path: string; value: unknown };

/** An object fits into etcd's 1.5 MB; what is larger is none. */
const OBJECT_BYTES = 1536 * 1024;
const PAGE_BYTES = 16 * 1024 * 1024;
const PAGE = 250;
const MOST_ITEMS = 1_000;

/** The few requests that the adapters need, each within `withinMs`. Failures are classed as the ports promise. */
export function createKubernetesApi(access: KubernetesAccess, { withinMs = 10_000 } = {}): KubernetesApi {
  const ask = async (
    path: string,
    request: Pick<HttpCall, 'method' | 'body' | 'headers' | 'maxBytes' | 'signal'> & { query?: Query | undefined },
  ): Promise<{ call: HttpCall; answer: HttpAnswer }> => {
    const { server, headers, agent } = await access();
    request.signal?.throwIfAborted();
    const { query, ...rest } = request;
    const url = `${server.replace(/\/+$/, '')}${path}${search(query)}`;
    const call: HttpCall = {
      ...rest,
      provider: KUBERNETES,
      url,
      headers: { ...request.headers, ...headers },
      withinMs,
      agent,
      secrets: Object.values(headers).map((value) => value.replace(/^\w+ /, '')),
    };
    const answer = await callHttp(call);
    if (isRefusal(answer.status)) throw refusal(call, answer);
    return { call, answer: expectSuccess(call, answer) };
  };

  const parsed = <Schema extends z.ZodType>(
    { call, answer }: { call: HttpCall; answer: HttpAnswer },
    schema: Schema,
  ): z.infer<Schema> => {
    const result = schema.safeParse(jsonIn(call, answer));
    if (!result.success) throw odd(call, answer);
    return result.data;
  };

  return {
    get: async (path, schema, { query, signal } = {}) =>
      parsed(await ask(path, { method: 'GET', maxBytes: OBJECT_BYTES, query, signal }), schema),

    async list(path, item, { query, most = MOST_ITEMS, signal } = {}) {
      const schema = z.object({
        metadata: z.object({ continue: z.string().optional() }),
        items: z.array(item).nullable(),
      });
      const items: z.infer<typeof item>[] = [];
      let next: string | undefined;
      do {
        const page = { ...query, limit: Math.min(PAGE, most - items.length), continue: next };
        const answer = parsed(await ask(path, { method: 'GET', maxBytes: PAGE_BYTES, query: page, signal }), schema);
        items.push(...(answer.items ?? []));
        next = answer.metadata.continue || undefined;
      } while (next !== undefined && items.length < most);
      return { items, more: next !== undefined };
    },

    async text(path, { query, maxBytes, signal }) {
      // The server counts the text, the connection also what stands around it.
      const request = { method: 'GET', headers: { accept: '*/*' }, maxBytes: maxBytes + 64 * 1024, signal } as const;
      return (await ask(path, { ...request, query: { ...query, limitBytes: maxBytes } })).answer.text;
    },

    review: async (path, object, schema, { signal } = {}) =>
      parsed(
        await ask(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(object),
          maxBytes: OBJECT_BYTES,
          signal,
        }),
        schema,
      ),

    patch: async (path, operations, schema, { query, signal } = {}) =>
      parsed(
        await ask(path, {
          method: 'PATCH',
          headers: { 'content-type': 'application/json-patch+json' },
          body: JSON.stringify(operations),
          maxBytes: OBJECT_BYTES,
          query,
          signal,
        }),
        schema,
      ),
  };
}

function search(query: Query = {}): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
  return given.size === 0 ? '' : `?${given.toString()}`;
}

/** How the API server words a missing right. */
const FORBIDDEN =
  /User "([^"]*)" cannot (\w+) resource "([^"]*)" in API group "([^"]*)"(?: in the namespace "([^"]*)"| at the cluster scope)/;

function refusal(call: HttpCall, { status, text }: HttpAnswer): ApiRefusal {
  const reason = reasonIn(text);
  const [, user = '', verb = '', resource = '', group = '', namespace] = FORBIDDEN.exec(reason) ?? [];
  if (status === 403 && verb !== '') {
    const what = group === '' ? resource : `${resource}.${group}`;
    const where = namespace === undefined ? 'in the whole cluster' : `in namespace ${namespace}`;
    const right = quoted(call, `${verb} ${what} ${where}`);
    return new ApiRefusal(status, `403 the account ${quoted(call, user)} lacks the permission: ${right}`);
  }
  const said = quoted(call, reason);
  if (status === 401) return new ApiRefusal(status, `401 the credentials in the kubeconfig were rejected: ${said}`);
  return new ApiRefusal(status, `${status} ${said}`.trim());
}
