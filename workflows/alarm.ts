/** When does a sleeping workflow wake up? */
import { sleep } from '@temporalio/workflow';

/** Temporal refuses very long summaries. */
const SUMMARY_LENGTH = 190;

/**
 * Wakes the workflow at or before an instant. A timer is never cancelled: one that is no longer needed rings once for
 * nothing, which costs less than cancelling it each time the plan changes, and can't race with its own cancellation.
 */
export function createAlarm() {
  const pending = new Set<number>();
  let rings = 0;
  return {
    /** How often it has rung; code that waits checks whether this has changed. */
    rings: (): number => rings,

    /** Rings at `at` at the latest. `summary` is what Temporal's UI shows beside the timer. */
    set(at: number, summary: string): void {
      if ([...pending].some((earlier) => earlier <= at && earlier > Date.now())) return;
      pending.add(at);
      void sleep(Math.max(1, at - Date.now()), { summary: summary.slice(0, SUMMARY_LENGTH) }).then(() => {
        pending.delete(at);
        rings += 1;
      });
    },
  };
}
