/** How are the parts of Slack put together, for HTTP and Socket Mode alike? */
import type { DirectoryData } from '../../directory/schema';
import type { PinnedPolicy } from '../../workflows/contract';
import type { IncidentClient } from '../incidents/api';
import { createSlackHandlers, type SlackHandlers } from './handlers';
import { createSlackPeople } from './members';
import { createRecent } from './duplicates';
import type { SlackSettings } from './settings';
import { createSlackApi } from './slack-api';
import { createWhispering } from './ephemeral';

export interface OpenSlackOptions {
  settings: SlackSettings;
  incidents: IncidentClient;
  directory: { current(): DirectoryData };
  policies: () => readonly PinnedPolicy[];
  onTrouble: (reason: string) => void;
  onBug: (error: unknown) => void;
  now?: () => number;
}

/** How long an act is remembered; Slack gives up repeating a request long before. */
const REMEMBER_MS = 10 * 60_000;

/** The handlers for what people do on Slack, for HTTP and Socket Mode alike. */
export function openSlack({
  settings,
  incidents,
  directory,
  policies,
  onTrouble,
  onBug,
  now = Date.now,
}: OpenSlackOptions): SlackHandlers {
  const api = createSlackApi(settings);
  return createSlackHandlers({
    incidents,
    directory,
    policies,
    now,
    personOf: createSlackPeople({ directory, api, now }),
    api,
    whisper: createWhispering({ apiUrl: settings.apiUrl, api, onTrouble }),
    recent: createRecent({ keepMs: REMEMBER_MS, now }),
    onBug,
  });
}
