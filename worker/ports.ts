import type { Client } from '@temporalio/client';
import { createHttpHealth } from '../activities/adapters/http-health';
import { createOutbox } from '../activities/adapters/outbox';
import { createPrometheus } from '../activities/adapters/prometheus';
import { createRecords } from '../activities/adapters/records';
import { createTemporalHistory } from '../activities/adapters/temporal-history';
import { createWebhookRollback } from '../activities/adapters/webhook-rollback';
import type { Directory, Ports } from '../activities/ports';
import { createBusinessCalendar } from '../directory/business-calendar';
import type { Policy } from '../policy/schema';

/**
 * The one place that decides which adapter stands for which capability. What reaches people and is not configured goes to
 * the outbox; what looks into systems and is not configured is absent, and the record says so.
 */
export function wirePorts({
  home,
  policy,
  directory,
  client,
}: {
  home: string;
  policy: Policy;
  directory: Directory;
  client: Client;
}): Ports {
  const parameter = (name: string): string | undefined => policy.investigation.parameters[name]?.value || undefined;
  const prometheusUrl = parameter('prometheusUrl');
  const rollbackUrl = parameter('rollbackUrl');
  const bridgeUrl = policy.settings['zoom-bridge']?.value;
  const outbox = createOutbox({ home, ...(typeof bridgeUrl === 'string' && { standingBridgeUrl: bridgeUrl }) });
  return {
    pager: outbox.pager,
    chat: outbox.chat,
    mailer: outbox.mailer,
    bridge: outbox.bridge,
    tickets: outbox.tickets,
    calendar: outbox.calendar,
    deployments: rollbackUrl === undefined ? outbox.deployments : createWebhookRollback({ url: rollbackUrl }),
    health: createHttpHealth(),
    ...(prometheusUrl !== undefined && { metrics: createPrometheus({ baseUrl: prometheusUrl }) }),
    records: createRecords({ home }),
    directory,
    businessCalendar: createBusinessCalendar,
    history: createTemporalHistory(client),
  };
}
