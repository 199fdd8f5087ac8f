/** How does a page go out as a phone call, if possible only once, and did anyone pick up? */
import { z } from 'zod';
import type { DeliveryState, Receipt } from '../../ports';
import type { Channel } from '../delivery/channel';
import { createQueueByName } from '../shared/in-turn';
import { createTwilioApi, e164, type TwilioOptions } from './api';
import { createCallsMade, callName, type PageByPhone } from './call-log';
import { twimlOf } from './words';

export interface TwilioVoiceOptions extends TwilioOptions {
  /** Muster's home; what was called is noted in `calls.jsonl` in it. */
  home: string;
}

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
/** Calls that this process remembers: Twilio may list them a moment later. */
const REMEMBERED = 500;
const LOOKED_THROUGH = '20';

/** That a page may have called before: since when, and whether it is known to have begun on this machine. */
interface Tried {
  sinceAt: number;
  here: boolean;
}

/**
 * Calls that read the page aloud. Twilio knows no idempotency key, and a call carries no text that could be looked up. So a
 * page that may have called before, by this process or one that was killed, looks for a call to that number that began since
 * then and that no other page has. Where it can't be told whose a call is, it calls: rather twice than not at all.
 * https://www.twilio.com/docs/voice/api/call-resource
 */
export function createTwilioVoice(options: TwilioVoiceOptions): Channel {
  const { from, home, now = Date.now } = options;
  const api = createTwilioApi(options);
  const calls = createCallsMade({ home, now });
  // Two calls to one number at the same time could not be told apart afterwards.
  const inTurn = createQueueByName();
  const made = new Map<string, Receipt>();

  const remember = async (page: PageByPhone, sid: string): Promise<Receipt> => {
    const receipt = { reference: sid };
    made.set(callName(page), receipt);
    for (const oldest of [...made.keys()].slice(0, -REMEMBERED)) made.delete(oldest);
    await calls.made(page, sid);
    return receipt;
  };

  /** By the list's `StartTime`, calls that still wait in Twilio's queue could not be found: it is asked for the newest. */
  const madeBefore = async (page: PageByPhone, tried: Tried, signal?: AbortSignal): Promise<string | undefined> => {
    const fromAt = tried.sinceAt - CLOCKS_DIFFER_MS;
    const listed = await api.list('Calls', { To: page.to, From: from, PageSize: LOOKED_THROUGH }, Calls, signal);
    const begun = listed.calls.filter(({ date_created: createdAt }) => Date.parse(createdAt ?? '') >= fromAt);
    const known = await calls.knownOf(page.to);
    const own = begun.find(({ sid }) => known.isOf(page, sid));
    if (own !== undefined) return own.sid;
    const free = begun.filter(({ sid }) => known.isFree(sid)).map(({ sid }) => sid);
    if (free.length > known.othersUnclear(page, fromAt)) return free.at(-1);
    // What was never begun here leaves the calls to the pages that were.
    if (tried.here) await calls.doubt(page.to, free);
    return undefined;
  };

  const call = async (
    page: PageByPhone,
    { twiml, triedSince }: { twiml: string; triedSince: number | undefined },
    signal?: AbortSignal,
  ): Promise<Receipt> => {
    const begunAt = await calls.begin(page);
    const sinceAt = begunAt ?? triedSince;
    const tried = sinceAt === undefined ? undefined : { sinceAt, here: begunAt !== undefined };
    const before = tried && (await madeBefore(page, tried, signal));
    if (before !== undefined) return remember(page, before);
    const order = { To: page.to, From: from, Timeout: RINGS_SECONDS, Twiml: twiml };
    const { sid } = await api.create('Calls', order, Call, signal);
    return remember(page, sid);
  };

  return {
    name: 'phone',
    serves: ['phone'],
    loudness: () => 'rings',
    mayRepeat: true,
    send: async (page, address, signal) => {
      const to = e164(address);
      const { incidentId, key, triedSince } = page;
      const byPhone = { incidentId, key, to };
      return inTurn(to, async () => {
        signal?.throwIfAborted();
        return (
          made.get(callName(byPhone)) ??
          call(byPhone, { twiml: twimlOf(page, { hears: options.hears === true }), triedSince }, signal)
        );
      });
    },
    state: async (reference, signal) => {
      const { status } = await api.read('Calls', reference, Call, signal);
      return { state: STATES[status] ?? 'sent', said: status };
    },
  };
}
