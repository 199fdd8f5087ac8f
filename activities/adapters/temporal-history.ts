/** Which incident had this address before, according to Temporal's list of runs? */
import type { Client } from '@temporalio/client';
import type { History } from '../ports';

/** Incident ids are in the memo of each run; a run that no incident came of has none. */
const idOf = (memo: Record<string, unknown> | undefined): string | undefined => {
  const id = memo?.['incidentId'];
  return typeof id === 'string' ? id : undefined;
};

/** How many runs are looked at: those of one incident that continued in new histories come first. */
const NEWEST = 20;

/** What ran under an address before, from Temporal's own list of runs. */
export function createTemporalHistory(client: Client): History {
  return {
    async previousIncident(incidentId, address, startedBefore) {
      const query = `WorkflowId = "${address}" AND StartTime < "${new Date(startedBefore).toISOString()}"`;
      let seen = 0;
      for await (const run of client.workflow.list({ query, pageSize: NEWEST })) {
        const id = idOf(run.memo);
        // Not by its status: the list is about a second behind, and may call a run open that has just ended.
        if (id !== undefined && id !== incidentId) return id;
        seen += 1;
        if (seen >= NEWEST) break;
      }
      return undefined;
    },
  };
}
