import { createGithubChangesCheck } from '../activities/adapters/checks/github-changes';
import { createGithubActionsCheck } from '../activities/adapters/checks/github-actions';
import { createHealthCheck } from '../activities/adapters/checks/health';
import { createKubernetesCheck } from '../activities/adapters/checks/kubernetes';
import { createMetricsCheck } from '../activities/adapters/checks/metrics';
import { createPostgresqlCheck } from '../activities/adapters/checks/postgresql';
import { createRollbackCheck } from '../activities/adapters/checks/rollback';
import { createSlackCheck } from '../activities/adapters/checks/slack';
import type { Kubernetes } from '../activities/adapters/kubernetes/wiring';
import type { IntegrationCheck } from '../activities/integration-check';
import type { Ports } from '../activities/ports';
import type { DiagnosticSettings } from './diagnostics';
import type { SlackSettings } from './slack';

/** What `muster doctor` tries, in the order in which it is told: one line each, a file each in `activities/adapters/checks/`. */
export const wireChecks = (ports: Ports, { slack, kubernetes, diagnostics }: ConfiguredVendors): IntegrationCheck[] => [
  createHealthCheck(ports.health),
  createMetricsCheck(ports.metrics),
  createKubernetesCheck(kubernetes),
  createPostgresqlCheck(diagnostics?.databaseUrl),
  createGithubChangesCheck(diagnostics?.github),
  createRollbackCheck(ports.deployments),
  createGithubActionsCheck(ports.suites),
  createSlackCheck(slack),
];

/** The vendors' settings, as they are given to `wirePorts`. */
interface ConfiguredVendors {
  slack: SlackSettings | undefined;
  kubernetes: Kubernetes | undefined;
  diagnostics?: DiagnosticSettings;
}
