/** What Slack's error codes mean: whether waiting helps, and what a person has to mend where it does not. */
import { ProviderRejected, ProviderUnavailable } from '../../errors';

export const SLACK = 'Slack';

/** Slack said no, for good. `code` is Slack's own word for it. */
export class SlackRefused extends ProviderRejected {
  constructor(
    readonly code: string,
    reason: string,
  ) {
    super(SLACK, reason);
  }
}

/** Codes that come with HTTP 200 and pass by themselves. */
const LATER = new Set([
  'accesslimited',
  'fatal_error',
  'internal_error',
  'rate_limited',
  'ratelimited',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
  'org_level_email_domains_not_yet_active',
]);

const TO_MEND: Record<string, string> = {
  account_inactive: 'the app was removed or its user was deactivated: install it again',
  channel_not_found: 'the channel does not exist, or the app can’t see it: invite the app to it',
  invalid_auth: 'the token is invalid: copy it from the app’s page into MUSTER_SLACK_TOKEN',
  is_archived: 'the channel is archived: unarchive it or choose another one',
  name_taken: 'the channel name is taken by a channel that Muster can’t see: if it is archived, unarchive it',
  not_authed: 'no token: set MUSTER_SLACK_TOKEN',
  not_in_channel: 'the app is not in the channel: invite it there',
  restricted_action: 'the workspace does not let the app post there: ask its admins',
  token_expired: 'the token has expired: copy a new one into MUSTER_SLACK_TOKEN',
  token_revoked: 'the token was revoked: install the app again',
  user_not_found: 'no member has this id',
  users_not_found: 'nobody in the workspace has this email address',
};

/** What is said beside `error` in an answer with `ok: false`. */
export interface SlackRefusal {
  error: string;
  needed?: string | undefined;
  provided?: string | undefined;
  response_metadata?: { messages?: string[] | undefined } | undefined;
}

/** The failure that an answer with `ok: false` stands for. */
export function slackFailure({ error, needed, provided, response_metadata: told }: SlackRefusal): Error {
  if (LATER.has(error)) return new ProviderUnavailable(SLACK, error);
  if (error === 'missing_scope') {
    const has = provided === undefined ? '' : ` (it has ${provided})`;
    return new SlackRefused(
      error,
      `missing_scope: the app needs ${needed ?? 'another scope'}${has}: add it and reinstall the app`,
    );
  }
  const mend = TO_MEND[error];
  const details = [...(mend === undefined ? [] : [mend]), ...(told?.messages ?? [])];
  return new SlackRefused(error, [error, ...details].join(': '));
}
