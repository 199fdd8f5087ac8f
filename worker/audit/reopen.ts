/** How is an incident opened again that Temporal ended, so that nothing accepted is gone? */
import {
  WorkflowExecutionAlreadyStartedError,
  type WorkflowExecutionDescription,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { Records } from '../../activities/ports';
import type { Incoming } from '../../domain/alerts/prelude';
import { fittedArrivals } from '../../domain/alerts/fit';
import type { Reopening } from '../../domain/audit/state';
import { compact } from '../../domain/state/carry-over';
import { fitted } from '../../domain/state/fit';
import { jsonSize, LARGEST_MESSAGE } from '../../domain/state/size';
import { utcDateTime } from '../../domain/text/format';
import { inertLine } from '../../domain/text/inert';
import { INCIDENT_WORKFLOW, type IncidentInput, postMortemId, WORK_QUEUE } from '../../workflows/contract';
import { memoOf } from '../../workflows/temporal-ui';
import { joinInstead } from './join';
import { type EndedRun, type Remains, remainsOf, type Sources } from './remains';

export interface ReopenOptions extends Sources {
  records: Pick<Records, 'read' | 'append'>;
}

/** Opens an incident again; says in a sentence what was done. Fails where it can't, with the reason. */
export type Reopen = (run: EndedRun) => Promise<string>;

/** Of a state that is older than the end. Effects keep their keys: what had gone out does not go out again. */
const LATER = 'What Muster did by itself after that is in the systems that it reached, and may be missing here';

/** Temporal refuses longer summaries. */
const SUMMARY_LENGTH = 190;

export function createReopen(options: ReopenOptions): Reopen {
  const { client, records } = options;
  const isThere = async (workflowId: string): Promise<boolean> => {
    try {
      await client.workflow.getHandle(workflowId).describe();
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  };

  const start = async (run: EndedRun, ended: WorkflowExecutionDescription, remains: Remains): Promise<void> => {
    const { incidentId, workflowId, now, title } = run;
    const { address, pinned, continueAfterEvents, previous } = remains.history.input;
    const { incident, stateOf, since } = remains;
    const isOlder = stateOf !== undefined && stateOf < now.at;
    const reopening: Reopening = {
      how: now.how,
      endedAt: now.at,
      ...(stateOf !== undefined && { stateOf }),
      ...(isOlder && { missing: LATER }),
    };
    const carried: Incoming[] = since.flatMap(({ incoming }) => incoming ?? []);
    const isClosing = incident?.status === 'resolved' && (await isThere(postMortemId(incidentId)));
    const input: IncidentInput = {
      address,
      pinned,
      continueAfterEvents,
      ...(previous !== undefined && incident === undefined && { previous }),
      ...(isClosing && { closing: true as const }),
      reopened: { id: incidentId, ...reopening, acts: since.flatMap(({ act }) => act ?? []) },
      carried: fittedArrivals(carried, LARGEST_MESSAGE / 3),
    };
    const room = LARGEST_MESSAGE - jsonSize(input);
    const resume = incident === undefined ? undefined : fitted(compact(pinned.policy, incident), room);
    await client.workflow.start(INCIDENT_WORKFLOW, {
      workflowId,
      taskQueue: WORK_QUEUE,
      // Another worker may be faster, and a new incident may have opened at the address.
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      staticSummary: inertLine(title, SUMMARY_LENGTH),
      memo: { ...ended.memo, ...(incident !== undefined && memoOf(incident)), incidentId },
      typedSearchAttributes: ended.typedSearchAttributes,
      args: [{ ...input, ...(resume !== undefined && { resume }) }],
    });
  };

  return async (run) => {
    const { workflowId, runId, incidentId } = run;
    const ended = await client.workflow.getHandle(workflowId, runId).describe();
    const remains = await remainsOf(options, run);
    const { stateOf } = remains;
    const from = stateOf === undefined ? 'the alerts that had arrived' : `its state of ${utcDateTime(stateOf)}`;
    const done = `Muster opened it again from ${from}`;
    try {
      await start(run, ended, remains);
      return done;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    const there = await client.workflow.getHandle(workflowId).describe();
    if (there.memo?.['incidentId'] === incidentId) return done;
    return joinInstead({ client, records }, run, there, remains);
  };
}
