/** What is left of an incident that Temporal ended: its newest state, and what arrived after it? */
import type { Client } from '@temporalio/client';
import type { Records, Snapshots } from '../../activities/ports';
import type { AuditedRun } from '../../domain/audit/state';
import type { Incident, TimelineEntry } from '../../domain/state/incident';
import { messageOf } from '../../domain/text/message-of';
import type { JsonLog } from '../../launcher/json-log';
import { type ClosedHistory, readClosedHistory, type Stored } from './history';
import { type Bundle, replayedState } from './replay';

export type EndedRun = AuditedRun & { now: { is: 'ended' } };

export interface Remains {
  history: ClosedHistory;
  /** Absent where no incident had opened yet. */
  incident?: Incident;
  /** As of when it is. */
  stateOf?: number;
  /** What arrived after that state. */
  since: Stored[];
}

export interface Sources {
  client: Client;
  snapshots: Pick<Snapshots, 'read'>;
  records: Pick<Records, 'read'>;
  bundle: Bundle;
  log: Pick<JsonLog, 'warn'>;
}

/**
 * The state at the end, where the closed history can still be replayed; else the copy that was kept of it; else what the run
 * began with. Fails where Temporal has its history no longer: nobody then knows by which policy it ran.
 */
export async function remainsOf(sources: Sources, run: EndedRun): Promise<Remains> {
  const { client, snapshots, records } = sources;
  const history = await readClosedHistory(client, run.workflowId, run.runId);
  if (history === undefined) throw new Error('Temporal no longer has its history');
  const after = (seen: number): Stored[] => history.stored.filter(({ eventId }) => eventId > seen);
  const atEnd = await stateAtEnd(sources, run, history);
  if (atEnd !== undefined) return { history, incident: atEnd, stateOf: run.now.at, since: after(history.lastSeen) };
  const snapshot = await snapshots.read(run.incidentId).catch(() => undefined);
  if (snapshot?.runId === run.runId) {
    const incident = await withRecord(records, snapshot.incident);
    return { history, incident, stateOf: snapshot.at, since: after(snapshot.events) };
  }
  const { resume } = history.input;
  if (resume === undefined) return { history, since: after(0) };
  return { history, incident: await withRecord(records, resume), stateOf: history.startedAt, since: after(0) };
}

/** The whole state as the closed run left it. */
async function stateAtEnd(
  { bundle, log }: Sources,
  { incidentId, workflowId }: EndedRun,
  { events, lastSeen }: ClosedHistory,
): Promise<Incident | undefined> {
  try {
    return await replayedState(bundle, workflowId, events, lastSeen);
  } catch (error) {
    log.warn("Can't replay the history of an incident that Temporal ended", { incidentId, problem: messageOf(error) });
    return undefined;
  }
}

/**
 * The state with the entries that its record has beyond it. Without them new entries would get numbers that are taken, and
 * the record keeps of each number what came first.
 */
async function withRecord(records: Pick<Records, 'read'>, incident: Incident): Promise<Incident> {
  const recorded = (await records.read(incident.id)) as TimelineEntry[];
  const last = recorded.at(-1)?.seq ?? 0;
  return {
    ...incident,
    timeline: [...incident.timeline, ...recorded.filter(({ seq }) => seq >= incident.nextSeq)],
    nextSeq: Math.max(incident.nextSeq, last + 1),
    recordedSeq: Math.max(incident.recordedSeq, last),
  };
}
