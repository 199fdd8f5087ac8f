/** What does the auditor see of a run, and what can be wrong with an incident although its own workflow says nothing? */
import type { Instant, PersonId } from '../state/vocabulary';

/** How Temporal can end a run without us: what its own code ends has another status. */
export const ENDS_WITHOUT_US = ['terminated', 'failed', 'timed out', 'cancelled'] as const;

export type EndWithoutUs = (typeof ENDS_WITHOUT_US)[number];

/** An incident, or its post-mortem, as it is known without asking its workflow. */
export interface AuditedRun {
  /** The incident's id, also for its post-mortem. */
  incidentId: string;
  workflowId: string;
  runId: string;
  of: 'incident' | 'post-mortem';
  title: string;
  /** `?` before its first task. */
  severity: string;
  lead?: PersonId;
  /** What Temporal knows of it now. */
  now:
    | {
        is: 'running';
        /** The earliest thing that somebody owes; absent once the incident has ended. */
        nextDueAt?: Instant;
        /** The workflow task that waits or is under way: which attempt it is, and since when there is one. */
        task?: { attempt: number; since: Instant; because?: string };
      }
    | { is: 'ended'; how: EndWithoutUs; at: Instant };
}

/**
 * `overdue`: what is due is not done. `stuck`: its workflow task fails again and again. `ended`: Temporal ended it, and not
 * its own code.
 */
export type TroubleKind = 'overdue' | 'stuck' | 'ended';

/** What is wrong with one incident or post-mortem, and since when. */
export interface AuditTrouble {
  incidentId: string;
  of: AuditedRun['of'];
  kind: TroubleKind;
  since: Instant;
  title: string;
  severity: string;
  lead?: PersonId;
  /** How it ended. */
  how?: EndWithoutUs;
  /** What its task fails with. */
  because?: string;
}

/** That an incident was opened again after Temporal had ended it. */
export interface Reopening {
  how: EndWithoutUs;
  endedAt: Instant;
  /** As of when its state is known; absent where it began again from what had arrived. */
  stateOf?: Instant;
  /** What may be missing, in words. */
  missing?: string;
}
