/** When may the demo close the board: on Enter, at the end of input or on a request to stop? */
import type { Readable } from 'node:stream';

/** Resolves when somebody presses Enter, when the input ends, or when it is time to stop. */
export async function enterOrStop(keyboard: Readable, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      keyboard.off('data', done).off('end', done).pause();
      signal.removeEventListener('abort', done);
      resolve();
    };
    keyboard.once('data', done).once('end', done).resume();
    signal.addEventListener('abort', done);
  });
}
