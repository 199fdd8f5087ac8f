/**
 * PagerDuty's Events API v2: one PagerDuty incident per incident of Muster and person, so that an acknowledgement there is
 * that person's. https://developer.pagerduty.com/docs/events-api-v2/trigger-events/
 */
import { z } from 'zod';
import { dedupKeyOf } from '../../../domain/pagerduty-key';
import { ProviderRejected } from '../../errors';
import { callHttp, expectSuccess, jsonIn, odd, type HttpCall } from '../http-call';
import type { Channel, Page } from '../delivery/channel';

export const PROVIDER = 'PagerDuty';

export interface PagerDutyOptions {
  /** Integration keys by the names that contact points use; one alone serves every address. */
  routingKeys: Record<string, string>;
  /** PagerDuty's own, unless it is another one (`https://events.eu.pagerduty.com`). */
  eventsUrl?: string;
  withinMs?: number;
}

const Accepted = z.object({ status: z.literal('success'), dedup_key: z.string() });

const LONGEST = { summary: 1_024, details: 4_000 };
const MAX_BYTES = 64 * 1024;

export function createPagerDuty({
  routingKeys,
  eventsUrl = 'https://events.pagerduty.com',
  withinMs = 2_000,
}: PagerDutyOptions): Channel {
  const secrets = Object.values(routingKeys);
  const url = `${eventsUrl.replace(/\/+$/, '')}/v2/enqueue`;

  const keyFor = (address: string): string => {
    const key =
      secrets.length === 1 ? secrets[0] : Object.hasOwn(routingKeys, address) ? routingKeys[address] : undefined;
    if (key !== undefined) return key;
    const names = Object.keys(routingKeys).join(', ');
    throw new ProviderRejected(PROVIDER, `no routing key is called "${address.slice(0, 40)}" (there are ${names})`);
  };

  return {
    name: PROVIDER,
    serves: ['pagerduty'],
    async send(page, address, signal) {
      signal?.throwIfAborted();
      const dedupKey = dedupKeyOf(page.incidentId, page.to.id);
      const body = JSON.stringify({ routing_key: keyFor(address), dedup_key: dedupKey, ...eventOf(page) });
      const headers = { 'content-type': 'application/json' };
      const call: HttpCall = {
        provider: PROVIDER,
        method: 'POST',
        url,
        headers,
        body,
        withinMs,
        maxBytes: MAX_BYTES,
        signal,
        secrets,
      };
      const answer = expectSuccess(call, await callHttp(call));
      const parsed = Accepted.safeParse(jsonIn(call, answer));
      if (!parsed.success || parsed.data.dedup_key !== dedupKey) throw odd(call, answer);
      return { reference: dedupKey };
    },
  };
}

/** A page that is taken back ends what it opened. */
function eventOf(page: Page): object {
  if (page.kind === 'withdrawal') return { event_action: 'resolve' };
  const { incidentId, key, subject, text, to, roles } = page;
  const summary = (subject ?? text.split('\n')[0] ?? '').trim() || incidentId;
  return {
    event_action: 'trigger',
    client: 'Muster',
    payload: {
      summary: plain(summary, LONGEST.summary),
      source: incidentId,
      severity: severityOf(page),
      custom_details: { incident: incidentId, page: key, person: to.name, roles, text: plain(text, LONGEST.details) },
    },
  };
}

const SEVERITIES: Record<string, string> = { P1: 'critical', P2: 'error', P3: 'warning' };

const severityOf = ({ kind, subject = '' }: Page): string =>
  kind === 'notice' ? 'info' : (SEVERITIES[subject.slice(0, 2)] ?? 'warning');

/** Without what hides text, and without links: PagerDuty makes them clickable. */
const plain = (text: string, longest: number): string =>
  text
    .replace(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, '')
    .replace(/:\/\//g, ': //')
    .slice(0, longest);
