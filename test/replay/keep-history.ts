import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../package.json';

/**
 * Where in which file a failure came from, and which process on which host did something (`"identity": "4711@host"`), hold on
 * this machine only, and no replay reads it.
 */
export const withoutPlaces = (history: string): string =>
  history.replace(/"(stackTrace|identity)": "(?:[^"\\]|\\.)*"/g, '"$1": ""');

/** Writes the history of a run as one of this version's, for the replay test to read. */
export async function keepHistory(client: Client, name: string, workflowId: string, runId?: string): Promise<void> {
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  writeFileSync(join(__dirname, 'histories', `${name}-${version}.json`), `${withoutPlaces(historyToJSON(history))}\n`);
}
