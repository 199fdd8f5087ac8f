/** Lets a page go where Slack does not say whether it went before. */
import { ProviderRejected } from '../../errors';
import type { SlackPlace } from './message-index';
import type { EffectName, Sent } from './own-messages';

/** How long a page waits for a look that it may go without. A way has 2.5 s in all, and one where it failed lately. */
const LOOK_WITHIN_MS = 700;

const MOST_REMEMBERED = 1_000;

type Find = (place: SlackPlace, effect: EffectName, signal?: AbortSignal) => Promise<Sent | undefined>;

export interface FailingOpen {
  /** The message of this effect, or nothing where none is known. `mayBeOut`: a try that nobody heard of may have sent it. */
  find(place: SlackPlace, effect: EffectName, mayBeOut: boolean, signal?: AbortSignal): Promise<Sent | undefined>;
  /** Sends it, and remembers where it may be out although nothing was answered. */
  sending<Result>(place: SlackPlace, effect: EffectName, send: () => Promise<Result>): Promise<Result>;
}

export function createFailingOpen(find: Find): FailingOpen {
  /** What was sent off and not answered. */
  const unclear = new Set<string>();

  return {
    async find(place, effect, mayBeOut, signal) {
      // Known once: should this look fail, the next try goes out without.
      const isDoubtful = unclear.delete(nameOf(place, effect)) || mayBeOut;
      const briefly = AbortSignal.timeout(LOOK_WITHIN_MS);
      const within = signal === undefined ? briefly : AbortSignal.any([signal, briefly]);
      try {
        return await find(place, effect, isDoubtful ? signal : within);
      } catch (error) {
        signal?.throwIfAborted();
        // A page that comes twice is better than none. But what most likely is out already waits for one look, while other ways
        // are tried: a Slack that takes messages and answers nothing would otherwise show it again with every try.
        if (isDoubtful && !(error instanceof ProviderRejected)) throw error;
        return undefined;
      }
    },

    async sending(place, effect, send) {
      const name = nameOf(place, effect);
      unclear.add(name);
      for (const oldest of [...unclear].slice(0, -MOST_REMEMBERED)) unclear.delete(oldest);
      try {
        const answer = await send();
        unclear.delete(name);
        return answer;
      } catch (error) {
        if (error instanceof ProviderRejected) unclear.delete(name);
        throw error;
      }
    },
  };
}

const nameOf = ({ channel }: SlackPlace, { incidentId, key }: EffectName): string =>
  JSON.stringify([channel, incidentId, key]);
