/** How does the demo wait for something, and say what it waited for if it never comes? */
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 100;

/**
 * Asks again until there is an answer; rejects, saying what it waited for, when the time is up, and at once when the
 * question itself fails or `signal` is aborted.
 */
export async function until<T>(
  what: string,
  signal: AbortSignal,
  ask: () => Promise<T | undefined>,
  withinMs = 60_000,
): Promise<T> {
  const giveUpAt = Date.now() + withinMs;
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > giveUpAt) throw new Error(`Waited ${Math.round(withinMs / 1000)} s for ${what}, without success.`);
    await pause(LOOK_EVERY_MS, undefined, { signal });
  }
}
