import { createGithubActionsCheck } from '../activities/adapters/github-actions/check';
import { createGithubChangesCheck } from '../activities/adapters/github-changes/check';
import { createHealthCheck } from '../activities/adapters/health/check';
import { createKubernetesCheck } from '../activities/adapters/kubernetes/check';
import { createMailCheck } from '../activities/adapters/mail/check';
import { createMetricsCheck } from '../activities/adapters/prometheus/check';
import { createPagerDutyEventsCheck } from '../activities/adapters/pagerduty/check';
import { createPagerDutyOnCallCheck } from '../activities/adapters/pagerduty-on-call/check';
import { createPostgresqlCheck } from '../activities/adapters/postgresql/check';
import { createRollbackCheck } from '../activities/adapters/rollback-check';
import { createSlackCheck } from '../activities/adapters/slack/check';
import { createStatuspageCheck } from '../activities/adapters/statuspage/check';
import { createTicketsCheck } from '../activities/adapters/tickets-check';
import { createTwilioCheck } from '../activities/adapters/twilio/check';
import { createZoomCheck } from '../activities/adapters/zoom/check';
import type { Kubernetes } from '../activities/adapters/kubernetes/wire';
import type { IntegrationCheck } from '../activities/ports/check';
import type { Ports } from '../activities/ports';
import type { LiveDirectory } from '../directory/directory';
import type { VendorSettings } from './settings/vendors';

/** What `muster doctor` tries, in the order in which it is told: one line each, a file each in `activities/adapters/checks/`. */
export function wireChecks(
  ports: Ports,
  { directory, kubernetes, diagnostics, ...vendors }: ConfiguredVendors,
): IntegrationCheck[] {
  const people = (): ReturnType<LiveDirectory['current']> => directory.current();
  return [
    createHealthCheck(ports.health),
    createMetricsCheck(ports.metrics),
    createKubernetesCheck(kubernetes),
    createPostgresqlCheck(diagnostics.databaseUrl),
    createGithubChangesCheck(diagnostics.github),
    createRollbackCheck(ports.deployments),
    createGithubActionsCheck(ports.suites),
    createSlackCheck(vendors.slack),
    createPagerDutyEventsCheck(vendors.pagerDuty, people),
    createPagerDutyOnCallCheck(vendors.pagerDutyApi, people),
    createTwilioCheck(vendors.twilio, people),
    createMailCheck(vendors.mail),
    createZoomCheck(vendors.zoom),
    createTicketsCheck(vendors.tickets),
    createStatuspageCheck(vendors.statuspage),
  ];
}

/** The vendors' settings, as they are given to `wirePorts`, and what checks look up in the directory. */
interface ConfiguredVendors extends VendorSettings {
  directory: Pick<LiveDirectory, 'current'>;
  kubernetes: Kubernetes | undefined;
}
