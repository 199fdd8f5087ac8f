import type { SentMessage } from '../../demo/messages';
import type { PlayOutcome } from '../../demo/outcome';
import type { PostMortemView } from '../../domain/post-mortem/view';
import type { ObligationView } from '../../domain/ledger/view';
import type { IncidentView } from '../../domain/view';

export const START = Date.parse('2026-01-05T03:00:00.000Z');
const ID = 'release-manager-7f3k2a9q-x4tm';

/** An instant of the play: so many policy minutes after the alert, each of which is a second. */
export const minute = (count: number): string => new Date(START + count * 1000).toISOString();

export const line = (key: string, at: number, rest: Partial<SentMessage> = {}): SentMessage => ({
  at: minute(at),
  incidentId: ID,
  key,
  port: key.startsWith('page:') ? 'page' : 'chat',
  kind: 'page',
  to: ['ingrid-solberg'],
  text: 'text',
  ...rest,
});

const owed = (id: string, state: ObligationView['state'], dueAt?: number): ObligationView => ({
  id,
  what: `what ${id} asks for`,
  owner: 'lead',
  state,
  ...(dueAt !== undefined && { dueAt: minute(dueAt) }),
  ...(state !== 'missed' && { doneAt: minute((dueAt ?? 10) + 1), by: 'tomasz-nowak' }),
});

const ROLES = ['vp-engineering', 'engineering-manager', 'all-on-call.a', 'all-on-call.b', 'devops-lead'];
const PEOPLE = ['ingrid-solberg', 'kwame-mensah', 'tomasz-nowak', 'aroha-ngata', 'mei-lin-chen'];
const PROBED = ['health-checks', 'error-rate-normal', 'response-times-normal'];
const BY_HAND = ['no-crash-loops', 'connections-normal', 'reports-ceased', 'dashboard-green'];
const LATER = [
  ...['regression-tests', 'integration-tests', 'data-integrity', 'cache-consistency', 'logs-reviewed', 'team-aware'],
  ...['post-mortem-conducted', 'root-cause-document', 'action-items-assigned', 'code-review', 'monitoring-improved'],
  'team-training',
];

export const OUTBOX: SentMessage[] = [
  ...[1, 2, 3].flatMap((n) =>
    ROLES.map((role, at) => line(`page:P1:0m:${role}:${n}`, (n - 1) * 2 + 0.2, { to: [PEOPLE[at] ?? ''] })),
  ),
  line('initial:chat', 0.2, { kind: 'initial', to: ['#incidents'] }),
  line('initial:mail', 0.2, { kind: 'initial', port: 'mail', to: ['stakeholders@company.com'] }),
  line('page:P1:30m:cto:1', 5.1, { to: ['rafael-ortiz'] }),
  line('brief:1:chat', 15.1, { kind: 'brief', to: ['#incidents'] }),
  line('brief:1:approvers', 15.1, { kind: 'brief', to: ['kwame-mensah'] }),
  line('page:P1:join:devops-lead:2', 15.1, { to: ['mei-lin-chen'] }),
  line('resolved:chat', 48, { kind: 'resolved', to: ['#incidents'] }),
  line('resolved:mail', 48, { kind: 'resolved', port: 'mail', to: ['stakeholders@company.com'] }),
  line('invite:0', 48.2, { kind: 'invitation', port: 'calendar' }),
  line('invite:1', 49, { kind: 'invitation', port: 'calendar' }),
  line('reminder:1:1h', 56, { kind: 'reminder' }),
  line('cancel:2', 57, { kind: 'withdrawal', port: 'calendar' }),
];

const STORY: [at: number, kind: string, text: string, by?: string][] = [
  [0, 'opened', 'Opened as P1 by alertmanager'],
  [5, 'update', 'Update 1 posted automatically'],
  [6, 'acknowledged', 'Tomasz Nowak acknowledged', 'tomasz-nowak'],
  [9, 'update', 'Update 2 posted automatically'],
  [12, 'update', 'Update 3: we look at it', 'tomasz-nowak'],
  [17.5, 'rollback', 'Dry run of the rollback to v2024.01.14: would roll back'],
  [17.6, 'rollback', 'The rollback is under way'],
  [18, 'rollback', 'Rolled back to v2024.01.14: v2024.01.14 runs and is healthy'],
  [48, 'stable', 'Stable for the whole stability watch'],
];

export const INCIDENT: IncidentView = {
  id: ID,
  address: 'release-manager-7f3k2a9q',
  service: 'release-manager',
  title: 'Release Manager API degraded',
  severity: 'P1',
  severityTitle: 'Critical',
  severityRank: 0,
  severityReasons: ['the alert says severity=P1'],
  unclassified: false,
  status: 'resolved',
  startedAt: minute(0),
  beganAt: minute(0),
  resolvedAt: minute(48),
  lead: 'tomasz-nowak',
  leadName: 'Tomasz Nowak',
  acknowledgedBy: ['tomasz-nowak'],
  people: [
    { id: 'tomasz-nowak', name: 'Tomasz Nowak', roles: ['all-on-call', 'on-call-engineer'], joinedAt: minute(6) },
    { id: 'ingrid-solberg', name: 'Ingrid Solberg', roles: ['vp-engineering'] },
  ],
  policy: { name: 'release-manager-demo', version: '1.0.0', hash: 'abc' },
  alerts: { names: [], firing: 0, total: 1, received: 1 },
  facts: {},
  obligations: [
    owed('response', 'late', 5),
    ...['vp-engineering', 'engineering-manager', 'on-call-engineer', 'devops-lead'].map((role) =>
      owed(`join:${role}`, 'late', 5),
    ),
    owed('task:page-team', 'met', 1),
    owed('task:open-bridge', 'late', 5),
    owed('task:stabilize', 'met'),
    owed('task:prepare-decision', 'met', 15),
    owed('task:decide', 'met', 30),
    owed('decision', 'met', 30),
    owed('stability', 'met', 48),
    owed('update:1', 'missed', 5),
    owed('update:2', 'missed', 10),
    owed('update:3', 'met', 15),
  ],
  timeline: STORY.map(([at, kind, text, by], seq) => ({
    seq,
    at: minute(at),
    kind,
    text,
    ...(by !== undefined && { by }),
  })),
  checklist: [...PROBED.map((id) => ({ id, by: 'muster' })), ...BY_HAND.map((id) => ({ id, by: 'tomasz-nowak' }))].map(
    ({ id, by }) => ({ id, by, stage: 'immediate', text: id, state: 'ticked', evidence: 'seen' }),
  ),
  findings: ['a', 'b', 'c', 'd', 'e'].map((step) => ({ step, title: step, state: 'done', text: 'none' })),
  decision: {
    number: 1,
    dueAt: minute(30),
    made: { choice: 'roll-back', by: 'kwame-mensah', reason: 'it began with it', at: minute(17) },
    missed: false,
  },
  failing: [],
  upcoming: [],
};

export const POST_MORTEM: PostMortemView = {
  id: `${ID}-post-mortem`,
  incidentId: ID,
  title: INCIDENT.title,
  severity: 'P1',
  resolvedAt: minute(48),
  draft: '/home/post-mortem.md',
  meeting: { startsAt: minute(117), inBusinessHours: true, moved: 1 },
  heldAt: minute(57),
  signatures: [],
  missingSignatures: [],
  actionItems: [],
  checklist: [],
  obligations: [
    ...LATER.map((id) => owed(`checklist:${id}`, 'met', 108)),
    ...['held', 'signed:engineering-manager', 'signed:vp-engineering'].map((id) =>
      owed(`post-mortem:${id}`, 'met', 2928),
    ),
    owed('action-item:a1', 'met', 700_000),
  ],
  timeline: [{ seq: 100, at: minute(57), kind: 'held', text: 'The post-mortem was held' }],
};

/** A play that went as it should. */
export const GOOD: PlayOutcome = {
  incident: INCIDENT,
  postMortem: POST_MORTEM,
  isPostMortemComplete: true,
  sent: OUTBOX,
  vendors: [],
  goingOn: [],
  service: { version: 'v2024.01.14', healthy: true },
  alert: { address: INCIDENT.address, postedAt: START - 40, acceptedAt: START - 5, refusals: 0 },
  repeated: { address: INCIDENT.address, postedAt: START + 8_000, acceptedAt: START + 8_050, refusals: 1 },
  outage: {
    killed: [
      { name: 'worker', before: 1, after: 3 },
      { name: 'Temporal', before: 2, after: 4 },
    ],
    at: START + 7_000,
    backAt: START + 9_000,
    answeredAt: START + 9_400,
  },
  files: { timeline: 't.md', postMortem: 'p.md', invitation: 'i.ics', outbox: 'o.jsonl' },
  written: ['timeline', 'postMortem', 'invitation', 'outbox'],
};
