/** Does what has arrived open an incident, now or after a maintenance window? */
import {
  type Incoming,
  nothingHeard,
  type Progress,
  type Prelude,
  waitingHeard,
  waitingLater,
  waitsUntil,
  watchesOnly,
} from '../domain/alerts/prelude';
import { fittedWaiting } from '../domain/alerts/fit';
import { openIncident } from '../domain/open';
import type { Incident } from '../domain/state/incident';
import { jsonSize, LARGEST_MESSAGE } from '../domain/state/size';
import type { Instant } from '../domain/state/vocabulary';
import { clean } from '../domain/text/inert';
import { createAlarm } from './alarm';
import { incidentIdOf, type IncidentInput, type IncidentMemo, type IncidentWorkflow, WAITING_STATUS } from './contract';
import { historyState } from './history';
import { work } from './perform';
import { changedNow } from './temporal-ui';
import { condition, continueAsNew, upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { defined } from '../domain/state/fields';

/**
 * The incident that what arrives opens, or `undefined` where none came of it: alerts that are clear, or that fire in a time
 * of planned work and are over before it is. What belongs into the incident too is put back in front of the queue.
 */
export async function openedBy(input: IncidentInput, arrived: Incoming[]): Promise<Incident | undefined> {
  const { policy } = input.pinned;
  const alarm = createAlarm();
  let waiting = input.waiting ?? nothingHeard();
  const opened = ({ waiting: next, opens }: Progress): Incident | undefined => {
    waiting = next;
    const [first, ...others] = opens ?? [];
    if (first === undefined || !isOpening(first)) return undefined;
    arrived.unshift(...others);
    return open(input, first, Date.now());
  };
  if (input.waiting === undefined) await condition(() => arrived.length > 0);
  for (;;) {
    for (let heard = arrived.shift(); heard !== undefined; heard = arrived.shift()) {
      const incident = opened(waitingHeard(policy, waiting, heard, Date.now()));
      if (incident !== undefined) return incident;
    }
    const incident = opened(waitingLater(policy, waiting, Date.now()));
    if (incident !== undefined) return incident;
    const untilAt = waitsUntil(policy, waiting);
    if (untilAt === undefined) break;
    const watches = watchesOnly(waiting);
    // Said by a newer policy: its next report begins a run with that one.
    if (watches.some(({ silence }) => silence?.policy !== input.pinned.hash)) break;
    if (historyState(input.continueAfterEvents) !== 'short') await waitInNewHistory(input, waiting);
    showWaiting(waiting, watches.length > 0);
    alarm.set(untilAt, 'check whether it is still firing');
    const rings = alarm.rings();
    await condition(() => arrived.length > 0 || alarm.rings() !== rings);
  }
  await record(input, waiting);
  return undefined;
}

const isOpening = (heard: Incoming): heard is Extract<Incoming, { alerts: unknown } | { declaration: unknown }> =>
  'alerts' in heard || 'declaration' in heard;

function open(input: IncidentInput, by: Parameters<typeof openIncident>[1]['by'], at: Instant): Incident {
  const { pinned, address, previous, reopened } = input;
  const { name, version } = pinned.policy;
  return openIncident(pinned.policy, {
    id: reopened?.id ?? incidentIdOf(address, workflowInfo().runId),
    address,
    ...defined({ previous }),
    policy: { name, version, hash: pinned.hash, speed: pinned.speed },
    at,
    by,
  });
}

/** Planned work may last for weeks, a Watchdog is heard for years, and each report is in the history. */
function waitInNewHistory({ carried: _heard, ...input }: IncidentInput, waiting: Prelude): Promise<never> {
  const room = LARGEST_MESSAGE - jsonSize(input);
  return continueAsNew<IncidentWorkflow>({ ...input, waiting: fittedWaiting(waiting, room) });
}

/** Lists show what is held back in planned work, and leave out a run that only waits for an older report or watches a Watchdog. */
function showWaiting({ held }: Prelude, isWatch: boolean): void {
  const alerts = Object.values(held);
  const memo: Omit<IncidentMemo, 'incidentId' | 'overdue'> = {
    title: clean(isWatch ? 'a Watchdog is heard' : (alerts[0]?.alert.title ?? 'nothing is firing'), 200),
    severity: '?',
    status: alerts.length > 0 && !isWatch ? WAITING_STATUS.maintenance : WAITING_STATUS.nothing,
    alerts: isWatch ? 0 : alerts.length,
    startedAt: workflowInfo().startTime.toISOString(),
  };
  upsertMemo({ ...memo });
  upsertSearchAttributes([changedNow()]);
}

/** What fired in planned work only is on record, although it never became an incident. */
async function record({ address }: IncidentInput, { story }: Prelude): Promise<void> {
  if (story.length === 0) return;
  const incidentId = incidentIdOf(address, workflowInfo().runId);
  const entries = story.map(({ at, text }, n) => ({ seq: n + 1, at, kind: 'maintenance', text }));
  await work.record
    .executeWithOptions({ summary: 'record the maintenance window' }, [{ incidentId, entries }])
    .catch(() => undefined);
}
