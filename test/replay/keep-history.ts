import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../package.json';

/** Where in which file a failure came from holds on this machine only, and no replay reads it. */
const withoutPlaces = (history: string): string =>
  history.replace(/"stackTrace": "(?:[^"\\]|\\.)*"/g, '"stackTrace": ""');

/** Writes the history of a run as one of this version's, for the replay test to read. */
export async function keepHistory(client: Client, name: string, workflowId: string, runId?: string): Promise<void> {
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  writeFileSync(join(__dirname, 'histories', `${name}-${version}.json`), `${withoutPlaces(historyToJSON(history))}\n`);
}
