/** How does a page reach a person by direct message on Slack? */
import type { Pager } from '../../ports';
import { render } from './blocks';
import { buttonsFor } from './buttons';
import type { Conversations } from './conversations';
import type { Posting } from './post';
import { type createMembers, isOnSlack } from './recipients';
import { renderTogether } from './together';
import { defined } from '../../../domain/state/fields';

export interface SlackPagerOptions {
  posting: Posting;
  conversations: Conversations;
  memberOf: ReturnType<typeof createMembers>;
  channelPerIncident: boolean;
  /** Reaches those who have no contact point `slack`. */
  otherwise: Pager;
}

/** Long enough for the first page of an incident in a workspace with many channels. */
const INVITED_WITHIN_MS = 60_000;

/**
 * Pages by direct message. A page fails open: where Slack does not say whether it went out before, it goes out, perhaps
 * twice.
 */
export function createSlackPager(options: SlackPagerOptions): Pager {
  const { posting, conversations, memberOf, channelPerIncident, otherwise } = options;

  /**
   * Never rejects, and is not waited for: the page is out, and whether its channel can be joined has no say in that. A page has
   * 2.5 s; a channel that is slow to be made would have it recorded as not sent, and the person called as well.
   */
  const invite = async (incidentId: string, member: string): Promise<void> => {
    const signal = AbortSignal.timeout(INVITED_WITHIN_MS);
    try {
      await conversations.invite(await conversations.ofIncident(incidentId, signal), member, signal);
    } catch {
      // The next page tries again, and the posts to that channel say on the incident what is wrong with it.
    }
  };

  return {
    async page(message, signal) {
      signal?.throwIfAborted();
      const { to, kind, incidentId, key } = message;
      if (!isOnSlack(to)) return otherwise.page(message, signal);
      const member = await memberOf(to, signal);
      const channel = await conversations.direct(member, signal);
      const { together } = message;
      const content =
        together === undefined ? render(message, buttonsFor(kind, message)) : renderTogether(message, together);
      const failsOpen = { mayBeOut: message.triedSince !== undefined };
      const post = { place: { channel }, incidentId, key, failsOpen, ...content };
      const sent = await posting.inTurn(channel, () => posting.postOnce(post, signal));
      if ((channelPerIncident || message.ownChannel === true) && kind !== 'withdrawal')
        for (const one of together ?? [message]) void invite(one.incidentId, member);
      const url = posting.linkTo(sent);
      return { reference: `${sent.channel}/${sent.ts}`, ...defined({ url }) };
    },
  };
}
