/** Which incidents are open, without asking Temporal for all of them each time? */
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { INCIDENT_WORKFLOW, SEARCH_ATTRIBUTES } from '../../workflows/contract';
import { createFreshAnswers } from '../temporal/fresh-answer';
import type { WorkflowExecutionInfo } from '@temporalio/client';

/** Temporal's lists are behind: each look goes back this far before what the one before has seen. */
const OVERLAP_MS = 10_000;

/** What the lists were later than that with is found then. */
const ALL_AGAIN_MS = 120_000;

const CHANGED = defineSearchAttributeKey(SEARCH_ATTRIBUTES.changed, SearchAttributeType.DATETIME);

const INCIDENTS = `WorkflowType = '${INCIDENT_WORKFLOW}'`;

export interface OpenFeedOptions {
  /** All runs that a query of Temporal's finds. */
  list: (query: string) => Promise<WorkflowExecutionInfo[]>;
  now?: () => number;
}

/**
 * All open runs of incidents. The first look asks for all of them; later ones only for what began, changed or ended since, by
 * Temporal's own clock. Whoever asks at the same time shares a look.
 */
export function createOpenFeed({ list, now = Date.now }: OpenFeedOptions): () => Promise<WorkflowExecutionInfo[]> {
  let open = new Map<string, WorkflowExecutionInfo>();
  /** Up to when Temporal has told what happened, by its clock; nothing is known without it. */
  let seenAt: number | undefined;
  let allAt = -Infinity;

  const see = (runs: readonly WorkflowExecutionInfo[]): void => {
    for (const run of runs) {
      if (isRunning(run)) open.set(run.runId, run);
      else open.delete(run.runId);
      for (const at of [run.startTime, run.closeTime, run.typedSearchAttributes.get(CHANGED)])
        if (at !== undefined) seenAt = Math.max(seenAt ?? -Infinity, at.getTime());
    }
  };
  const lookAtAll = async (): Promise<void> => {
    const runs = await list(`${INCIDENTS} AND ExecutionStatus = 'Running'`);
    open = new Map();
    see(runs);
    allAt = now();
  };
  const lookAtNews = async (since: number): Promise<void> => {
    const from = `> '${new Date(since - OVERLAP_MS).toISOString()}'`;
    const queries = [`StartTime ${from}`, `CloseTime ${from}`, `${SEARCH_ATTRIBUTES.changed} ${from}`];
    // What has ended since it was listed as running is told last.
    const found = (await Promise.all(queries.map((query) => list(`${INCIDENTS} AND ${query}`)))).flat();
    see(found.filter(isRunning));
    see(found.filter((run) => !isRunning(run)));
  };
  const look = createFreshAnswers(async () => {
    // A namespace whose attributes are not there yet can't be asked for what is new.
    if (seenAt === undefined || open.size === 0 || now() - allAt >= ALL_AGAIN_MS) await lookAtAll();
    else await lookAtNews(seenAt).catch(lookAtAll);
    return [...open.values()];
  });
  return () => look('open');
}

const isRunning = ({ status }: WorkflowExecutionInfo): boolean => status.name === 'RUNNING' || status.name === 'PAUSED';
