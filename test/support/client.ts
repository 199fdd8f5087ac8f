/** Which ready-made parts do the tests of the client and the HTTP server need? */
import { createGate } from '../../client/access/create-gate';
import type { SignInSession, SessionStore } from '../../client/access/sessions';
import { createVisitors } from '../../client/access/visitors';
import type { Tokens } from '../../client/access/tokens';
import { createSns } from '../../client/http/intake/sns/signature';
import { createHttpMetrics } from '../../client/http/metrics';
import type { HttpServerOptions } from '../../client/http/server';
import type { IncidentClient } from '../../client/incidents/api';
import { pinPolicies } from '../../client/incidents/policies';
import type { IncidentSummary } from '../../client/incidents/runs';
import { noPostMortem } from '../../client/incidents/send-act';
import { createDirectory } from '../../directory/directory';
import type { DirectoryInput } from '../../directory/schema';
import type { IncidentView } from '../../domain/view';
import { createJsonLog } from '../../launcher/json-log';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

export const shippedPolicy = () => pinPolicies([join(root, 'policy', 'release-manager.yaml')], 1);

const people: DirectoryInput = {
  people: [
    { id: 'ada', name: 'Ada Byron', handle: 'ada', roles: ['vp-engineering'] },
    { id: 'grace', name: 'Grace Hopper', contactPoints: [{ channel: 'email', address: 'grace@example.com' }] },
    { id: 'linus', name: 'Linus Pauling' },
  ],
  rotations: [
    {
      id: 'rota',
      role: 'on-call-engineer',
      layers: [
        {
          id: 'primary',
          people: ['grace'],
          zone: 'UTC',
          handOver: { every: 'daily', at: '09:00' },
          startsOn: '2026-01-01',
        },
        {
          id: 'secondary',
          people: ['linus'],
          zone: 'UTC',
          handOver: { every: 'daily', at: '09:00' },
          startsOn: '2026-01-01',
        },
      ],
    },
  ],
};

export const aDirectory = (more: DirectoryInput['people'] = []) =>
  createDirectory({ data: { ...people, people: [...people.people, ...more] } });

export const NO_TOKENS: Tokens = {
  find: () => undefined,
  isLive: () => false,
  anyForPeople: () => false,
  liveForPeople: () => false,
  liveFor: () => false,
};

/** Sessions that nobody keeps. */
export function sessionsInMemory(): SessionStore {
  let sessions: readonly SignInSession[] = [];
  return {
    all: () => sessions,
    change: (change) => {
      sessions = change(sessions);
      return Promise.resolve();
    },
  };
}

/** The gate of a server on loopback that has no tokens. */
export const anOpenGate = (directory = aDirectory()) => createGate({ tokens: NO_TOKENS, directory, loopback: true });

export const anAlert = (changed: object = {}) => ({
  status: 'firing',
  labels: { alertname: 'Down', service: 'release-manager' },
  annotations: { summary: 'It is down' },
  startsAt: '2026-11-23T08:00:00Z',
  endsAt: '0001-01-01T00:00:00Z',
  fingerprint: 'f1',
  ...changed,
});

export const aWebhook = (changed: object = {}) => ({
  version: '4',
  groupKey: '{}:{service="release-manager"}',
  status: 'firing',
  receiver: 'muster',
  groupLabels: { service: 'release-manager' },
  commonLabels: { service: 'release-manager' },
  commonAnnotations: {},
  alerts: [anAlert()],
  ...changed,
});

export const NOW = Date.parse('2026-11-23T08:41:30Z');

/** A P1 in its 41st minute, with something of everything that a page shows. */
export const aView = (changed: Partial<IncidentView> = {}): IncidentView => ({
  id: 'release-manager-7f3k2a9q-x4tm',
  address: 'release-manager-7f3k2a9q',
  service: 'release-manager',
  title: 'Release Manager API degraded',
  severity: 'P1',
  severityTitle: 'Critical',
  severityRank: 0,
  severityReasons: ['label severity=P1', 'a second reason that is long enough to need another line on the page'],
  unclassified: false,
  status: 'mitigating',
  startedAt: '2026-11-23T08:00:00.000Z',
  beganAt: '2026-11-23T08:00:00.000Z',
  lead: 'grace',
  leadName: 'Grace Hopper',
  acknowledgedBy: ['grace'],
  people: [
    {
      id: 'grace',
      name: 'Grace Hopper',
      roles: ['on-call-engineer'],
      acknowledgedAt: '2026-11-23T08:01:00.000Z',
      joinedAt: '2026-11-23T08:01:00.000Z',
    },
    { id: 'ada', name: 'Ada Byron', roles: ['vp-engineering'] },
  ],
  policy: { name: 'release-manager', version: '1.0.0', hash: 'abc' },
  alerts: { firing: 1, names: ['Release Manager API degraded'], total: 2, received: 2 },
  facts: { summary: 's', symptoms: 's', impact: 'Nobody can deploy' },
  obligations: [
    {
      id: 'response',
      what: 'Acknowledge the incident',
      owner: 'vp-engineering',
      state: 'met',
      doneAt: '2026-11-23T08:01:00.000Z',
    },
    {
      id: 'join:vp-engineering',
      what: 'VP Engineering joins',
      owner: 'vp-engineering',
      state: 'missed',
      dueAt: '2026-11-23T08:05:00.000Z',
    },
    { id: 'update:7', what: 'Post update 7', owner: 'lead', state: 'missed', dueAt: '2026-11-23T08:35:00.000Z' },
    {
      id: 'decision',
      what: 'Decide: roll back or fix forward',
      owner: 'lead',
      state: 'open',
      dueAt: '2026-11-23T08:30:00.000Z',
    },
    { id: 'update:8', what: 'Post update 8', owner: 'lead', state: 'open', dueAt: '2026-11-23T08:45:00.000Z' },
    { id: 'task:stabilize', what: 'Focus on immediate stabilization', owner: 'lead', state: 'open' },
  ],
  timeline: [
    { seq: 1, at: '2026-11-23T08:00:00.000Z', kind: 'opened', text: 'Opened as P1' },
    { seq: 2, at: '2026-11-23T08:01:00.000Z', kind: 'acknowledged', text: 'Grace Hopper acknowledged', by: 'grace' },
    {
      seq: 3,
      at: '2026-11-23T08:40:00.000Z',
      kind: 'note',
      text: 'evil \u001b[2J\u202etext',
      by: 'grace',
      because: 'she said so',
    },
  ],
  checklist: [
    { id: 'healthy', stage: 'immediate', text: 'Service is healthy', state: 'ticked', by: 'probe', evidence: '200 OK' },
    { id: 'errors', stage: 'immediate', text: 'Error rate under 0.1 %', state: 'open' },
    { id: 'later', stage: 'extended', text: 'Not yet', state: 'open' },
  ],
  findings: [
    { step: 'pods', title: 'Check pod status', state: 'done', text: 'all\nrunning' },
    { step: 'logs', title: 'Check logs', state: 'cut-off', text: 'too many' },
  ],
  decision: { number: 1, dueAt: '2026-11-23T08:30:00.000Z', missed: true },
  rollback: { phase: 'rehearsing', from: 'v2', to: 'v1', text: 'dry run' },
  bridge: 'https://zoom.example/j/1',
  failing: [{ key: 'page:P1:0m:ada:1', what: 'Page to Ada', reason: 'no dial tone' }],
  nextDue: { at: '2026-11-23T08:44:00.000Z', what: 'nudge the lead' },
  upcoming: [
    { at: '2026-11-23T08:44:00.000Z', what: 'nudge the lead' },
    { at: '2026-11-23T09:00:00.000Z', what: 'page CEO at 60 min' },
  ],
  ...changed,
});

export const aSummary = (changed: Partial<IncidentSummary> = {}): IncidentSummary => ({
  id: 'release-manager-7f3k2a9q-x4tm',
  address: 'release-manager-7f3k2a9q',
  open: true,
  title: 'API degraded',
  severity: 'P2',
  status: 'investigating',
  alerts: 1,
  startedAt: '2026-11-23T08:00:00.000Z',
  service: 'release-manager',
  ...changed,
});

/** The parts of the HTTP server that only observe. */
export const lookingOn = (readiness: HttpServerOptions['readiness'] = () => Promise.resolve([])) => ({
  readiness,
  metrics: createHttpMetrics([]),
  log: createJsonLog({ component: 'http', level: 'error', to: { write: () => undefined } }),
});

/** Each look at an incident may find something new. */
let looks = 0;

/** An incident client that only answers; a test replaces what it cares about. */
export const fakeIncidents = (changed: Partial<IncidentClient> = {}): IncidentClient => ({
  alertsArrived: () => Promise.resolve([{ address: 'release-manager-7f3k2a9q', workflowRunId: 'run' }]),
  providerActed: () => Promise.resolve({ address: 'release-manager-7f3k2a9q', workflowRunId: 'run' }),
  pageAnswered: () => Promise.resolve({ address: 'release-manager-7f3k2a9q' }),
  declare: () => Promise.resolve({ address: 'release-manager-7f3k2a9q', incidentId: 'release-manager-7f3k2a9q-x4tm' }),
  act: () => Promise.resolve({ incidentId: 'release-manager-7f3k2a9q-x4tm', actId: 'a', text: 'Done.' }),
  merge: () => Promise.resolve({ incidentId: 'release-manager-7f3k2a9q-x4tm', actId: 'a', text: 'Merged.' }),
  show: () => Promise.resolve(aView()),
  mark: () => Promise.resolve(String((looks += 1))),
  list: () => Promise.resolve([aSummary()]),
  postMortem: () => Promise.reject(noPostMortem('release-manager-7f3k2a9q-x4tm')),
  postMortemAct: () => Promise.resolve({ incidentId: 'release-manager-7f3k2a9q-x4tm', actId: 'a', text: 'Done.' }),
  ...changed,
});

/** What the HTTP server needs besides the incidents: everybody is let in, and all is well. */
export const openDoors = () => ({
  ...lookingOn(),
  gate: anOpenGate(),
  visitors: createVisitors({ tokens: NO_TOKENS, directory: aDirectory(), loopback: true, store: sessionsInMemory() }),
  secrets: { grafana: [], pagerduty: [], datadog: [] },
  closed: {},
  sns: createSns({ topics: [] }),
  policies: shippedPolicy,
  directory: aDirectory(),
});
