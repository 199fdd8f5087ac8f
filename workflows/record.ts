/** When an incident goes on record or ends, how are its entries kept and its post-mortem started? */
import type { Incident } from '../domain/state/incident';
import { type IncidentInput, POST_MORTEM_WORKFLOW, postMortemId, type PostMortemInput } from './contract';
import { work } from './perform';
import { ParentClosePolicy, startChild } from '@temporalio/workflow';

/** Puts on record what is not there yet; answers up to which entry, or nothing where there was none or it did not succeed. */
export async function putOnRecord({ id, timeline, recordedSeq }: Incident): Promise<number | undefined> {
  const entries = timeline.filter(({ seq }) => seq > recordedSeq);
  const upToSeq = entries.at(-1)?.seq;
  if (upToSeq === undefined) return undefined;
  return work.record.executeWithOptions({ summary: 'keep the record' }, [{ incidentId: id, entries }]).then(
    () => upToSeq,
    // What could not be put on record is carried along and put there next time; the incident goes on.
    () => undefined,
  );
}

/** Starts the post-mortem, abandoned by its parent on purpose: the incident's end must not end it. */
export async function startPostMortem(input: IncidentInput, incident: Incident): Promise<void> {
  const { pinned, continueAfterEvents } = input;
  const args: [PostMortemInput] = [{ pinned, continueAfterEvents, incident }];
  await startChild(POST_MORTEM_WORKFLOW, {
    workflowId: postMortemId(incident.id),
    args,
    parentClosePolicy: ParentClosePolicy.ABANDON,
    staticSummary: `Post-mortem of ${incident.title}`.slice(0, 190),
  });
}
