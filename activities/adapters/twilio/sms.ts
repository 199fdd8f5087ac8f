/** How does a page go out as a text message, once, and was it delivered? */
import { z } from 'zod';
import { ProviderRejected } from '../../errors';
import type { Receipt, ToldState } from '../../ports';
import type { Channel, ChannelPage } from '../delivery/channel';
import { createTwilioApi, e164, TWILIO, type TwilioOptions } from './api';
import { createOneAtATime } from './one-at-a-time';
import { textMarker, smsOf } from './words';

const Message = z.object({
  sid: z.string().min(1),
  status: z.string(),
  body: z.string(),
  error_code: z.number().nullish(),
});
const Messages = z.object({ messages: z.array(Message) });

/** https://www.twilio.com/docs/messaging/api/message-resource#message-status-values */
const isLost = ({ status }: { status: string }): boolean =>
  status === 'failed' || status === 'undelivered' || status === 'canceled';
const hasArrived = ({ status }: { status: string }): boolean => status === 'delivered' || status === 'read';

/**
 * Of what was not delivered, what would not be delivered tomorrow either: blocked, no such number, a landline.
 * https://www.twilio.com/docs/api/errors
 */
const NEVER = [30004, 30005, 30006];

function told({ status, error_code: code }: z.output<typeof Message>): ToldState {
  const said = code == null ? status : `${status} (${code})`;
  if (hasArrived({ status })) return { state: 'delivered', said };
  if (!isLost({ status })) return { state: 'sent', said };
  const isForNow = status === 'undelivered' && !NEVER.includes(code ?? 0);
  return { state: isForNow ? 'failed for now' : 'failed for good', said };
}

/** As many as are looked through for the one that may have gone out before. */
const LOOKED_THROUGH = '50';

/**
 * Text messages. Twilio knows no idempotency key, so before one is sent the newest to that number are read: one with this
 * effect's marker is this effect. https://www.twilio.com/docs/messaging/api/message-resource
 */
export function createTwilioSms(options: TwilioOptions): Channel {
  const api = createTwilioApi(options);
  const once = createOneAtATime<Receipt>();

  const send = async (page: ChannelPage, to: string, signal?: AbortSignal): Promise<Receipt> => {
    const { from } = options;
    const query = { To: to, From: from, PageSize: LOOKED_THROUGH };
    const { messages } = await api.list('Messages', query, Messages, signal);
    const before = messages.find(({ body }) => body.endsWith(textMarker(page)));
    if (before === undefined) {
      const { sid } = await api.create(
        'Messages',
        { To: to, From: from, Body: smsOf(page, { hears: options.hears === true }) },
        Message,
        signal,
      );
      return { reference: sid };
    }
    if (isLost(before)) throw new ProviderRejected(TWILIO, `the message ${before.sid} is ${before.status}`);
    return { reference: before.sid };
  };

  return {
    name: 'SMS',
    serves: ['sms'],
    loudness: () => 'text',
    send: async (page, address, signal) => {
      signal?.throwIfAborted();
      const to = e164(address);
      return once(`${to} ${textMarker(page)}`, () => send(page, to, signal));
    },
    state: async (reference, signal) => told(await api.read('Messages', reference, Message, signal)),
  };
}
