/** When is an incident's state kept outside of Temporal? */
import { fitted } from '../domain/state/fit';
import type { Incident } from '../domain/state/incident';
import { LARGEST_MESSAGE } from '../domain/state/size';
import { LAST, work } from './perform';
import { workflowInfo } from '@temporalio/workflow';

/**
 * At the beginning of each history, and at each change of severity or status. Should Temporal end the incident, the auditor
 * opens it again from there; what came after it is in the history. A copy that can't be kept is not tried again before the
 * next change.
 */
export function createSnapshotKeeper(track: (job: Promise<void>) => void) {
  let kept = '';
  let isUnderWay = false;
  const isOwed = ({ severity, status }: Incident): boolean => !isUnderWay && kept !== `${severity} ${status}`;
  return {
    isOwed,
    /** Keeps a copy where one is owed. */
    keep(incident: Incident): void {
      if (!isOwed(incident)) return;
      kept = `${incident.severity} ${incident.status}`;
      isUnderWay = true;
      const { runId, historyLength: events } = workflowInfo();
      const snapshot = { incident: fitted(incident, LARGEST_MESSAGE), runId, events, at: Date.now() };
      track(
        work.keepSnapshot
          .executeWithOptions({ summary: 'keep a copy of the state', priority: LAST }, [snapshot])
          .catch(() => undefined)
          .then(() => void (isUnderWay = false)),
      );
    },
  };
}
