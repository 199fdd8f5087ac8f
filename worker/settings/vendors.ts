import { readPagerDutyApiSettings } from '../../launcher/pagerduty-api';
import { readRollbackCommands } from './command-rollback';
import { readDiagnosticSettings } from './diagnostics';
import { readGithubActionsSettings } from './github-actions';
import { readMailSettings } from './mail';
import { readPagerDutySettings, readTwilioSettings } from './paging';
import { readSlackPostSettings } from './slack';
import { readStatuspageSettings } from './statuspage';
import { readTicketSettings } from './tickets';
import { readZoomSettings } from './zoom';

/** How each vendor is reached; what is not configured is absent. Refuses what can't be used, one vendor at a time. */
export const readVendorSettings = (env: NodeJS.ProcessEnv) => ({
  mail: readMailSettings(env),
  slack: readSlackPostSettings(env),
  pagerDuty: readPagerDutySettings(env),
  pagerDutyApi: readPagerDutyApiSettings(env),
  twilio: readTwilioSettings(env),
  statuspage: readStatuspageSettings(env),
  zoom: readZoomSettings(env),
  tickets: readTicketSettings(env),
  githubActions: readGithubActionsSettings(env),
  diagnostics: readDiagnosticSettings(env),
  rollbackCommands: readRollbackCommands(env),
});

export type VendorSettings = ReturnType<typeof readVendorSettings>;
