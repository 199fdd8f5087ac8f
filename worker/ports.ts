import type { Client } from '@temporalio/client';
import type { Channel } from '../activities/adapters/delivery/channel';
import { createLadder } from '../activities/adapters/delivery/ladder';
import { createSlackChannel } from '../activities/adapters/delivery/slack-channel';
import { createHttpHealth } from '../activities/adapters/http-health';
import type { Kubernetes } from '../activities/adapters/kubernetes/wiring';
import { createOutbox } from '../activities/adapters/outbox';
import { createPagerDuty, type PagerDutyOptions } from '../activities/adapters/pagerduty/events';
import { createPrometheus } from '../activities/adapters/prometheus';
import { createRecords } from '../activities/adapters/records';
import { createSlack } from '../activities/adapters/slack';
import { createTemporalHistory } from '../activities/adapters/temporal-history';
import type { TwilioOptions } from '../activities/adapters/twilio/api';
import { createTwilioSms } from '../activities/adapters/twilio/sms';
import { createTwilioVoice } from '../activities/adapters/twilio/voice';
import { createWebhookRollback } from '../activities/adapters/webhook-rollback';
import type { Directory, Ports } from '../activities/ports';
import { createBusinessCalendar } from '../directory/business-calendar';
import type { Parameters } from '../policy/parameters';
import type { Policy } from '../policy/schema';
import type { SlackSettings } from './slack';

/**
 * The one place that decides which adapter stands for which capability. What reaches people and is not configured goes to
 * the outbox; what looks into systems and is not configured is absent, and the record says so.
 */
export function wirePorts({
  home,
  policy,
  directory,
  client,
  kubernetes,
  slack,
  pagerDuty,
  twilio,
}: {
  home: string;
  policy: Policy;
  directory: Directory;
  client: Client;
  kubernetes?: Kubernetes | undefined;
  /** Absent where Slack is not configured. */
  slack?: SlackSettings | undefined;
  /** Further ways to reach a person, where they are configured. */
  pagerDuty?: PagerDutyOptions | undefined;
  twilio?: TwilioOptions | undefined;
}): Ports {
  const bridgeUrl = policy.settings['zoom-bridge']?.value;
  const outbox = createOutbox({ home, ...(typeof bridgeUrl === 'string' && { standingBridgeUrl: bridgeUrl }) });
  const onSlack = slack && createSlack({ ...slack, directory, otherwise: outbox.pager });
  const channels: Channel[] = [
    ...(onSlack === undefined ? [] : [createSlackChannel(onSlack.pager)]),
    ...(pagerDuty === undefined ? [] : [createPagerDuty(pagerDuty)]),
    ...(twilio === undefined ? [] : [createTwilioSms(twilio), createTwilioVoice(twilio)]),
  ];
  // Where nothing at all is configured the outbox is the way that people chose.
  const pager = channels.length === 0 ? outbox.pager : createLadder({ channels, otherwise: outbox.pager });
  return {
    pager,
    chat: onSlack?.chat ?? outbox.chat,
    mailer: outbox.mailer,
    bridge: outbox.bridge,
    tickets: outbox.tickets,
    calendar: outbox.calendar,
    deployments: (parameters) => {
      const url = named(parameters, 'rollbackUrl');
      if (url !== undefined) return createWebhookRollback({ url });
      return kubernetes?.deployments(valuesOf(parameters)) ?? outbox.deployments;
    },
    health: createHttpHealth(),
    metrics: (parameters) => {
      const baseUrl = named(parameters, 'prometheusUrl');
      return baseUrl === undefined ? undefined : createPrometheus({ baseUrl });
    },
    ...(kubernetes !== undefined && { cluster: kubernetes.cluster }),
    records: createRecords({ home }),
    directory,
    businessCalendar: createBusinessCalendar,
    history: createTemporalHistory(client),
  };
}

const valuesOf = (parameters: Parameters): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));

/** A parameter's value; one that is empty or absent names nothing. */
const named = (parameters: Parameters, name: string): string | undefined => parameters[name]?.value || undefined;
