import { createGithubActionsCheck } from '../activities/adapters/checks/github-actions';
import { createGithubChangesCheck } from '../activities/adapters/checks/github-changes';
import { createHealthCheck } from '../activities/adapters/checks/health';
import { createKubernetesCheck } from '../activities/adapters/checks/kubernetes';
import { createMailCheck } from '../activities/adapters/checks/mail';
import { createMetricsCheck } from '../activities/adapters/checks/metrics';
import { createPagerDutyEventsCheck } from '../activities/adapters/checks/pagerduty-events';
import { createPagerDutyOnCallCheck } from '../activities/adapters/checks/pagerduty-on-call';
import { createPostgresqlCheck } from '../activities/adapters/checks/postgresql';
import { createRollbackCheck } from '../activities/adapters/checks/rollback';
import { createSlackCheck } from '../activities/adapters/checks/slack';
import { createStatuspageCheck } from '../activities/adapters/checks/statuspage';
import { createTicketsCheck } from '../activities/adapters/checks/tickets';
import { createTwilioCheck } from '../activities/adapters/checks/twilio';
import { createZoomCheck } from '../activities/adapters/checks/zoom';
import type { Kubernetes } from '../activities/adapters/kubernetes/wiring';
import type { IntegrationCheck } from '../activities/integration-check';
import type { Ports } from '../activities/ports';
import type { LiveDirectory } from '../directory/directory';
import type { VendorSettings } from './vendors';

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
