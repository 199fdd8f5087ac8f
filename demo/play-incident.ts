/** What happens in the demo from quiet traffic to the resolution, scene by scene? */
import { isBrief, isLonelyPage, isPageAtOnce, isPageToCto } from './calls';
import { DEVOPS, MANAGER, ON_CALL, VP } from './roles';
import type { Sight } from './sight';
import { all, atMinute, oneAfterTheOther, quietFor, type Scene, sent, told, whenReady } from './scene';

const GOOD_VERSION = 'v2024.01.14';

/** How long the service needs traffic so that its p99 ten minutes before the incident is known. */
const BASELINE_MS = 12_500;

/** Until the alert. */
const PROLOGUE: readonly Scene[] = [
  {
    until: 'a baseline of traffic',
    when: ({ servingMs }) => servingMs >= BASELINE_MS,
    say: `Release Manager ${GOOD_VERSION} is running quietly. Now v2024.01.15 is deployed, which leaks a connection per request.`,
    does: { stage: 'break' },
  },
  {
    until: 'the service to be unhealthy',
    when: ({ service }) => !service.healthy,
    say: 'Its health check fails: no database connections left. Alertmanager posts a P1 alert.',
    does: { stage: 'alert' },
  },
];

/** Nobody answers; then somebody does, and everything dies. */
const FIRST_MINUTES: readonly Scene[] = [
  {
    until: 'the first pages',
    when: sent(isPageAtOnce(1)),
    say: 'It is night. Muster pages the response team and everyone on call; nobody answers.',
  },
  {
    onlyWith: 'PagerDuty',
    until: 'a text message instead of a page by PagerDuty',
    when: told('paged', /by SMS; .*PagerDuty is not available/),
    say: 'PagerDuty is down tonight: the DevOps Lead gets a text message instead. The VP gets a phone call, the others Slack messages.',
  },
  {
    until: 'the repeat of the first page',
    when: sent(isPageAtOnce(2)),
    say: 'Still nobody: after 2 minutes Muster repeats every page.',
  },
  {
    until: 'the escalation to the CTO',
    when: sent(isPageToCto),
    say: 'Minute 5, the response deadline: Muster pages the CTO early and posts the first update by itself.',
  },
  {
    until: 'minute 6',
    when: atMinute(6),
    say: 'The on-call engineer wakes up and acknowledges: the repeats stop.',
    does: { by: ON_CALL, inRoom: { button: "I'm on it", act: 'acknowledge' }, presses: 'acknowledge' },
  },
  {
    until: 'minute 7 and a moment of quiet',
    // A step of the workflow that dies half way is taken up again after 10 s, Temporal's own limit: ten minutes of this play.
    when: all(atMinute(7), quietFor(600)),
    say: 'kill -9: the worker and Temporal die mid-incident. Supervision restarts them.',
    does: { stage: 'kill' },
  },
  {
    until: 'an answer of the incident after the outage',
    when: ({ outage, trouble }) => outage !== undefined && trouble === undefined,
    say: 'Both are back and the incident continues where it was: nothing lost, nothing sent twice.',
  },
];

/** The team comes together, finds out, and decides. */
const FIGHT: readonly Scene[] = [
  {
    onlyWithout: 'Zoom',
    until: 'the next step',
    when: whenReady,
    say: 'No vendor opens calls here, so the lead opens one and says where it is. Everybody who was called gets the link.',
    does: { by: ON_CALL, types: (id) => ['bridge', id, 'https://meet.example.com/release-manager'] },
  },
  {
    until: 'the next step',
    when: whenReady,
    say: 'The engineering manager joins.',
    does: { by: MANAGER, types: (id) => ['join', id] },
  },
  {
    until: 'the next step',
    when: whenReady,
    say: 'The lead posts an update; stakeholders get it, and the clock for the next one restarts.',
    does: {
      by: ON_CALL,
      types: (id) => [
        'update',
        id,
        'Release history fails for everyone since the deployment of v2024.01.15; we are checking its database connections.',
        '--impact',
        'Nobody can see releases',
      ],
    },
  },
  {
    until: 'the next step',
    when: whenReady,
    say: 'The VP joins.',
    does: { by: VP, types: (id) => ['join', id] },
  },
  {
    onlyWith: 'Statuspage',
    until: 'the next step',
    when: whenReady,
    say: 'The VP publishes to the status page, in words for customers.',
    does: { by: VP, types: (id) => ['publish', id, '--impact', 'Release history is not loading.'] },
  },
  {
    until: 'the findings of the investigation',
    when: ({ incident }) => (incident?.findings.length ?? 0) >= 5,
    say: 'The five investigation steps ran by themselves, read-only; the lead adds a conclusion.',
    does: {
      by: ON_CALL,
      types: (id) => ['note', id, 'Errors started with v2024.01.15: it does not release connections.'],
    },
  },
  {
    until: 'the decision brief',
    when: all(sent(isBrief), told('contacted')),
    say: 'Minute 15: Muster posts the decision brief: findings, last deployment, reasons for and against a rollback.',
  },
  {
    until: 'the DevOps Lead to be paged alone, again',
    when: sent(isLonelyPage),
    say: 'Only the DevOps Lead has not joined and is paged alone. This time PagerDuty delivers the page.',
    does: { by: DEVOPS, types: (id) => ['join', id] },
  },
  {
    until: 'minute 17',
    when: atMinute(17),
    say: 'The engineering manager, an approver, decides in the incident room: roll back.',
    does: {
      by: MANAGER,
      inRoom: {
        button: 'Roll back',
        act: 'decide',
        fields: {
          ...{ choice: 'roll-back', confirmed: 'yes' },
          reason: 'It began with the deployment; the old version is known to work.',
        },
      },
    },
  },
];

/** The service recovers and is watched. */
const RECOVERY: readonly Scene[] = [
  {
    until: 'the rollback to be healthy',
    when: ({ incident, service }) => incident?.status === 'monitoring' && service.healthy,
    say: `Dry run, rollback, watched until healthy: ${GOOD_VERSION} is running again. Alertmanager reports that the alert has cleared.`,
    does: { stage: 'all-clear' },
  },
  {
    until: 'the items with probes to tick themselves',
    when: (sight) => probed(sight).length >= 3,
    say: 'Three checklist items tick themselves, each with its measurement. A person checks the rest.',
  },
  ...oneAfterTheOther(ON_CALL, 'A person ticks the items without a probe, with evidence.', [
    (id) => ['tick', id, 'no-crash-loops', '--evidence', 'one process, 0 restarts'],
    (id) => ['tick', id, 'connections-normal', '--evidence', 'db_connections 1 of 10'],
    (id) => ['tick', id, 'reports-ceased', '--evidence', 'no ticket since the rollback'],
    (id) => ['tick', id, 'dashboard-green', '--evidence', 'looked at it'],
  ]),
  {
    until: 'the end of the stability watch',
    when: told('stable'),
    say: 'Thirty minutes without a failed probe: stable. The lead resolves, and everyone who was notified hears about it.',
    does: {
      by: ON_CALL,
      types: (id) => [
        'resolve',
        id,
        `Rolled back to ${GOOD_VERSION}`,
        '--root-cause',
        'v2024.01.15 never releases the connection for a release that was never deployed',
      ],
    },
  },
];

/** Items that Muster itself ticked, by what it measured. */
export const probed = ({ incident }: Sight): readonly string[] =>
  (incident?.checklist ?? []).flatMap(({ id, state, by }) => (state === 'ticked' && by === 'muster' ? [id] : []));

/** From quiet traffic to the resolution. */
export const INCIDENT: readonly Scene[] = [...PROLOGUE, ...FIRST_MINUTES, ...FIGHT, ...RECOVERY];
