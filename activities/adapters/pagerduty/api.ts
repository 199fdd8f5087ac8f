/** The way to PagerDuty's Events API v2. https://developer.pagerduty.com/docs/events-api-v2/overview/ */
import { z } from 'zod';
import { callHttp, expectSuccess, type HttpAnswer, type HttpCall, jsonIn, odd } from '../shared/http-call';

export const PAGERDUTY = 'PagerDuty';

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

const Invalid = z.object({ status: z.literal('invalid event') });

const MAX_BYTES = 64 * 1024;
const HEADERS = { 'content-type': 'application/json' };

/** Where events go. */
export const eventsAddress = ({ eventsUrl = 'https://events.pagerduty.com' }: Pick<PagerDutyOptions, 'eventsUrl'>) =>
  eventsUrl.replace(/\/+$/, '');

/** Answers how an event is handed in: it has arrived once this returns. */
export function createEnqueue(
  options: PagerDutyOptions,
): (event: PagerDutyEvent, signal?: AbortSignal) => Promise<void> {
  const { routingKeys, withinMs = 2_000 } = options;
  const secrets = Object.values(routingKeys);
  return async (event, signal) => {
    signal?.throwIfAborted();
    const call: HttpCall = {
      provider: PAGERDUTY,
      method: 'POST',
      url: enqueueAddress(options),
      headers: HEADERS,
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

/**
 * Throws where the Events API does not answer. It is handed an event without a key and without an action, which it has to
 * refuse: that opens nothing, and only PagerDuty refuses it in these words.
 */
export async function reachEvents(options: PagerDutyOptions, signal?: AbortSignal): Promise<void> {
  const { withinMs = 5_000 } = options;
  const shared = { provider: PAGERDUTY, url: enqueueAddress(options), withinMs, maxBytes: MAX_BYTES, signal };
  const call: HttpCall = { ...shared, method: 'POST', headers: HEADERS, body: '{}' };
  const answer = await callHttp(call);
  if (isRefusedAsInvalid(call, answer)) return;
  if (answer.status !== 400) expectSuccess(call, answer);
  throw odd(call, answer);
}

const isRefusedAsInvalid = (call: HttpCall, answer: HttpAnswer): boolean =>
  answer.status === 400 && Invalid.safeParse(jsonIn(call, answer)).success;

const enqueueAddress = (options: PagerDutyOptions): string => `${eventsAddress(options)}/v2/enqueue`;
