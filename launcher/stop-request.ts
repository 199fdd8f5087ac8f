/** How does Muster notice that it should stop? */

/** A request that the system should stop. */
export interface StopRequest {
  /** Aborted when it is wanted: steps that take long give up. */
  readonly signal: AbortSignal;
  readonly requested: Promise<void>;
  /** Stops listening for the process's signals. */
  readonly forget: () => void;
}

/** Hears SIGINT (Ctrl-C), SIGTERM and SIGHUP (the terminal was closed), and another signal if one is given. */
export function hearStopRequest(also?: AbortSignal): StopRequest {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, stop);
  also?.addEventListener('abort', stop);
  const requested = new Promise<void>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve());
  });
  return {
    signal: controller.signal,
    requested,
    forget: () => {
      for (const name of signals) process.off(name, stop);
      also?.removeEventListener('abort', stop);
    },
  };
}
