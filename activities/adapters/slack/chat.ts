/** How does a post reach its channels and people on Slack, and who did not get it? */
import { ProviderRejected } from '../../errors';
import type { Chat, Directory, Outgoing, Receipt } from '../../ports';
import { render } from './blocks';
import { buttonsFor } from './buttons';
import type { Conversations } from './conversations';
import { SLACK } from './failures';
import { tellInChannel, type ThreadPost } from './incident-message';
import { createOwnChannel } from './own-channel';
import type { Posting } from './post';
import type { createMembers } from './recipients';
import { receiptOfSeveral } from '../shared/receipt-of-several';
import { defined } from '../../../domain/state/fields';

export interface ChatOptions {
  posting: Posting;
  conversations: Conversations;
  memberOf: ReturnType<typeof createMembers>;
  directory: Pick<Directory, 'person'>;
  /** Where incidents are told instead of the channel that the policy names. */
  channel?: string;
  channelPerIncident: boolean;
}

/** Posts to channels (`#incidents`) and to people of the directory. */
export function createSlackChat(options: ChatOptions): Chat {
  const { posting, conversations, memberOf, directory, channelPerIncident } = options;
  const inOwnChannel = createOwnChannel({ posting, conversations });

  const toChannel = async (named: string, message: Outgoing, signal?: AbortSignal): Promise<Receipt> => {
    const main = await conversations.channel(options.channel ?? named, signal);
    if (channelPerIncident || message.ownChannel === true) {
      const { told, ...otherwise } = await inOwnChannel(main, message, signal);
      return { ...receipt(told), ...otherwise };
    }
    return receipt(await posting.inTurn(main, () => tellInChannel(posting, main, message, signal)));
  };

  const toPerson = async (id: string, message: Outgoing, signal?: AbortSignal): Promise<Receipt> => {
    const person = await directory.person(id);
    if (person === undefined) throw new ProviderRejected('directory', `${id} is not in the directory`);
    const channel = await conversations.direct(await memberOf(person, signal), signal);
    const { incidentId, key } = message;
    const post = { place: { channel }, incidentId, key, ...render(message, buttonsFor(message.kind, message)) };
    return receipt({ sent: await posting.inTurn(channel, () => posting.postOnce(post, signal)) });
  };

  const receipt = ({ sent, root }: ThreadPost): Receipt => {
    const url = posting.linkTo(sent, root?.ts);
    return { reference: `${sent.channel}/${sent.ts}`, ...defined({ url }) };
  };

  return {
    async post({ to, ...message }, signal) {
      signal?.throwIfAborted();
      // One who can't be reached keeps nobody else from hearing it; who has heard it hears it once, however often we try.
      const outcomes = await Promise.allSettled(
        to.map((named) => (isChannel(named) ? toChannel : toPerson)(named, message, signal)),
      );
      signal?.throwIfAborted();
      return receiptOfSeveral(outcomes, to, SLACK);
    },
  };
}

const isChannel = (named: string): boolean => named.startsWith('#') || /^[CG][A-Z0-9]{6,}$/.test(named);
