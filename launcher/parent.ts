/** What a child tells the process that started it. */
export interface Ready {
  readonly type: 'ready';
}

/** Tells the process that started us, if any, that we do our work now. */
export function reportReady(): void {
  const ready: Ready = { type: 'ready' };
  process.send?.(ready);
}

/** What a child says when it can't do its work until a person has put something right. */
export interface Refusal {
  readonly type: 'refusal';
  readonly reason: string;
}

/** Tells the process that started us, if any, why we end, in the words that a person is to read. */
export function reportRefusal(reason: string): void {
  const refusal: Refusal = { type: 'refusal', reason };
  process.send?.(refusal);
}

/** Why a child ends, where a message of it says so. */
export function refusalIn(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { type, reason } = message as Partial<Refusal>;
  return type === 'refusal' && typeof reason === 'string' ? reason : undefined;
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
