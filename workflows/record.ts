/** How do a timeline's entries get on record, and how does the post-mortem of an incident start? */
import { nextPiece, type Recorded } from '../domain/ledger/record';
import { fitted } from '../domain/state/fit';
import type { Incident } from '../domain/state/incident';
import { jsonSize, LARGEST_MESSAGE } from '../domain/state/size';
import { type IncidentInput, POST_MORTEM_WORKFLOW, postMortemId, type PostMortemInput } from './contract';
import { LAST, work } from './perform';
import { ParentClosePolicy, startChild } from '@temporalio/workflow';

/**
 * Puts what is not on record yet there, piece after piece, up to the entry that is the newest now. `recorded` hears of each
 * piece. What could not be put there is kept and put there next time; whatever it belongs to goes on.
 */
export async function putOnRecord(
  incidentId: string,
  story: () => Recorded,
  recorded: (upToSeq: number) => void,
): Promise<void> {
  const newestSeq = story().nextSeq - 1;
  for (;;) {
    const entries = nextPiece(story(), newestSeq);
    const upToSeq = entries.at(-1)?.seq;
    if (upToSeq === undefined) return;
    try {
      await work.record.executeWithOptions({ summary: 'keep the record', priority: LAST }, [{ incidentId, entries }]);
    } catch {
      return;
    }
    recorded(upToSeq);
  }
}

/** Starts the post-mortem, abandoned by its parent on purpose: the incident's end must not end it. */
export async function startPostMortem(input: IncidentInput, incident: Incident): Promise<void> {
  const { pinned, continueAfterEvents } = input;
  const room = LARGEST_MESSAGE - jsonSize(pinned);
  const args: [PostMortemInput] = [{ pinned, continueAfterEvents, incident: fitted(incident, room) }];
  await startChild(POST_MORTEM_WORKFLOW, {
    workflowId: postMortemId(incident.id),
    args,
    parentClosePolicy: ParentClosePolicy.ABANDON,
    staticSummary: `Post-mortem of ${incident.title}`.slice(0, 190),
  });
}
