/** Which events of an effect has PagerDuty already accepted, so that a retry sends only the rest? */
import { keepNewest } from '../shared/keep-newest';
import type { PagerDutyEvent } from './api';

type Named = Pick<PagerDutyEvent, 'routing_key' | 'dedup_key'>;

/**
 * What this process has told PagerDuty of one effect, so that its next attempt begins where the last one came to: a limit that
 * lets through fewer events than there are would else never let all of them through. Of one effect only: what was acknowledged
 * for an earlier one may ring again by now.
 */
export interface PagerDutySent {
  has(effect: string, event: Named): boolean;
  add(effect: string, event: Named): void;
  /** A page was sent under this key: what was sent about it before is out of date, for all effects. */
  paged(event: Named): void;
  /** All of it is told. */
  done(effect: string, events: readonly Named[]): void;
}

/** Remembers the newest ones; what is forgotten is sent again, which changes nothing there. */
export function createTold(most = 10_000): PagerDutySent {
  const effectsOf = new Map<string, Set<string>>();
  const nameOf = ({ routing_key, dedup_key }: Named): string => `${routing_key} ${dedup_key}`;
  return {
    has: (effect, event) => effectsOf.get(nameOf(event))?.has(effect) ?? false,
    add(effect, event) {
      const name = nameOf(event);
      const effects = effectsOf.get(name) ?? new Set();
      effectsOf.delete(name);
      effectsOf.set(name, effects.add(effect));
      keepNewest(effectsOf, most);
    },
    paged: (event) => void effectsOf.delete(nameOf(event)),
    done(effect, events) {
      for (const name of events.map(nameOf)) {
        const effects = effectsOf.get(name);
        effects?.delete(effect);
        if (effects?.size === 0) effectsOf.delete(name);
      }
    },
  };
}
