/** How long is `1h30m`? */
import { z } from 'zod';

/** Milliseconds. Policy files write durations as people do (`5m`, `1h30m`, `2d`); code only ever sees this. */
export type DurationMs = number;

const UNIT_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;
const PATTERN = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

/** Reads `1h30m` as milliseconds; `undefined` when the text is no duration. `0m` is one, the empty text is not. */
export function parseDuration(text: string): DurationMs | undefined {
  const match = PATTERN.exec(text);
  if (match === null || text === '') return undefined;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  return (
    Number(days) * UNIT_MS.d + Number(hours) * UNIT_MS.h + Number(minutes) * UNIT_MS.m + Number(seconds) * UNIT_MS.s
  );
}

/** A duration in a policy file: text in, milliseconds out. */
export const Duration = z
  .string()
  .regex(/^(?=.)(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?$/, 'a duration such as 90s, 5m, 1h30m or 2d')
  .transform((text): DurationMs => parseDuration(text) ?? 0);
