/** Is the history of this run so long that a new one should begin, or that it must? */
import { workflowInfo } from '@temporalio/workflow';

/** `long`: a new one begins at the next quiet moment. `too long`: it begins now. */
export type HistoryState = 'short' | 'long' | 'too long';

/** A replay reads all of it: 4 MB take as long as some thousands of small events. Temporal suggests a new one there too. */
const LONG_BYTES = 4_000_000;

/** Temporal ends a run at 50 MB. One task can bring many large signals at once, so this is far below that. */
const TOO_LONG_BYTES = 8_000_000;

/** A deterministic question: a replay gets the same answer at the same place. */
export function historyState(continueAfterEvents: number): HistoryState {
  const { historyLength, historySize, continueAsNewSuggested } = workflowInfo();
  if (historyLength > 2 * continueAfterEvents || historySize > TOO_LONG_BYTES) return 'too long';
  const isLong = historyLength > continueAfterEvents || historySize > LONG_BYTES || continueAsNewSuggested;
  return isLong ? 'long' : 'short';
}
