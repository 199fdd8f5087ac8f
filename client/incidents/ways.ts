/** What is given to everything that reaches an incident's workflow, and how is such a workflow begun? */
import type { LiveDirectory } from '../../directory/directory';
import { inertLine } from '../../domain/text/inert';
import { type IncidentInput, type PinnedPolicy, WORK_QUEUE } from '../../workflows/contract';
import type { Patience } from '../temporal/calls';
import type { Locator } from './locate';
import type { Client } from '@temporalio/client';

/** What the ways to an incident share. */
export interface Ways {
  client: Client;
  /** At least one policy, and the directory; both are read again at each call. */
  ground: { readonly policies: readonly PinnedPolicy[]; readonly directory: LiveDirectory };
  locator: Locator;
  patience: Patience;
  /** See `IncidentInput`. */
  continueAfterEvents: number;
  now: () => number;
}

/** Temporal refuses longer summaries. */
const SUMMARY_LENGTH = 190;

/** How an incident's workflow is begun where none runs; `title` is what Temporal's UI calls the run. */
export const startAt = (
  { continueAfterEvents }: Ways,
  { address, pinned, title }: { address: string; pinned: PinnedPolicy; title: string },
) => ({
  workflowId: address,
  taskQueue: WORK_QUEUE,
  workflowIdConflictPolicy: 'USE_EXISTING' as const,
  workflowIdReusePolicy: 'ALLOW_DUPLICATE' as const,
  staticSummary: inertLine(title, SUMMARY_LENGTH),
  args: [{ address, pinned, continueAfterEvents }] satisfies [IncidentInput],
});
