import type { Readable } from 'node:stream';

/** Resolves when somebody presses Enter, when there is nobody left to press it, or when it is time to stop. */
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
