/** What does Temporal know of the runs of incidents and post-mortems, so that no workflow has to answer? */
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { optionalTsToMs } from '@temporalio/common/lib/time';
import { z } from 'zod';
import type { AuditedRun, EndWithoutUs } from '../../domain/audit/state';
import { defined } from '../../domain/state/fields';
import { OPEN_STATUSES } from '../../domain/state/vocabulary';
import {
  INCIDENT_WORKFLOW,
  incidentIdOf,
  POST_MORTEM_WORKFLOW,
  postMortemId,
  SEARCH_ATTRIBUTES,
} from '../../workflows/contract';
import { inTurns } from './in-turns';

/** Where the auditor looks. */
export interface RunList {
  running(): Promise<AuditedRun[]>;
  /** Those that Temporal ended after an instant, of which no newer run goes on with the same incident. */
  endedWithoutUs(after: number): Promise<AuditedRun[]>;
}

const OURS = `WorkflowType IN ('${INCIDENT_WORKFLOW}', '${POST_MORTEM_WORKFLOW}')`;

/** How Temporal writes these ends in a query, and how it names them in an answer. */
const ENDS: { query: string; name: string; how: EndWithoutUs }[] = [
  { query: 'Terminated', name: 'TERMINATED', how: 'terminated' },
  { query: 'Failed', name: 'FAILED', how: 'failed' },
  { query: 'TimedOut', name: 'TIMED_OUT', how: 'timed out' },
  { query: 'Canceled', name: 'CANCELLED', how: 'cancelled' },
];

const Memo = z.object({
  incidentId: z.string().optional(),
  title: z.string().optional(),
  severity: z.string().optional(),
  status: z.string().optional(),
});

const LEAD = defineSearchAttributeKey(SEARCH_ATTRIBUTES.lead, 'KEYWORD');
const NEXT_DUE = defineSearchAttributeKey(SEARCH_ATTRIBUTES.nextDue, 'DATETIME');

/** What the search attribute says while nobody leads. */
const NOBODY = 'nobody';

const OPEN: readonly string[] = OPEN_STATUSES;

/** Asks Temporal's lists, and about each run whose task is pending. The lists are about a second behind. */
export function createRunList(client: Client): RunList {
  const collect = async (query: string): Promise<WorkflowExecutionInfo[]> => {
    const runs: WorkflowExecutionInfo[] = [];
    for await (const run of client.workflow.list({ query })) runs.push(run);
    return runs;
  };
  /** The workflow task that waits or is under way. Its repetitions are in no list, only here. */
  const taskOf = async ({ workflowId, runId }: WorkflowExecutionInfo) => {
    const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
    const task = raw.pendingWorkflowTask;
    const since = optionalTsToMs(task?.originalScheduledTime) ?? optionalTsToMs(task?.scheduledTime);
    if (task == null || since === undefined) return undefined;
    const attempt = task.attempt ?? 1;
    return { attempt, since, ...(attempt > 2 && (await firstFailure(client, workflowId, runId))) };
  };
  return {
    running: async () => {
      const runs = await collect(`${OURS} AND ExecutionStatus = 'Running'`);
      return inTurns(runs, async (run) => {
        const task = await taskOf(run);
        const nextDueAt = isOpen(run) ? run.typedSearchAttributes.get(NEXT_DUE)?.getTime() : undefined;
        return { ...about(run), now: { is: 'running', ...defined({ nextDueAt, task }) } };
      });
    },

    endedWithoutUs: async (after) => {
      const ends = ENDS.map(({ query }) => `'${query}'`).join(', ');
      const since = new Date(after).toISOString();
      const ended = await collect(`${OURS} AND ExecutionStatus IN (${ends}) AND CloseTime > '${since}'`);
      const judged = await inTurns(ended, async (run) => {
        const all = await collect(`WorkflowId = '${run.workflowId}' AND StartTime >= '${run.startTime.toISOString()}'`);
        const own = about(run);
        const isNewest = !all.some((other) => isAfter(run, other) && about(other).incidentId === own.incidentId);
        const how = ENDS.find(({ name }) => name === run.status.name)?.how;
        const at = run.closeTime?.getTime();
        return !isNewest || how === undefined || at === undefined
          ? undefined
          : { ...own, now: { is: 'ended' as const, how, at } };
      });
      return judged.filter((run) => run !== undefined);
    },
  };
}

/** Of a task that fails again and again, only the first failure is in the history: when, and with what. */
async function firstFailure(
  client: Client,
  workflowId: string,
  runId: string,
): Promise<{ since?: number; because?: string }> {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: 10,
  });
  const failed = history?.events?.find(({ workflowTaskFailedEventAttributes: of }) => of != null);
  const because = failed?.workflowTaskFailedEventAttributes?.failure?.message ?? undefined;
  return defined({ since: optionalTsToMs(failed?.eventTime), because });
}

/** Two runs of one address follow each other; one that was reset begins before the one that it replaces is ended. */
const isAfter = (run: WorkflowExecutionInfo, other: WorkflowExecutionInfo): boolean =>
  other.runId !== run.runId && (other.closeTime?.getTime() ?? Infinity) > (run.closeTime?.getTime() ?? 0);

const memoIn = (run: WorkflowExecutionInfo): z.output<typeof Memo> => Memo.safeParse(run.memo ?? {}).data ?? {};

const isOpen = (run: WorkflowExecutionInfo): boolean => OPEN.includes(memoIn(run).status ?? '');

function about(run: WorkflowExecutionInfo): Omit<AuditedRun, 'now'> {
  const { workflowId, runId } = run;
  const of = run.type === POST_MORTEM_WORKFLOW ? 'post-mortem' : 'incident';
  const { incidentId, title = 'not started yet', severity = '?' } = memoIn(run);
  const lead = run.typedSearchAttributes.get(LEAD);
  return {
    incidentId: incidentId ?? (of === 'incident' ? incidentIdOf(workflowId, runId) : withoutEnd(workflowId)),
    workflowId,
    runId,
    of,
    title,
    severity,
    ...(lead !== undefined && lead !== NOBODY && { lead }),
  };
}

/** A post-mortem's id is its incident's, with an ending. */
const withoutEnd = (workflowId: string): string => workflowId.slice(0, -postMortemId('').length);
