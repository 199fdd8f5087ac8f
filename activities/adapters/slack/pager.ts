import type { Pager } from '../../ports';
import { render } from './blocks';
import { buttonsFor } from './buttons';
import type { Conversations } from './conversations';
import type { Posting } from './posting';
import { type createMembers, isOnSlack } from './recipients';

export interface SlackPagerOptions {
  posting: Posting;
  conversations: Conversations;
  memberOf: ReturnType<typeof createMembers>;
  channelPerIncident: boolean;
  /** Reaches those who have no contact point `slack`. */
  otherwise: Pager;
}

/**
 * Pages by direct message. A page fails open: where Slack does not let us look whether it went out before, it goes out,
 * perhaps twice.
 */
export function createSlackPager(options: SlackPagerOptions): Pager {
  const { posting, conversations, memberOf, channelPerIncident, otherwise } = options;
  const invite = async (incidentId: string, member: string, signal?: AbortSignal): Promise<void> =>
    conversations.invite(await conversations.ofIncident(incidentId, signal), member, signal);

  return {
    async page(message, signal) {
      signal?.throwIfAborted();
      const { to, kind, incidentId, key } = message;
      if (!isOnSlack(to)) return otherwise.page(message, signal);
      const member = await memberOf(to, signal);
      const channel = await conversations.direct(member, signal);
      const content = render(message, buttonsFor(kind, message));
      const post = { place: { channel }, incidentId, key, failsOpen: true, ...content };
      const sent = await posting.inTurn(channel, () => posting.postOnce(post, signal));
      if ((channelPerIncident || message.ownChannel === true) && kind !== 'withdrawal') {
        // The page is out; whether its channel can be joined has no say in that.
        await invite(incidentId, member, signal).catch(() => undefined);
      }
      return { reference: `${sent.channel}/${sent.ts}`, url: await posting.linkTo(sent) };
    },
  };
}
