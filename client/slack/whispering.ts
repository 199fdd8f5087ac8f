import axios from 'axios';
import type { KnownBlock } from '@slack/types';
import { isResponseUrl } from './settings';
import { escape, plain } from './text';

/** Tells somebody something that only they see. Never rejects. */
export type Whisper = (responseUrl: string | undefined, text: string) => Promise<void>;

export interface WhisperingOptions {
  apiUrl: string;
  /** Hears of what could not be told. */
  onTrouble: (reason: string) => void;
}

const WITHIN_MS = 5_000;
const SECTION = 3_000;

/** Whispers by the `response_url` that came with the request, if it leads to Slack. Follows no redirect. */
export function createWhispering({ apiUrl, onTrouble }: WhisperingOptions): Whisper {
  return async (responseUrl, text) => {
    if (responseUrl === undefined) return;
    if (!isResponseUrl(responseUrl, apiUrl)) {
      onTrouble('A request named a response_url that does not lead to Slack; it was not called.');
      return;
    }
    const blocks: KnownBlock[] = [{ type: 'section', text: plain(text, SECTION) }];
    const message = {
      response_type: 'ephemeral',
      replace_original: false,
      text: escape(text).slice(0, SECTION),
      blocks,
    };
    await axios
      .post(responseUrl, message, { timeout: WITHIN_MS, maxRedirects: 0, proxy: false, maxContentLength: 64 * 1024 })
      // Not the error itself: it holds the link, with which everybody could write to that person.
      .catch(() => onTrouble('Slack did not take an answer for somebody who pressed a button or typed a command.'));
  };
}
