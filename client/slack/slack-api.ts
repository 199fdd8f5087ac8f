/** What do we ask of Slack's API when people use it, and what do its errors mean to them? */
import type { KnownBlock, ModalView } from '@slack/types';
import { ErrorCode, WebClient } from '@slack/web-api';
import { z } from 'zod';
import { SILENT } from '../../launcher/slack-silence';
import { defined } from '../../domain/state/fields';

/** Slack did not do what we asked; the message is a sentence for the person who waits for it. */
export class SlackTrouble extends Error {
  override name = 'SlackTrouble';
}

/** Someone in the workspace, as Slack knows them. */
export interface SlackProfile {
  /** Their name there, without `@`. */
  name: string;
  email?: string;
  /** A current member of this workspace: not a bot, and not from another company in a shared channel. */
  isMember: boolean;
}

export interface SlackApi {
  /** Opens a form for who pressed or typed. Slack gives it three seconds. Rejects with `SlackTrouble`. */
  openModal(triggerId: string, view: ModalView): Promise<void>;
  /** Writes to a member in the app's conversation with them. Rejects with `SlackTrouble`. */
  tell(userId: string, content: { text: string; blocks: KnownBlock[] }): Promise<void>;
  /** Rejects with `SlackTrouble`. */
  profile(userId: string): Promise<SlackProfile>;
}

const User = z.object({
  name: z.string(),
  deleted: z.boolean().default(false),
  is_bot: z.boolean().default(false),
  is_stranger: z.boolean().default(false),
  is_restricted: z.boolean().default(false),
  is_ultra_restricted: z.boolean().default(false),
  profile: z.object({ email: z.string().optional() }).default({}),
});

/** Nothing in it is read as markup, a mention or a link, and nothing is shown beside it. */
const INERT = { parse: 'none', link_names: false, mrkdwn: false, unfurl_links: false, unfurl_media: false } as const;

/** A trigger is good for three seconds. */
const WITHIN_MS = 2_500;

export function createSlackApi({ token, apiUrl }: { token: string; apiUrl: string }): SlackApi {
  const slack = new WebClient(token, {
    slackApiUrl: apiUrl,
    timeout: WITHIN_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: SILENT,
  });
  return {
    openModal: async (triggerId, view) => {
      await slack.views.open({ trigger_id: triggerId, view }).catch(inWords);
    },
    tell: async (users, content) => {
      const { channel } = await slack.conversations.open({ users }).catch(inWords);
      if (channel?.id === undefined) throw new SlackTrouble('Slack did not open a direct message with you.');
      await slack.chat.postMessage({ channel: channel.id, ...content, ...INERT }).catch(inWords);
    },
    profile: async (user) => {
      const parsed = User.safeParse((await slack.users.info({ user }).catch(inWords)).user);
      if (!parsed.success) throw new SlackTrouble('Slack did not return your user profile.');
      const { name, profile, deleted, ...is } = parsed.data;
      const isMember = !deleted && !is.is_bot && !is.is_stranger && !is.is_restricted && !is.is_ultra_restricted;
      return { name, isMember, ...defined({ email: profile.email }) };
    },
  };
}

const Failed = z.object({
  code: z.literal(ErrorCode.PlatformError),
  data: z.object({ error: z.string(), needed: z.string().optional() }),
});

const SAID: Record<string, string> = {
  expired_trigger_id: 'This took too long for Slack. Try again.',
  exchanged_trigger_id: 'The form is already open.',
  invalid_auth: 'Slack no longer accepts Muster’s token. Ask whoever runs Muster to set a new MUSTER_SLACK_TOKEN.',
};

/** The reason without the error itself, which holds the request with its token. */
function inWords(error: unknown): never {
  const parsed = Failed.safeParse(error);
  if (!parsed.success) throw new SlackTrouble('Slack did not respond to Muster. Try again, or use the command line.');
  const { data } = parsed.data;
  if (data.error === 'missing_scope')
    throw new SlackTrouble(
      `Muster’s Slack app needs the scope ${data.needed ?? ''}. Ask whoever runs Muster to add it.`,
    );
  throw new SlackTrouble(SAID[data.error] ?? `Slack refused: ${data.error}.`);
}
