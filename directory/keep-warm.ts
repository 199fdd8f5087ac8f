/** How are answers about who is on call kept fresh, so that no page has to wait for one? */
import type { LiveDirectory } from './directory';

/** Half of the time that an answer stays good, so that no page ever waits for one. */
const EVERY_MS = 30_000;

/** Asks who is on call, at once and then every half minute, until it is stopped. Doesn't keep the process alive. */
export function keepWarm(directory: Pick<LiveDirectory, 'refresh'>): () => void {
  const ask = (): void => void directory.refresh(EVERY_MS - 1_000);
  ask();
  const timer = setInterval(ask, EVERY_MS).unref();
  return () => clearInterval(timer);
}
