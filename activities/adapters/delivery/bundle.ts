/**
 * When do the pages of several incidents ring a person once? The first goes at once, those of the next seconds together as one
 * message that names each. Every page keeps its key and its result, and none that may be out is sent in other words.
 */
import { composeTogether } from '../../../domain/messages/together';
import { mayRing } from '../../../domain/paging/urgency';
import { defined } from '../../../domain/state/fields';
import type { PageOfSeveral, Pager, PageToSend, Receipt } from '../../ports';
import type { BundleLog } from './bundle-log';

export interface BundleOptions {
  pager: Pager;
  log: BundleLog;
  /** How long one message may take. */
  withinMs?: number;
  now?: () => number;
  wait?: (ms: number) => Promise<void>;
}

/** What is late waits this long for others to the same person that are late too: when a channel works again, all of them are. */
const LATE_MS = 1_000;

interface Waiting {
  page: PageToSend;
  signal: AbortSignal | undefined;
  send: (by: Promise<Receipt>) => void;
}

/** One person's phone: when it last rang, and what waits for it to be quiet long enough. */
interface Phone {
  rangAt: number;
  waiting: Waiting[];
}

/** A pager that rings nobody for several incidents within the time that a page may wait. */
export function createBundles(options: BundleOptions): Pager {
  const { pager, log, withinMs = 8_000, now = Date.now, wait = pause } = options;
  const phones = new Map<string, Phone>();
  /** Messages that are sent once more, by their first page: whoever of theirs is tried again shares one try. */
  const again = new Map<string, Promise<Receipt>>();

  const phoneOf = ({ to }: PageToSend): Phone => {
    const phone = phones.get(to.id) ?? { rangAt: -Infinity, waiting: [] };
    phones.set(to.id, phone);
    return phone;
  };

  const send = async (pages: readonly PageToSend[], triedSince?: number): Promise<Receipt> => {
    const [first] = pages;
    if (first === undefined) throw new Error('a message without a page');
    const since = triedSince ?? first.triedSince;
    const phone = phoneOf(first);
    const before = phone.rangAt;
    const at = now();
    phone.rangAt = at;
    const together = pages.map(({ incidentId, key, subject, text, openText = text, round, room }): PageOfSeveral => {
      // Without anybody's link: this is written to the disk, and others can read it at some vendors.
      return { incidentId, key, text: openText, ...defined({ subject, round, room }) };
    });
    await log.begin(together, now());
    try {
      const message = pages.length === 1 ? first : { ...first, ...composeTogether(pages, first.to.id), together };
      const tried = since === undefined ? {} : { triedSince: since };
      const receipt = await pager.page({ ...message, ...tried }, AbortSignal.timeout(withinMs));
      await log.out(pages, receipt, now());
      return receipt;
    } catch (error) {
      await log.notOut(pages, now());
      // It did not ring: the next one waits for nothing.
      if (phone.rangAt === at) phone.rangAt = before;
      throw error;
    }
  };

  /** A message that may be out, with all that it stood for. */
  const sendAgain = (page: PageToSend, begun: { at: number; pages: PageOfSeveral[] }): Promise<Receipt> => {
    const name = JSON.stringify([begun.at, begun.pages[0]?.incidentId, begun.pages[0]?.key]);
    const underWay = again.get(name);
    if (underWay !== undefined) return underWay;
    const { answer: _own, openText: _ownToo, room: _ownAsWell, ...plain } = page;
    const pages = begun.pages.length === 1 ? [page] : begun.pages.map((one) => ({ ...plain, ...one }));
    const sending = send(pages, begun.at).finally(() => again.delete(name));
    again.set(name, sending);
    return sending;
  };

  const whenQuiet = async (phone: Phone, afterMs: number): Promise<void> => {
    await wait(afterMs);
    const waiting = phone.waiting.splice(0).filter(({ signal }) => signal?.aborted !== true);
    if (waiting.length === 0) return;
    const sending = send(waiting.map(({ page }) => page));
    for (const one of waiting) one.send(sending);
  };

  const inTurn = (page: PageToSend, withinTime: number, signal: AbortSignal | undefined): Promise<Receipt> => {
    const phone = phoneOf(page);
    const late = page.isLate === true ? Math.min(LATE_MS, withinTime) : 0;
    const quietIn = Math.max(late, phone.rangAt + withinTime - now());
    if (quietIn <= 0 && phone.waiting.length === 0) return send([page]);
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(new Error('called off before it was sent', { cause: signal?.reason }));
      signal?.addEventListener('abort', stop, { once: true });
      phone.waiting.push({ page, signal, send: (by) => void by.then(resolve, reject) });
      if (phone.waiting.length === 1) void whenQuiet(phone, Math.max(0, quietIn));
    });
  };

  return {
    ...(pager.stateOf !== undefined && { stateOf: pager.stateOf.bind(pager) }),
    ...(pager.turn !== undefined && { turn: pager.turn.bind(pager) }),
    async page(page, signal) {
      signal?.throwIfAborted();
      // One that goes on by another way has rung already.
      const { togetherWithin, ...sent } = page;
      if (togetherWithin === undefined || !mayRing(page.kind) || page.after !== undefined)
        return pager.page(sent, signal);
      const { receipt, begun } = await log.of(page);
      if (receipt !== undefined) return receipt;
      return begun === undefined ? inTurn(sent, togetherWithin, signal) : sendAgain(sent, begun);
    },
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
