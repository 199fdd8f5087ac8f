import type { Client } from '@temporalio/client';
import { createCommandRollbacks } from '../activities/adapters/command-rollback';
import type { CommandSets } from '../activities/adapters/command-rollback/commands';
import { createGithubActions } from '../activities/adapters/github-actions';
import { createGithubIssues } from '../activities/adapters/github-issues';
import { createGithubChanges } from '../activities/adapters/github-changes';
import type { Channel } from '../activities/adapters/delivery/channel';
import { createLadder } from '../activities/adapters/delivery/ladder';
import { createSlackChannel } from '../activities/adapters/delivery/slack-channel';
import { createHttpHealth } from '../activities/adapters/health';
import { createJiraTickets } from '../activities/adapters/jira';
import type { Kubernetes } from '../activities/adapters/kubernetes/wire';
import { createMail } from '../activities/adapters/mail';
import { createOutbox } from '../activities/adapters/outbox';
import { createPostgresql } from '../activities/adapters/postgresql';
import type { PagerDutyOptions } from '../activities/adapters/pagerduty/api';
import { createPagerDuty } from '../activities/adapters/pagerduty/channel';
import { createPagerDutyFollower } from '../activities/adapters/pagerduty/follower';
import { createTold } from '../activities/adapters/pagerduty/sent-log';
import { createPrometheus } from '../activities/adapters/prometheus';
import { createRecords } from '../activities/adapters/records';
import { createSlack } from '../activities/adapters/slack';
import { withStandingBridge } from '../activities/adapters/bridge-link';
import { createStatuspage } from '../activities/adapters/statuspage';
import { createTemporalHistory } from '../activities/adapters/temporal-history';
import type { TwilioOptions } from '../activities/adapters/twilio/api';
import { createTwilioSms } from '../activities/adapters/twilio/sms';
import { createTwilioVoice } from '../activities/adapters/twilio/voice';
import { createWebhookRollback } from '../activities/adapters/webhook-rollback';
import { createZoomBridge } from '../activities/adapters/zoom';
import type { Ports, Tickets } from '../activities/ports';
import { createBusinessCalendar } from '../directory/business-calendar';
import type { LiveDirectory } from '../directory/directory';
import type { DiagnosticSettings } from './settings/diagnostics';
import type { Parameters } from '../policy/parameters';
import type { Policy } from '../policy/schema';
import type { GithubActionsSettings } from './settings/github-actions';
import type { MailSettings } from './settings/mail';
import type { SlackPostSettings } from './settings/slack';
import type { TicketSettings } from './settings/tickets';
import type { ZoomSettings } from './settings/zoom';
import type { StatuspageSettings } from './settings/statuspage';

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
  zoom,
  tickets,
  githubActions,
  rollbackCommands = {},
  diagnostics: { databaseUrl, github } = {},
  mail,
  pagerDuty,
  twilio,
  statuspage,
}: {
  home: string;
  policy: Policy;
  directory: LiveDirectory;
  client: Client;
  kubernetes?: Kubernetes | undefined;
  /** Absent where Slack is not configured. */
  slack?: SlackPostSettings | undefined;
  /** Absent where Zoom is not configured: then the standing link is the bridge. */
  zoom?: ZoomSettings | undefined;
  /** Absent where no tracker is configured. */
  tickets?: TicketSettings | undefined;
  /** Absent where no token is set. */
  githubActions?: GithubActionsSettings | undefined;
  /** By the name that a policy calls them. */
  rollbackCommands?: CommandSets;
  /** Where the investigation looks, beside what policies name. What is absent is looked at by hand. */
  diagnostics?: DiagnosticSettings;
  /** Absent where no mail server is configured. */
  mail?: MailSettings | undefined;
  /** Further ways to reach a person, where they are configured. */
  pagerDuty?: PagerDutyOptions | undefined;
  twilio?: TwilioOptions | undefined;
  /** Absent where Statuspage is not configured. */
  statuspage?: StatuspageSettings | undefined;
}): Ports {
  const bridgeUrl = policy.settings['zoom-bridge']?.value;
  const standingUrl = typeof bridgeUrl === 'string' ? bridgeUrl : undefined;
  const outbox = createOutbox({ home, ...(standingUrl !== undefined && { standingBridgeUrl: standingUrl }) });
  const byCommand = createCommandRollbacks({ home, commands: rollbackCommands, env: process.env });
  const onSlack = slack && createSlack({ ...slack, directory, otherwise: outbox.pager });
  const byMail = mail && createMail({ ...mail, home, directory });
  const toldPagerDuty = createTold();
  // Each person's own order of them is in the directory.
  const channels: Channel[] = [
    ...(onSlack === undefined ? [] : [createSlackChannel(onSlack.pager)]),
    ...(pagerDuty === undefined ? [] : [createPagerDuty(pagerDuty, toldPagerDuty)]),
    ...(twilio === undefined ? [] : [createTwilioSms(twilio), createTwilioVoice({ ...twilio, home })]),
    ...(byMail === undefined ? [] : [byMail.channel]),
  ];
  return {
    // Where nothing at all is configured the outbox is the way that people chose.
    pager: channels.length === 0 ? outbox.pager : createLadder({ channels, otherwise: outbox.pager }),
    ...(pagerDuty !== undefined && { follower: createPagerDutyFollower(pagerDuty, toldPagerDuty) }),
    chat: onSlack?.chat ?? outbox.chat,
    mailer: byMail?.mailer ?? outbox.mailer,
    ...(byMail !== undefined && { reminderMail: byMail.mailer }),
    bridge:
      zoom === undefined
        ? outbox.bridge
        : withStandingBridge({
            bridge: createZoomBridge(zoom),
            ...(standingUrl !== undefined && { standingUrl }),
          }),
    tickets: tickets === undefined ? outbox.tickets : trackerOf(tickets, directory),
    calendar: byMail?.calendar ?? outbox.calendar,
    statusPage: statuspage === undefined ? outbox.statusPage : createStatuspage(statuspage),
    deployments: (parameters) => {
      const command = named(parameters, 'rollbackCommand');
      if (command !== undefined) return byCommand(command);
      const url = named(parameters, 'rollbackUrl');
      if (url !== undefined) return createWebhookRollback({ url });
      return kubernetes?.deployments(valuesOf(parameters)) ?? outbox.deployments;
    },
    health: createHttpHealth(),
    metrics: (parameters) => {
      const baseUrl = named(parameters, 'prometheusUrl');
      return baseUrl === undefined ? undefined : createPrometheus({ baseUrl });
    },
    ...(databaseUrl !== undefined && { database: createPostgresql({ url: databaseUrl }) }),
    ...(github !== undefined && { changes: createGithubChanges(github) }),
    ...(kubernetes !== undefined && { cluster: kubernetes.cluster }),
    ...(githubActions !== undefined && { suites: createGithubActions(githubActions) }),
    records: createRecords({ home }),
    directory,
    businessCalendar: createBusinessCalendar,
    history: createTemporalHistory(client),
  };
}

function trackerOf(settings: TicketSettings, directory: LiveDirectory): Tickets {
  switch (settings.tracker) {
    case 'jira':
      return createJiraTickets(settings);
    case 'github':
      return createGithubIssues({ ...settings, loginOf: (address) => directory.githubLoginOf(address) });
  }
}

const valuesOf = (parameters: Parameters): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));

/** A parameter's value; one that is empty or absent names nothing. */
const named = (parameters: Parameters, name: string): string | undefined => parameters[name]?.value || undefined;
