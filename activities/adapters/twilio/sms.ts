import { z } from 'zod';
import { ProviderRejected } from '../../errors';
import type { Receipt } from '../../ports';
import type { Channel, Page } from '../delivery/channel';
import { createTwilioApi, e164, PROVIDER, type TwilioOptions } from './api';
import { createOneAtATime } from './one-at-a-time';
import { markerOf, smsOf } from './wording';

const Message = z.object({ sid: z.string().min(1), status: z.string(), body: z.string() });
const Messages = z.object({ messages: z.array(Message) });

/** https://www.twilio.com/docs/messaging/api/message-resource#message-status-values */
const isLost = ({ status }: { status: string }): boolean =>
  status === 'failed' || status === 'undelivered' || status === 'canceled';
const hasArrived = ({ status }: { status: string }): boolean => status === 'delivered' || status === 'read';

/** As many as are looked through for the one that may have gone out before. */
const LOOKED_THROUGH = '50';

/**
 * Text messages. Twilio knows no idempotency key, so before one is sent the newest to that number are read: one with this
 * effect's marker is this effect. https://www.twilio.com/docs/messaging/api/message-resource
 */
export function createTwilioSms(options: TwilioOptions): Channel {
  const api = createTwilioApi(options);
  const once = createOneAtATime<Receipt>();

  const send = async (page: Page, to: string, signal?: AbortSignal): Promise<Receipt> => {
    const { from } = options;
    const query = { To: to, From: from, PageSize: LOOKED_THROUGH };
    const { messages } = await api.list('Messages', query, Messages, signal);
    const before = messages.find(({ body }) => body.endsWith(markerOf(page)));
    if (before === undefined) {
      const { sid } = await api.create('Messages', { To: to, From: from, Body: smsOf(page) }, Message, signal);
      return { reference: sid };
    }
    if (isLost(before)) throw new ProviderRejected(PROVIDER, `the message ${before.sid} is ${before.status}`);
    return { reference: before.sid };
  };

  return {
    name: 'SMS',
    serves: ['sms'],
    send: async (page, address, signal) => {
      signal?.throwIfAborted();
      const to = e164(address);
      return once(`${to} ${markerOf(page)}`, () => send(page, to, signal));
    },
    state: async (reference, signal) => {
      const message = await api.read('Messages', reference, Message, signal);
      return isLost(message) ? 'failed' : hasArrived(message) ? 'delivered' : 'sent';
    },
  };
}
