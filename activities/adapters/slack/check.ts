/** Does the Slack app have its scopes, and can it post in the incidents' channel? */
import { type Examined, noteFinding, ok, wrong } from '../../../domain/doctor/finding';
import type { Policy } from '../../../policy/schema';
import type { IntegrationCheck } from '../../ports/check';
import { createSlackClient, type SlackClient, type SlackApiOptions } from './api';
import { createConversations } from './conversations';
import { SlackRefused } from './failures';

export interface SlackCheckOptions extends SlackApiOptions {
  /** Instead of the policy's. */
  channel?: string;
  channelPerIncident?: boolean;
}

/** Scopes that posts and pages need, and what for; `deploy/slack/manifest.yaml` asks for them. */
export const TO_SEND: Record<string, string> = {
  'channels:history': 'checks whether a message was posted before it posts it again',
  'channels:read': 'finds the channel by its name',
  'chat:write': 'posts',
  'im:history': 'checks whether a page was sent before it sends it again',
  'im:write': 'pages by direct message',
};

export const FOR_A_CHANNEL_PER_INCIDENT: Record<string, string> = {
  'channels:manage': 'creates a channel per incident',
  'pins:write': 'pins the incident’s message',
};

/** What buttons and `/incident` need, which the HTTP server answers; without them the rest works. */
export const TO_ANSWER: Record<string, string> = {
  commands: '/incident',
  'users:read': 'who pressed a button',
  'users:read.email': 'finds people in the directory who have no member id there',
};

/** Asks Slack who the token is, which scopes it has, and whether the app is in the channel of the incidents. */
export function createSlackCheck(options: SlackCheckOptions | undefined): IntegrationCheck {
  return {
    what: 'Slack',
    async examine({ policy, signal }) {
      if (options === undefined)
        return [noteFinding('Slack', 'not configured, so Slack posts and pages go to the outbox')];
      const api = createSlackClient(options);
      const myself = await api.ask((slack) => slack.auth.test(), signal);
      const known = ok('Slack', `answers; the app is ${myself.user ?? 'nameless'} in ${myself.team ?? 'a workspace'}`);
      const scopes = myself.response_metadata?.scopes;
      return [known, ...scopesFound(scopes, options, policy), await channelFound(api, policy, options, signal)];
    },
  };
}

function scopesFound(
  scopes: string[] | undefined,
  { channelPerIncident = false }: SlackCheckOptions,
  { communication: { channel } }: Policy,
): Examined[] {
  const what = 'Slack, scopes';
  if (scopes === undefined) return [noteFinding(what, 'Slack did not report which scopes the token has')];
  const missing = (wanted: Record<string, string>): [string, string][] =>
    Object.entries(wanted).filter(([scope]) => !scopes.includes(scope));
  const needed = [
    ...missing(TO_SEND),
    ...(channelPerIncident || channel.perIncident === true ? missing(FOR_A_CHANNEL_PER_INCIDENT) : []),
  ];
  const found = [
    ...needed.map(([scope, why]) =>
      wrong(what, `${scope} is missing (${why}): add it to the app and reinstall the app`),
    ),
    ...missing(TO_ANSWER).map(([scope, why]) =>
      noteFinding(what, `${scope} is missing (${why}); buttons and /incident need it`),
    ),
  ];
  return found.length > 0 ? found : [ok(what, 'all needed scopes granted')];
}

async function channelFound(
  api: SlackClient,
  policy: Policy,
  options: SlackCheckOptions,
  signal: AbortSignal,
): Promise<Examined> {
  const named = options.channel ?? policy.communication.channel.name;
  const what = `Slack, channel ${named}`;
  try {
    const id = await createConversations({ api, now: Date.now }).channel(named, signal);
    const about = await aboutChannel(api, id, signal);
    if (about?.is_archived === true) return wrong(what, 'is archived: unarchive it or choose another one');
    if (about?.is_member === false)
      return wrong(what, 'found, but the app is not a member: type /invite @Muster in the channel');
    const refusal = await refusedToRead(api, id, signal);
    if (refusal !== undefined)
      return wrong(what, `posts will fail, because Muster first reads what was posted: ${refusal.message}`);
    if (about === undefined)
      return noteFinding(
        what,
        'readable; without groups:read Muster can’t see whether it is archived: use --send-test',
      );
    return ok(what, 'found, and the app can post in it');
  } catch (error) {
    if (signal.aborted || !(error instanceof Error)) throw error;
    return wrong(what, error.message);
  }
}

/** What Slack says of a channel; nothing where the app may not ask, as of a private one without `groups:read`. */
async function aboutChannel(api: SlackClient, id: string, signal: AbortSignal) {
  try {
    const { channel } = await api.ask((slack) => slack.conversations.info({ channel: id }), signal);
    return { is_archived: channel?.is_archived === true, is_member: channel?.is_member === true };
  } catch (error) {
    if (error instanceof SlackRefused && error.code === 'missing_scope') return undefined;
    throw error;
  }
}

/** Does what a post does first. A private channel needs a scope of its own for that, which the manifest does not ask for. */
async function refusedToRead(api: SlackClient, id: string, signal: AbortSignal): Promise<SlackRefused | undefined> {
  try {
    await api.ask((slack) => slack.conversations.history({ channel: id, limit: 1 }), signal);
    return undefined;
  } catch (error) {
    if (error instanceof SlackRefused) return error;
    throw error;
  }
}
