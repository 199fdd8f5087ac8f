/**
 * PagerDuty's Events API v2: one PagerDuty incident per incident of Muster, person and round of their pages, so that an
 * acknowledgement there is that person's and a page after it rings again.
 * https://developer.pagerduty.com/docs/events-api-v2/trigger-events/
 */
import { dedupKeyOf, dedupKeysOf } from '../../../domain/paging/pagerduty-key';
import { ProviderRejected } from '../../errors';
import type { Channel, ChannelPage } from '../delivery/channel';
import { createEnqueue, type PagerDutyEvent, type PagerDutyOptions, PAGERDUTY } from './api';
import { tellAll } from './send-all';
import { createTold, type PagerDutySent } from './sent-log';
import type { MayLead } from '../shared/at-links';
import { withoutLinks } from '../shared/without-links';

const LONGEST = { summary: 1_024, details: 4_000 };

/** Pages by PagerDuty. `told` is what its follower has told, which a page makes out of date. */
export function createPagerDuty(options: PagerDutyOptions, told: PagerDutySent = createTold()): Channel {
  const { routingKeys } = options;
  const enqueue = createEnqueue(options);
  const keys = Object.values(routingKeys);

  const keyFor = (address: string): string => {
    const key = keys.length === 1 ? keys[0] : Object.hasOwn(routingKeys, address) ? routingKeys[address] : undefined;
    if (key !== undefined) return key;
    const names = Object.keys(routingKeys).join(', ');
    throw new ProviderRejected(PAGERDUTY, `no routing key named "${address.slice(0, 40)}" (configured: ${names})`);
  };

  return {
    name: PAGERDUTY,
    serves: ['pagerduty'],
    // Its service decides how loud an event is, whatever the event says; a withdrawal only ends what is there.
    loudness: (kind) => (kind === 'withdrawal' ? 'quiet' : 'rings'),
    async send(page, address, signal) {
      signal?.throwIfAborted();
      const { incidentId, key, to, round, together = [page], ...rest } = page;
      const routingKey = keyFor(address);
      const reference = dedupKeyOf(incidentId, to.id, round);
      if (page.kind === 'withdrawal') {
        await tellAll({ enqueue, told, effect: `${incidentId}/${key}` }, endsOf(page, routingKey), signal);
        return { reference };
      }
      // Each has an incident of its own there, to be answered by itself; PagerDuty makes one call of many by its own rules.
      for (const one of together) {
        const dedupKey = dedupKeyOf(one.incidentId, to.id, one.round);
        const event = { routing_key: routingKey, dedup_key: dedupKey, ...triggerOf({ ...rest, to, ...one }) };
        // Also where it has no answer: it may have arrived.
        await enqueue(event, signal).finally(() => told.paged(event));
      }
      return { reference };
    },
  };
}

/** A page that is taken back ends what it opened, and what those before it opened. */
const endsOf = ({ incidentId, to, round }: ChannelPage, routingKey: string): PagerDutyEvent[] =>
  dedupKeysOf(incidentId, to.id, round).map((dedupKey) => ({
    routing_key: routingKey,
    dedup_key: dedupKey,
    event_action: 'resolve',
  }));

function triggerOf(page: ChannelPage): Omit<PagerDutyEvent, 'routing_key' | 'dedup_key'> {
  const { incidentId, key, subject, to, roles } = page;
  // Everybody of the service reads it there, so nobody's own link is in it.
  const text = page.openText ?? page.text;
  const summary = (subject ?? text.split('\n')[0] ?? '').trim() || incidentId;
  return {
    event_action: 'trigger',
    client: 'Muster',
    payload: {
      summary: plain(summary, LONGEST.summary),
      source: incidentId,
      severity: severityOf(page),
      custom_details: {
        incident: incidentId,
        page: key,
        person: to.name,
        roles,
        text: plain(text, LONGEST.details, page),
      },
    },
  };
}

/** PagerDuty's words, worst first. */
const SEVERITIES = ['critical', 'error', 'warning'];

const severityOf = ({ severity }: ChannelPage): string => SEVERITIES[severity?.rank ?? SEVERITIES.length] ?? 'warning';

/** Without what hides text, and without links of others: PagerDuty makes them clickable. */
const plain = (text: string, longest: number, mayLead: MayLead = {}): string =>
  withoutLinks(text.replace(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, ''), mayLead).slice(0, longest);
