import { CancellationScope, isCancellation, log } from '@temporalio/workflow';

/**
 * Runs one long look in a scope of its own, by which it can be called off. `over` hears first that it has ended, however it
 * did; then `seen` hears what it saw. An error is logged under `what`: the plan asks for the look again.
 */
export function watchInScope<Seen>(
  look: () => Promise<Seen>,
  on: { over: (scope: CancellationScope) => void; seen: (seen: Seen) => void; what: string },
): CancellationScope {
  const scope = new CancellationScope();
  void scope.run(look).then(
    (seen) => {
      on.over(scope);
      on.seen(seen);
    },
    (error: unknown) => {
      on.over(scope);
      if (!isCancellation(error)) log.error('A watch ended with an error', { watch: on.what, error });
    },
  );
  return scope;
}
