import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/**
 * Where in which file a failure came from, which process on which host did something (`"identity": "4711@host"`), and where the
 * checkout and the folder of the run lay, hold on this machine only, and no replay reads it. Payloads are base64 of JSON.
 */
export const withoutPlaces = (history: string): string =>
  history
    .replace(/"(stackTrace|identity)": "(?:[^"\\]|\\.)*"/g, '"$1": ""')
    .replace(/"data": "([A-Za-z0-9+/]+=*)"/g, (_, data: string) => `"data": "${elsewhere(data)}"`);

const elsewhere = (data: string): string =>
  Buffer.from(
    Buffer.from(data, 'base64')
      .toString()
      .replaceAll(`${ROOT}/`, '/muster/')
      .replace(new RegExp(`${tmpdir()}/muster-test-\\w+/`, 'g'), '/muster-home/'),
  ).toString('base64');

/** Writes the history of a run over the one of this name, for the replay test to read. */
export async function keepHistory(client: Client, name: string, workflowId: string, runId?: string): Promise<void> {
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  writeFileSync(join(__dirname, 'histories', `${name}.json`), `${withoutPlaces(historyToJSON(history))}\n`);
}
