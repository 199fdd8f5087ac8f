/** Everything that a template of messages may name. Lists come as finished lines. */
export const MESSAGE_PLACEHOLDERS = [
  'title',
  'severity',
  'service',
  'status',
  'started',
  'summary',
  'symptoms',
  'impact',
  'timeline',
  'currentActions',
  'nextUpdate',
  'lead',
  'channel',
  'bridge',
  'duration',
  'rootCause',
  'resolution',
  'postMortem',
  'sinceLast',
  'findings',
  'lastDeployment',
  'rollbackTarget',
  'speaksFor',
  'speaksAgainst',
  'decisionDue',
  'incidentId',
  'attendees',
  'updatesPosted',
  'date',
  'actionItems',
  'approval',
  'notInTime',
  'dataLost',
  'usersAffected',
] as const;

/** What a text for the public may name, and nothing else: no alert's words, no name, no cause. */
export const PUBLIC_PLACEHOLDERS = ['service', 'impact', 'nextUpdate', 'started', 'duration'] as const;

export type MessagePlaceholder = (typeof MESSAGE_PLACEHOLDERS)[number];

/** Parameters that adapters read by name, so that a policy may hold them without a command that shows them. */
export const WELL_KNOWN_PARAMETERS: readonly string[] = [
  'prometheusUrl',
  'rollbackUrl',
  'rollbackCommand',
  'deployment',
  'namespace',
  'appSelector',
  'databaseSelector',
  'database',
  'databaseUser',
];
