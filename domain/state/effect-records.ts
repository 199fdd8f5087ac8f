/** Which of many effects are in some state? Asked after each event, so nothing is copied for the answer. */
import type { EffectRecord, Incident } from './incident';

type Records = Incident['effects'];

type Which = (key: string, record: EffectRecord) => boolean;

/** Whether there is such an effect. */
export function hasEffect(effects: Records, isOne: Which): boolean {
  for (const key in effects) {
    const record = effects[key];
    if (record !== undefined && isOne(key, record)) return true;
  }
  return false;
}

/** The keys of all such effects. */
export function effectsThat(effects: Records, isOne: Which): string[] {
  const keys: string[] = [];
  for (const key in effects) {
    const record = effects[key];
    if (record !== undefined && isOne(key, record)) keys.push(key);
  }
  return keys;
}
