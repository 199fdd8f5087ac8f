import { z } from 'zod';
import { ProviderUnavailable } from '../../errors';
import type { DeliveryState, Receipt } from '../../ports';
import type { Channel, Page } from '../delivery/channel';
import { createTwilioApi, e164, type TwilioOptions } from './api';
import { createOneAtATime } from './one-at-a-time';
import { markerOf, twimlOf } from './wording';

const Call = z.object({ sid: z.string().min(1), status: z.string(), date_created: z.string().nullish() });
const Calls = z.object({ calls: z.array(Call) });

/** https://www.twilio.com/docs/voice/api/call-resource#call-status-values */
const STATES: Record<string, DeliveryState> = {
  busy: 'failed for now',
  'no-answer': 'failed for now',
  failed: 'failed for good',
  canceled: 'failed for good',
  'in-progress': 'delivered',
  completed: 'delivered',
};
/** Shorter than Twilio's minute, so that nobody's answer is known while the page is still looked after. */
const RINGS_SECONDS = '30';

/** Twilio's clock has seconds, and need not be ours. */
const CLOCKS_DIFFER_MS = 5_000;
/** Calls that are remembered, so that the same page makes no second one. */
const REMEMBERED = 500;
const LOOKED_THROUGH = '20';

/**
 * Calls that read the page aloud. A call carries no text that could be looked up, so after an unclear answer one to this
 * number that began since then is taken for it; a worker that was killed in between calls again.
 * https://www.twilio.com/docs/voice/api/call-resource
 */
export function createTwilioVoice(options: TwilioOptions): Channel {
  const { from, now = Date.now } = options;
  const api = createTwilioApi(options);
  const once = createOneAtATime<Receipt>();
  const made = new Map<string, Receipt>();
  const unclearSince = new Map<string, number>();

  const remember = (name: string, reference: string): Receipt => {
    unclearSince.delete(name);
    made.set(name, { reference });
    for (const oldest of [...made.keys()].slice(0, -REMEMBERED)) made.delete(oldest);
    return { reference };
  };

  const begunSince = async (to: string, sinceAt: number, signal?: AbortSignal): Promise<string | undefined> => {
    const { calls } = await api.list('Calls', { To: to, From: from, PageSize: LOOKED_THROUGH }, Calls, signal);
    const known = new Set([...made.values()].map(({ reference }) => reference));
    return calls.find(
      ({ sid, date_created: begunAt }) => !known.has(sid) && Date.parse(begunAt ?? '') >= sinceAt - CLOCKS_DIFFER_MS,
    )?.sid;
  };

  const call = async (page: Page, to: string, name: string, signal?: AbortSignal): Promise<Receipt> => {
    const unclearAt = unclearSince.get(name);
    if (unclearAt !== undefined) {
      const sid = await begunSince(to, unclearAt, signal);
      if (sid !== undefined) return remember(name, sid);
    }
    const askedAt = now();
    try {
      const { sid } = await api.create(
        'Calls',
        { To: to, From: from, Timeout: RINGS_SECONDS, Twiml: twimlOf(page) },
        Call,
        signal,
      );
      return remember(name, sid);
    } catch (error) {
      if (error instanceof ProviderUnavailable || signal?.aborted === true)
        unclearSince.set(name, unclearAt ?? askedAt);
      throw error;
    }
  };

  return {
    name: 'phone',
    serves: ['phone'],
    send: async (page, address, signal) => {
      signal?.throwIfAborted();
      const to = e164(address);
      const name = `${to} ${markerOf(page)}`;
      return made.get(name) ?? once(name, () => call(page, to, name, signal));
    },
    state: async (reference, signal) => {
      const { status } = await api.read('Calls', reference, Call, signal);
      return { state: STATES[status] ?? 'sent', said: status };
    },
  };
}
