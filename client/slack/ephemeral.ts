/** How is one person on Slack told something that nobody else sees? */
import axios from 'axios';
import { isResponseUrl } from './settings';
import type { SlackApi } from './slack-api';
import { escapeText, plainText } from './text';
import type { KnownBlock } from '@slack/types';
import { messageOf } from '../../domain/text/message-of';

/** Who to tell: a member of the workspace, and the link that came with what they did. */
export interface SlackMember {
  user: string;
  responseUrl: string | undefined;
}

/** Tells a person something that only they see. Never rejects. */
export type Whisper = (to: SlackMember, text: string) => Promise<void>;

export interface WhisperingOptions {
  apiUrl: string;
  api: Pick<SlackApi, 'tell'>;
  /** Is told what could not be delivered. */
  onTrouble: (reason: string) => void;
}

const WITHIN_MS = 5_000;

const SECTION = 3_000;

/**
 * Whispers by the `response_url` that came with the request, if it leads to Slack. Follows no redirect. It is valid for
 * half an hour and five messages, and a form may be open for longer: then the person is told in the app's conversation
 * with them.
 */
export function createWhispering({ apiUrl, api, onTrouble }: WhisperingOptions): Whisper {
  const respond = async (responseUrl: string, content: object): Promise<boolean> => {
    const message = { response_type: 'ephemeral', replace_original: false, ...content };
    try {
      await axios.post(responseUrl, message, {
        timeout: WITHIN_MS,
        maxRedirects: 0,
        proxy: false,
        maxContentLength: 64 * 1024,
      });
      return true;
    } catch {
      // The error is not reported: it contains the link, with which anyone could write to that person.
      return false;
    }
  };

  return async ({ user, responseUrl }, text) => {
    if (responseUrl !== undefined && !isResponseUrl(responseUrl, apiUrl)) {
      onTrouble('Ignored a response_url that does not point to Slack.');
      return;
    }
    const blocks: KnownBlock[] = [{ type: 'section', text: plainText(text, SECTION) }];
    const content = { text: escapeText(text).slice(0, SECTION), blocks };
    if (responseUrl !== undefined && (await respond(responseUrl, content))) return;
    await api.tell(user, content).catch((error: unknown) => {
      const why = messageOf(error);
      onTrouble(`Could not send a private answer to someone in Slack: ${why}`);
    });
  };
}
