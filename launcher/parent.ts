/** What a child tells the process that started it. */
export interface Ready {
  readonly type: 'ready';
}

/** Tells the process that started us, if any, that we do our work now. */
export function reportReady(): void {
  const ready: Ready = { type: 'ready' };
  process.send?.(ready);
}

/** Whether a message from a child says that it is ready. */
export function isReady(message: unknown): message is Ready {
  return typeof message === 'object' && message !== null && (message as Partial<Ready>).type === 'ready';
}

/**
 * Ends this process when the one that started it is gone, even by SIGKILL: nobody would restart or stop us any more,
 * and the next start brings its own. `drain` may finish work first, within `graceMs`. Does nothing in a process that was
 * started by hand.
 */
export function exitWithParent(drain: () => Promise<void> = () => Promise.resolve(), graceMs = 10_000): void {
  if (!process.channel) return;
  const leave = (): void => {
    process.exit(0);
  };
  process.once('disconnect', () => {
    setTimeout(leave, graceMs).unref();
    drain().then(leave, leave);
  });
  // The channel alone shall not keep us alive once the work is done.
  process.channel.unref();
}
