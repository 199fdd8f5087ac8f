import type { Deed } from '../domain/acts';
import type { AlertGroup, Declaration } from '../domain/alert';
import type { PostMortemDeed } from '../domain/post-mortem-acts';
import type { PostMortemView } from '../domain/post-mortem-view';
import type { IncidentView } from '../domain/view';
import type { Answer } from './acting';
import type { IncidentSummary } from './runs';

/** Alerts as a source brings them. Which policy answers for their service, and what it is called there, is ours to say. */
export type ArrivedAlerts = Omit<AlertGroup, 'serviceTitle' | 'serviceUnknown'>;

/** What became of alerts: an incident has them, or there was nothing to do. */
export type Arrival = { address: string; workflowRunId: string } | { address: string; ignored: string };

/** A person, as an id, handle or name of the directory, and the way on which they came. */
export interface By {
  person: string;
  via: string;
}

export type Declaring = Pick<Declaration, 'title' | 'severity' | 'impact'> & {
  facts?: Declaration['facts'];
  service?: string;
};

/**
 * Everything that people and programs outside can do with incidents. `ref` is a full id, its last part (`x4tm`) or an
 * address (the open incident there, else the last). Everything rejects with `Refused` (the reason in one sentence),
 * `Unreachable` (Temporal did not take it) or `Unanswered` (no worker answered in time; it may still take effect).
 */
export interface IncidentClient {
  /** Resolves only when Temporal has the alerts for good. */
  alertsArrived(group: ArrivedAlerts): Promise<Arrival>;
  declare(by: By, declaration: Declaring): Promise<{ address: string; incidentId: string }>;
  /** After the resolution, `tick`, `untick` and `note` go to the post-mortem. */
  act(ref: string, by: By, deed: Deed): Promise<Answer>;
  show(ref: string): Promise<IncidentView>;
  /** Open incidents, or all that Temporal still has; about a second behind. */
  list(which: { all: boolean }): Promise<IncidentSummary[]>;
  postMortem(ref: string): Promise<PostMortemView>;
  postMortemAct(ref: string, by: By, deed: PostMortemDeed): Promise<Answer>;
}
