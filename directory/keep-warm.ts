import type { LiveDirectory } from './directory';

/** Half of how long an answer is good, so that whoever is paged never waits for one. */
const EVERY_MS = 30_000;

/** Asks who is on call, at once and then every half minute, until it is stopped. Keeps no process alive. */
export function keepWarm(directory: Pick<LiveDirectory, 'refresh'>): () => void {
  const ask = (): void => void directory.refresh(EVERY_MS - 1_000);
  ask();
  const timer = setInterval(ask, EVERY_MS).unref();
  return () => clearInterval(timer);
}
