import type { Client } from '@temporalio/client';
import { createHttpHealth } from '../activities/adapters/http-health';
import type { Kubernetes } from '../activities/adapters/kubernetes/wiring';
import { createOutbox } from '../activities/adapters/outbox';
import { createPrometheus } from '../activities/adapters/prometheus';
import { createRecords } from '../activities/adapters/records';
import { createSlack } from '../activities/adapters/slack';
import { createStatuspage } from '../activities/adapters/statuspage';
import { createTemporalHistory } from '../activities/adapters/temporal-history';
import { createWebhookRollback } from '../activities/adapters/webhook-rollback';
import type { Directory, Ports } from '../activities/ports';
import { createBusinessCalendar } from '../directory/business-calendar';
import type { Parameters } from '../policy/parameters';
import type { Policy } from '../policy/schema';
import type { SlackSettings } from './slack';
import type { StatuspageSettings } from './statuspage';

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
  statuspage,
}: {
  home: string;
  policy: Policy;
  directory: Directory;
  client: Client;
  kubernetes?: Kubernetes | undefined;
  /** Absent where Slack is not configured. */
  slack?: SlackSettings | undefined;
  /** Absent where Statuspage is not configured. */
  statuspage?: StatuspageSettings | undefined;
}): Ports {
  const bridgeUrl = policy.settings['zoom-bridge']?.value;
  const outbox = createOutbox({ home, ...(typeof bridgeUrl === 'string' && { standingBridgeUrl: bridgeUrl }) });
  const { pager, chat } = slack === undefined ? outbox : createSlack({ ...slack, directory, otherwise: outbox.pager });
  return {
    pager,
    chat,
    mailer: outbox.mailer,
    bridge: outbox.bridge,
    tickets: outbox.tickets,
    statusPage: statuspage === undefined ? outbox.statusPage : createStatuspage(statuspage),
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
