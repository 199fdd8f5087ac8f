/** Which vendors Muster knows: one line each, and nothing else of them in this folder. */
import { commandRollbackVendor } from '../activities/adapters/command-rollback/vendor';
import { githubActionsVendor } from '../activities/adapters/github-actions/vendor';
import { githubChangesVendor } from '../activities/adapters/github-changes/vendor';
import { githubIssuesVendor } from '../activities/adapters/github-issues/vendor';
import { healthVendor } from '../activities/adapters/health/vendor';
import { jiraVendor } from '../activities/adapters/jira/vendor';
import { kubernetesVendor } from '../activities/adapters/kubernetes/vendor';
import { mailVendor } from '../activities/adapters/mail/vendor';
import { ntfyVendor } from '../activities/adapters/ntfy/vendor';
import { pagerDutyOnCallVendor } from '../activities/adapters/pagerduty-on-call/vendor';
import { pagerDutyVendor } from '../activities/adapters/pagerduty/vendor';
import { postgresqlVendor } from '../activities/adapters/postgresql/vendor';
import { prometheusVendor } from '../activities/adapters/prometheus/vendor';
import type { DeclaredVendor } from '../activities/adapters/shared/vendor';
import { slackVendor } from '../activities/adapters/slack/vendor';
import { statuspageVendor } from '../activities/adapters/statuspage/vendor';
import { twilioVendor } from '../activities/adapters/twilio/vendor';
import { webhookRollbackVendor } from '../activities/adapters/webhook-rollback/vendor';
import { zoomVendor } from '../activities/adapters/zoom/vendor';

/** In the order in which `muster doctor` tells of them; where a policy names several ways to roll back, the first counts. */
export const KNOWN_VENDORS: readonly DeclaredVendor[] = [
  healthVendor,
  prometheusVendor,
  kubernetesVendor,
  postgresqlVendor,
  githubChangesVendor,
  commandRollbackVendor,
  webhookRollbackVendor,
  githubActionsVendor,
  slackVendor,
  pagerDutyVendor,
  pagerDutyOnCallVendor,
  twilioVendor,
  ntfyVendor,
  mailVendor,
  zoomVendor,
  jiraVendor,
  githubIssuesVendor,
  statuspageVendor,
];
