/**
 * Slack: the channel of the incidents, direct messages, pages. Idempotency keys are in the messages' metadata; before
 * anything is posted, what was posted since is read. Slack's own retries are off.
 */
import type { Chat, Directory, Pager } from '../../ports';
import { createSlackClient } from './api';
import { createSlackChat } from './chat';
import { createConversations } from './conversations';
import { createSlackPager } from './pager';
import { createPosting } from './post';
import { createMembers } from './recipients';
import { defined } from '../../../domain/state/fields';

export interface SlackOptions {
  /** Of the app's bot, `xoxb-…`. */
  token: string;
  apiUrl?: string;
  /** Instead of the channel that the policy names: `#name`, or an id where it is private. */
  channel?: string;
  /** Gives each incident a channel of its own, besides the one for all. */
  channelPerIncident?: boolean;
  directory: Pick<Directory, 'person'>;
  /** Pages those who have no contact point `slack`. */
  otherwise: Pager;
  /** For each request to Slack; a page or a post takes up to five. */
  withinMs?: number;
  now?: () => number;
}

export function createSlack(options: SlackOptions): { chat: Chat; pager: Pager } {
  const {
    token,
    apiUrl,
    channel,
    channelPerIncident = false,
    directory,
    otherwise,
    withinMs,
    now = Date.now,
  } = options;
  const api = createSlackClient({
    token,
    ...defined({ apiUrl, withinMs }),
  });
  const shared = {
    posting: createPosting({ api, now }),
    conversations: createConversations({ api, now }),
    memberOf: createMembers(api),
    channelPerIncident,
  };
  return {
    chat: createSlackChat({ ...shared, directory, ...defined({ channel }) }),
    pager: createSlackPager({ ...shared, otherwise }),
  };
}
