/** At which instants do the tests start, and how do they write durations? */
import type { Instant } from '../../domain/state/vocabulary';

/** Monday 2024-01-15 14:30 UTC, the guide's own example. */
export const START: Instant = Date.UTC(2024, 0, 15, 14, 30);

export const SECOND = 1_000;

export const MINUTE = 60 * SECOND;

export const HOUR = 60 * MINUTE;

/** As the guide would write it: `5m`, `1h2m30s`. */
export const asTime = (ms: number): string => {
  const total = Math.round(ms / SECOND);
  const [h, m, s] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  return [h > 0 ? `${h}h` : '', m > 0 ? `${m}m` : '', s > 0 ? `${s}s` : ''].join('') || '0m';
};
