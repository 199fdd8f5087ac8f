/** How is a message posted once per effect, even if Slack's answer is lost? */
import { createQueueByName } from '../shared/in-turn';
import { missing, type SlackClient } from './api';
import { type AsShown, createAsShown } from './as-shown';
import type { Rendered } from './blocks';
import { createFailingOpen } from './fail-open';
import { createSentMessages, type SlackPlace, type SentMessages } from './message-index';
import { type EffectName, metadataOf, type Sent } from './own-messages';
import { z } from 'zod';

export interface Post extends Rendered {
  place: SlackPlace;
  incidentId: string;
  key: string;
  saidAt?: number | undefined;
  /** Shows a reply in the channel too. */
  broadcast?: boolean;
  /** Goes out although it can't be known whether it went out before; `mayBeOut`: an earlier try, which nobody heard of, may have. */
  failsOpen?: { mayBeOut: boolean };
}

export interface Posting {
  /** The message of this effect: the one that stands there, else a new one. */
  postOnce(post: Post, signal?: AbortSignal): Promise<Sent>;
  asShown: AsShown;
  /** Shows another content in a message that stands there. */
  edit(sent: Sent, content: Rendered, signal?: AbortSignal): Promise<Sent>;
  rootOf(incidentId: string, channel: string, signal?: AbortSignal): Promise<Sent | undefined>;
  /** When the newest of our messages in a thread was said, as of the last `postOnce` there. */
  newestSaidAt(place: SlackPlace, signal?: AbortSignal): Promise<number>;
  /** For a message that somebody has deleted. */
  forget(sent: Sent): void;
  /** Runs one after another what is about the same channel: Slack takes about one message a second there. */
  inTurn<Result>(channel: string, run: () => Promise<Result>): Promise<Result>;
  /** Where people find it in their browser; nothing as long as Slack has not said how the workspace is called. */
  linkTo(sent: Sent, threadTs?: string): string | undefined;
}

/** Nothing in these is read as markup, a mention or a link, and nothing is shown beside them. */
const INERT = { parse: 'none', link_names: false } as const;

const HOUR_MS = 3_600_000;

/** Roots are looked for this far back; older incidents that are unknown after a restart get another message. */
const LOOK_BACK_MS = { channel: 14 * 24 * HOUR_MS, direct: 24 * HOUR_MS };

/** Threads and conversations whose messages are remembered; those not used for longest are read again when needed. */
const MOST_PLACES = 500;

const Myself = z.object({ bot_id: z.string(), url: z.string() });

export function createPosting({ api, now }: { api: SlackClient; now: () => number }): Posting {
  const places = new Map<string, SentMessages>();
  const inTurn = createQueueByName();
  let myself: z.infer<typeof Myself> | undefined;

  const whoAmI = async (signal?: AbortSignal): Promise<z.infer<typeof Myself>> => {
    if (myself !== undefined) return myself;
    const parsed = Myself.safeParse(await api.ask((slack) => slack.auth.test(), signal));
    if (!parsed.success) throw missing('the app’s own name (MUSTER_SLACK_TOKEN must be a bot token, xoxb-…)');
    return (myself = parsed.data);
  };

  const messagesIn = async (place: SlackPlace, signal?: AbortSignal): Promise<SentMessages> => {
    const name = placeName(place);
    const { bot_id: botId } = await whoAmI(signal);
    const lookBackMs = lookBackFor(place, now());
    const messages = places.get(name) ?? createSentMessages({ api, place, botId, lookBackMs, now });
    places.delete(name);
    places.set(name, messages);
    for (const oldest of [...places.keys()].slice(0, -MOST_PLACES)) places.delete(oldest);
    return messages;
  };

  const find = async (place: SlackPlace, effect: EffectName, signal?: AbortSignal): Promise<Sent | undefined> =>
    (await messagesIn(place, signal)).find(effect, signal);

  const failingOpen = createFailingOpen(find);

  return {
    async postOnce({ place, text, blocks, broadcast = false, failsOpen, ...effect }, signal) {
      const before =
        failsOpen === undefined
          ? await find(place, effect, signal)
          : await failingOpen.find(place, effect, failsOpen.mayBeOut, signal);
      if (before !== undefined) return before;
      const { channel, threadTs } = place;
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs, reply_broadcast: broadcast };
      const content = { text, blocks, metadata: metadataOf(effect), mrkdwn: false };
      const unfurling = { unfurl_links: false, unfurl_media: false };
      const answer = await failingOpen.sending(place, effect, () =>
        api.ask((slack) => slack.chat.postMessage({ channel, ...content, ...INERT, ...unfurling, ...thread }), signal),
      );
      if (answer.ts === undefined) throw missing('ts');
      const sent: Sent = { channel, ts: answer.ts, blocks, ...effect };
      places.get(placeName(place))?.remember(sent);
      return sent;
    },

    async edit(sent, { text, blocks }, signal) {
      const { channel, ts } = sent;
      const content = { text, blocks, metadata: metadataOf(sent) };
      await api.ask((slack) => slack.chat.update({ channel, ts, ...content, ...INERT }), signal);
      const edited = { ...sent, blocks };
      (await messagesIn({ channel }, signal)).remember(edited);
      return edited;
    },

    rootOf: async (incidentId, channel, signal) => (await messagesIn({ channel }, signal)).rootOf(incidentId, signal),
    newestSaidAt: async (place, signal) => (await messagesIn(place, signal)).newestSaidAt(),
    forget: (sent) => places.get(placeName({ channel: sent.channel }))?.forget(sent),

    inTurn,
    asShown: createAsShown({
      api,
      whoAmI,
      threadOf: (root, signal) => messagesIn({ channel: root.channel, threadTs: root.ts }, signal),
    }),

    linkTo({ channel, ts }, threadTs) {
      if (myself === undefined) return undefined;
      const link = new URL(`archives/${channel}/p${ts.replace('.', '')}`, myself.url);
      if (threadTs !== undefined) link.search = new URLSearchParams({ thread_ts: threadTs, cid: channel }).toString();
      return link.href;
    },
  };
}

const placeName = ({ channel, threadTs = '' }: SlackPlace): string => `${channel} ${threadTs}`;

/** A thread is read from its beginning. */
function lookBackFor({ channel, threadTs }: SlackPlace, now: number): number {
  if (threadTs !== undefined) return now;
  return channel.startsWith('D') ? LOOK_BACK_MS.direct : LOOK_BACK_MS.channel;
}
