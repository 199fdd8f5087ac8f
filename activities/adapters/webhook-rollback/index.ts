/**
 * Rollback through a webhook: the way in for any deployment tool that is not Kubernetes. The tool answers on one URL:
 *
 *     GET  <url>                            what runs, and what could be returned to
 *       200 {"current": {"id": "v2", "healthy": false}, "previous": {"id": "v1"}}      (`previous` may be absent;
 *                                         it is another version, not the current one rolled out again)
 *     POST <url>                            {"dryRun": true|false, "incidentId": "...", "from": "v2", "to": "v1"}
 *       Idempotency-Key: <incidentId>/<key>, and for a dry run <incidentId>/<key>/dry-run
 *       2xx {"accepted": true, "message": "rolling back to v1", "reference": "4711", "url": "https://..."}
 *                                           (`reference` and `url` may be absent)
 *
 * With `Authorization: Bearer <token>` where a token is set. The same Idempotency-Key again must answer the same again
 * and do nothing. A dry run changes nothing, and refuses what could not work. 2xx with `"accepted": false`, 409 (what
 * runs is not `from`) and any other 4xx refuse, with the reason in `message`, `error` or `detail`; 408, 425, 429 (with
 * Retry-After) and 5xx mean "not now". The rollback may go on after the answer: GET tells how it went.
 */
import { z } from 'zod';
import { ProviderRejected } from '../../errors';
import type { Deployments } from '../../ports';
import type { HttpCall } from '../shared/http-call';
import { callHttp, expectSuccess, jsonIn, odd, quoted } from '../shared/http-call';

export interface WebhookRollbackOptions {
  url: string;
  token?: string;
  /** For each request. A POST may take as long as the tool needs to accept the rollback, not to finish it. */
  withinMs?: number;
}

const Revision = z.object({ id: z.string().min(1), healthy: z.boolean().exactOptional() });
const State = z.object({ current: Revision, previous: Revision.exactOptional() });
const Verdict = z.object({
  accepted: z.boolean(),
  message: z.string(),
  reference: z.string().min(1).optional(),
  url: z.url({ protocol: /^https?$/ }).optional(),
});

const PROVIDER = 'rollback webhook';

/** Deployments behind a webhook. Any answer that is not exactly a yes is an error. */
export function createWebhookRollback({ url, token, withinMs = 10_000 }: WebhookRollbackOptions): Deployments {
  const provider = { provider: PROVIDER, url, withinMs, maxBytes: 64 * 1024, secrets: [token] };
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };

  const ask = async <Schema extends z.ZodType>(
    schema: Schema,
    request: Pick<HttpCall, 'method' | 'body' | 'headers' | 'signal'>,
  ): Promise<z.infer<Schema>> => {
    const call: HttpCall = { ...provider, ...request, headers: { ...request.headers, ...authorization } };
    const answer = expectSuccess(call, await callHttp(call));
    const parsed = schema.safeParse(jsonIn(call, answer));
    if (!parsed.success) throw odd(call, answer);
    return parsed.data;
  };

  const read = (signal?: AbortSignal) => ask(State, { method: 'GET', signal });

  const order = async (
    request: { incidentId: string; from: string; to: string; dryRun: boolean },
    idempotencyKey: string,
    signal?: AbortSignal,
  ): Promise<z.infer<typeof Verdict>> => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': idempotencyKey };
    const verdict = await ask(Verdict, { method: 'POST', headers, body: JSON.stringify(request), signal });
    if (!verdict.accepted) throw new ProviderRejected(PROVIDER, quoted(provider, verdict.message));
    return verdict;
  };

  return {
    automatic: true,
    read,

    async rehearse({ incidentId, key, to }) {
      const { current } = await read();
      // Its own key: under the rollback's key the tool would remember the dry run's answer as the rollback's.
      const verdict = await order({ dryRun: true, incidentId, from: current.id, to }, `${incidentId}/${key}/dry-run`);
      return quoted(provider, verdict.message);
    },

    async rollBack({ incidentId, key, from, to }, signal) {
      const idempotencyKey = `${incidentId}/${key}`;
      const verdict = await order({ dryRun: false, incidentId, from, to }, idempotencyKey, signal);
      return {
        reference: verdict.reference ?? idempotencyKey,
        ...(verdict.url === undefined ? {} : { url: verdict.url }),
      };
    },
  };
}
