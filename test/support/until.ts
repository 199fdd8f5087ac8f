/** How does a test wait for something, and say what was missing if it never comes? */
import { setTimeout as pause } from 'node:timers/promises';

/** Looks until `find` finds something, every `everyMs`. Past the limit it fails and says what was missing. */
export async function until<T>(
  what: string | (() => string),
  find: () => T | undefined | Promise<T | undefined>,
  { withinMs = 120_000, everyMs = 50 } = {},
): Promise<T> {
  const giveUpAt = Date.now() + withinMs;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (Date.now() >= giveUpAt)
      throw new Error(`Not within ${withinMs / 1000} s: ${typeof what === 'string' ? what : what()}`);
    await pause(everyMs);
  }
}

/** The same for something that is or is not so. */
export const untilTrue = async (
  what: string | (() => string),
  isSo: () => boolean | Promise<boolean>,
  limits: { withinMs?: number; everyMs?: number } = {},
): Promise<void> => {
  await until(what, async () => ((await isSo()) ? true : undefined), limits);
};

/** Waits for something that comes by itself. Past the limit it fails and says what was missing. */
export async function within<T>(ms: number, what: string, coming: Promise<T>): Promise<T> {
  const isHere = new AbortController();
  const tooLate = pause(ms, undefined, { signal: isHere.signal }).then(() => {
    throw new Error(`Not within ${ms / 1000} s: ${what}`);
  });
  tooLate.catch(() => undefined);
  try {
    return await Promise.race([coming, tooLate]);
  } finally {
    isHere.abort();
  }
}
