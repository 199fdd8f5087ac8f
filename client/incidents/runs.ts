/** What does Temporal itself know about an incident, so that no worker has to be asked? */
import { INCIDENT_WORKFLOW, incidentIdOf, SEARCH_ATTRIBUTES, WAITING_STATUS } from '../../workflows/contract';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { z } from 'zod';
import { defined } from '../../domain/state/fields';

/** What is read of `IncidentMemo`: a run whose worker has not come yet has none. */
const Memo = z.object({
  incidentId: z.string().optional(),
  title: z.string().optional(),
  severity: z.string().optional(),
  status: z.string().optional(),
  alerts: z.number().optional(),
  /** When the incident began, which is earlier than its run where that continues another one. */
  startedAt: z.string().optional(),
  overdue: z.number().optional(),
  drill: z.literal(true).optional(),
});

/** An incident as Temporal itself knows it, which takes no worker. */
export interface IncidentSummary {
  id: string;
  address: string;
  open: boolean;
  title: string;
  severity: string;
  status: string;
  alerts: number;
  startedAt: string;
  endedAt?: string;
  service?: string;
  lead?: string;
  leadName?: string;
  nextDueAt?: string;
  /** How many obligations are overdue. */
  overdue?: number;
  /** It is a drill: it counts nowhere. */
  drill?: true;
  /** What the auditor has found: it stands still, or Temporal ended it. */
  trouble?: string;
}

/** Open incidents, with those that ended after an instant if one is given, or all that Temporal still has. */
export interface Which {
  all: boolean;
  endedAfter?: number;
}

/** An incident and the run that tells about it. */
export interface IncidentRunPlace extends IncidentSummary {
  runId: string;
}

const KEYWORDS = {
  service: defineSearchAttributeKey(SEARCH_ATTRIBUTES.service, SearchAttributeType.KEYWORD),
  lead: defineSearchAttributeKey(SEARCH_ATTRIBUTES.lead, SearchAttributeType.KEYWORD),
};

const NEXT_DUE = defineSearchAttributeKey(SEARCH_ATTRIBUTES.nextDue, SearchAttributeType.DATETIME);

/** What the search attribute says while nobody leads. */
const NOBODY = 'nobody';

type Run = Pick<
  WorkflowExecutionInfo,
  'type' | 'workflowId' | 'runId' | 'status' | 'startTime' | 'closeTime' | 'memo' | 'typedSearchAttributes'
>;

/** Reads a run; `undefined` if it is not an incident's, or if it never became an incident. */
export function runPlaceOf(run: Run): IncidentRunPlace | undefined {
  if (run.type !== INCIDENT_WORKFLOW) return undefined;
  const parsed = Memo.safeParse(run.memo ?? {});
  const memo = parsed.success ? parsed.data : {};
  if (memo.status === WAITING_STATUS.nothing) return undefined;
  const runs = run.status.name === 'RUNNING' || run.status.name === 'PAUSED';
  // Alerts that cleared before their maintenance window ended are on record, but were never an incident.
  if (memo.status === WAITING_STATUS.maintenance && !runs) return undefined;
  // An incident that was merged into another keeps running only to forward what arrives for it.
  const open = runs && memo.status !== 'merged';
  const [service, lead] = [
    run.typedSearchAttributes.get(KEYWORDS.service),
    run.typedSearchAttributes.get(KEYWORDS.lead),
  ];
  const nextDueAt = run.typedSearchAttributes.get(NEXT_DUE);
  return {
    // Without a memo the run is an incident's first, after which the incident is called.
    id: memo.incidentId ?? incidentIdOf(run.workflowId, run.runId),
    address: run.workflowId,
    runId: run.runId,
    open,
    title: memo.title ?? (open ? 'waiting for a worker' : 'started no incident'),
    severity: memo.severity ?? '?',
    status: memo.status ?? (open ? 'new' : 'ended'),
    alerts: memo.alerts ?? 0,
    startedAt: memo.startedAt ?? run.startTime.toISOString(),
    ...(run.closeTime !== undefined && { endedAt: run.closeTime.toISOString() }),
    ...defined({ service }),
    ...(lead !== undefined && lead !== NOBODY && { lead }),
    ...(open && nextDueAt !== undefined && { nextDueAt: nextDueAt.toISOString() }),
    ...(open && memo.overdue !== undefined && { overdue: memo.overdue }),
    ...defined({ drill: memo.drill }),
  };
}

/**
 * One place per incident, told by its latest run. An incident that continued as new has several; so has an address
 * whose closing incident continued as a new one, and then the earlier incident's last run is over, not open.
 */
export function latestOfEach(runs: readonly Run[]): IncidentRunPlace[] {
  const latest = new Map<string, IncidentRunPlace>();
  const oldestFirst = [...runs].sort((a, b) => a.startTime.getTime() - b.startTime.getTime());
  for (const place of oldestFirst.flatMap((run) => runPlaceOf(run) ?? [])) {
    const before = latest.get(place.id);
    latest.set(place.id, { ...place, startedAt: earlier(before?.startedAt, place.startedAt) });
  }
  return [...latest.values()];
}

const earlier = (a: string | undefined, b: string): string => (a === undefined || b < a ? b : a);
