/** Text messages and calls by Twilio. */
import type { Channel } from '../delivery/channel';
import { createTwilioSms } from './sms';
import { createTwilioVoice, type TwilioVoiceOptions } from './voice';

/** Both ways to a telephone, with one account. */
export const createTwilio = (options: TwilioVoiceOptions): Channel[] => [
  createTwilioSms(options),
  createTwilioVoice(options),
];
