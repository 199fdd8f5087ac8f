/** The way to PagerDuty's Events API v2. https://developer.pagerduty.com/docs/events-api-v2/overview/ */
import { z } from 'zod';
import { callHttp, expectSuccess, jsonIn, odd, type HttpCall } from '../http-call';

export const PROVIDER = 'PagerDuty';

export interface PagerDutyOptions {
  /** Integration keys by the names that contact points use; one alone serves every address. */
  routingKeys: Record<string, string>;
  /** PagerDuty's own, unless it is another one (`https://events.eu.pagerduty.com`). */
  eventsUrl?: string;
  withinMs?: number;
}

export interface PagerDutyEvent {
  routing_key: string;
  dedup_key: string;
  event_action: 'trigger' | 'acknowledge' | 'resolve';
  client?: string;
  payload?: object;
}

const Accepted = z.object({ status: z.literal('success'), dedup_key: z.string() });

const MAX_BYTES = 64 * 1024;

/** Answers how an event is handed in: it has arrived once this returns. */
export function createEnqueue({
  routingKeys,
  eventsUrl = 'https://events.pagerduty.com',
  withinMs = 2_000,
}: PagerDutyOptions): (event: PagerDutyEvent, signal?: AbortSignal) => Promise<void> {
  const secrets = Object.values(routingKeys);
  const url = `${eventsUrl.replace(/\/+$/, '')}/v2/enqueue`;
  const headers = { 'content-type': 'application/json' };
  return async (event, signal) => {
    signal?.throwIfAborted();
    const call: HttpCall = {
      provider: PROVIDER,
      method: 'POST',
      url,
      headers,
      body: JSON.stringify(event),
      withinMs,
      maxBytes: MAX_BYTES,
      signal,
      secrets,
    };
    const answer = expectSuccess(call, await callHttp(call));
    const parsed = Accepted.safeParse(jsonIn(call, answer));
    if (!parsed.success || parsed.data.dedup_key !== event.dedup_key) throw odd(call, answer);
  };
}
