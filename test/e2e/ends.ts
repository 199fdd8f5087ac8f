/** What is to be ended; the last one first. */
export type EndLater = (end: () => Promise<void>) => void;

/**
 * Gives a test file (or a `describe`) a way to say, as soon as something runs, how it is ended after the last test. So it
 * is ended too when what came after it did not start.
 */
export function useEnds(withinMs = 120_000): EndLater {
  const ends: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  }, withinMs);
  return (end) => void ends.push(end);
}
