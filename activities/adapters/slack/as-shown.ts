/** How does the incident's message look in Slack now, after another process may have edited it? */
import { ProviderRejected } from '../../errors';
import type { SlackClient } from './api';
import { readOurs, type Sent } from './own-messages';
import type { SentMessages } from './message-index';

/**
 * The incident's message as people see it now: an edit keeps parts of it, and they may be newer than those that we know. Asks
 * Slack only where another process may have edited it since, or `always`. What Slack refuses to show is as we knew it.
 */
export type AsShown = (root: Sent, options?: { always?: true; signal?: AbortSignal | undefined }) => Promise<Sent>;

export interface AsShownOptions {
  api: SlackClient;
  whoAmI: (signal?: AbortSignal) => Promise<{ bot_id: string }>;
  threadOf: (root: Sent, signal?: AbortSignal) => Promise<Pick<SentMessages, 'fromOthers'>>;
}

export function createAsShown({ api, whoAmI, threadOf }: AsShownOptions): AsShown {
  const read = async ({ channel, ts }: Sent, signal?: AbortSignal): Promise<Sent | undefined> => {
    const { bot_id: botId } = await whoAmI(signal);
    const alone = { latest: ts, oldest: ts, inclusive: true, limit: 1, include_all_metadata: true };
    const { messages = [] } = await api.ask((slack) => slack.conversations.history({ channel, ...alone }), signal);
    return messages.map((message) => readOurs(message, channel, botId)?.sent).find((sent) => sent?.ts === ts);
  };

  return async (root, { always, signal } = {}) => {
    // A process that edits it has posted in its thread first.
    const asOfOthers = (await threadOf(root, signal)).fromOthers();
    if (always !== true && asOfOthers === (root.asOfOthers ?? 0)) return root;
    try {
      const shown = await read(root, signal);
      return shown === undefined ? root : { ...root, blocks: shown.blocks, asOfOthers };
    } catch (error) {
      // A refusal would come again each time, and the edit never. What fails for now is tried again with the whole message.
      if (!(error instanceof ProviderRejected)) throw error;
      return root;
    }
  };
}
