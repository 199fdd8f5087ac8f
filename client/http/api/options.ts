/** What does the API need from the rest of Muster? */
import type { LiveDirectory } from '../../../directory/directory';
import type { OverrideBook } from '../../../directory/override-book';
import type { PinnedPolicy } from '../../../workflows/contract';
import type { Gate } from '../../access/gate';
import type { IncidentClient } from '../../incidents/api';

/** What the API is made of. */
export interface ApiOptions {
  incidents: IncidentClient;
  gate: Gate;
  directory: LiveDirectory;
  policies: () => readonly PinnedPolicy[];
  /** The state folder, where the lasting records are; absent where this process has none at hand. */
  home?: string;
  /** The shifts that people took over; absent where this process keeps none. */
  overrides?: OverrideBook;
  now?: () => number;
}
