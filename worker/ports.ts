import type { Client } from '@temporalio/client';
import { createGithubChanges } from '../activities/adapters/github-changes';
import { createHttpHealth } from '../activities/adapters/http-health';
import { createOutbox } from '../activities/adapters/outbox';
import { createPostgresql } from '../activities/adapters/postgresql';
import { createPrometheus } from '../activities/adapters/prometheus';
import { createRecords } from '../activities/adapters/records';
import { createTemporalHistory } from '../activities/adapters/temporal-history';
import { createWebhookRollback } from '../activities/adapters/webhook-rollback';
import type { Directory, Ports } from '../activities/ports';
import { createBusinessCalendar } from '../directory/business-calendar';
import type { DiagnosticSettings } from '../launcher/diagnostic-settings';
import type { Parameters } from '../policy/parameters';
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
  diagnostics: { databaseUrl, github },
}: {
  home: string;
  policy: Policy;
  directory: Directory;
  client: Client;
  diagnostics: DiagnosticSettings;
}): Ports {
  const bridgeUrl = policy.settings['zoom-bridge']?.value;
  const outbox = createOutbox({ home, ...(typeof bridgeUrl === 'string' && { standingBridgeUrl: bridgeUrl }) });
  return {
    pager: outbox.pager,
    chat: outbox.chat,
    mailer: outbox.mailer,
    bridge: outbox.bridge,
    tickets: outbox.tickets,
    calendar: outbox.calendar,
    deployments: (parameters) => {
      const url = named(parameters, 'rollbackUrl');
      return url === undefined ? outbox.deployments : createWebhookRollback({ url });
    },
    health: createHttpHealth(),
    metrics: (parameters) => {
      const baseUrl = named(parameters, 'prometheusUrl');
      return baseUrl === undefined ? undefined : createPrometheus({ baseUrl });
    },
    ...(databaseUrl !== undefined && { database: createPostgresql({ url: databaseUrl }) }),
    ...(github !== undefined && { changes: createGithubChanges(github) }),
    records: createRecords({ home }),
    directory,
    businessCalendar: createBusinessCalendar,
    history: createTemporalHistory(client),
  };
}

/** A parameter's value; one that is empty or absent names nothing. */
const named = (parameters: Parameters, name: string): string | undefined => parameters[name]?.value || undefined;
