import { untilAnswered } from '../../client/temporal/queries';
import type { Alert, AlertGroup, ProviderAct } from '../../domain/state/alert';
import type { Incident } from '../../domain/state/incident';
import {
  alertsArrivedSignal,
  incidentIdOf,
  providerActedSignal,
  stateQuery,
  WORK_QUEUE,
} from '../../workflows/contract';
import type { incidentWorkflow } from '../../workflows/incident';
import { actor } from '../support/actor';
import { useSkippingSystem } from '../support/time-skip-system';
import { MINUTE } from '../support/times';
import { alertOf, groupOf, guide } from '../support/virtual-clock';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const server = useSkippingSystem();

const { system } = server;

/** The first thing that is heard at an address of its own. */
async function heard(first: 'alerts' | 'act', what: AlertGroup | object, continueAfterEvents = 20_000) {
  const address = `release-manager-${randomUUID().slice(0, 8)}`;
  const start = {
    workflowId: address,
    taskQueue: WORK_QUEUE,
    args: [{ address, pinned: { policy: guide, hash: 'test', speed: 1 }, continueAfterEvents }],
  };
  const signal = first === 'alerts' ? alertsArrivedSignal.name : providerActedSignal.name;
  const handle = await server.env.client.workflow.signalWithStart('incidentWorkflow', {
    ...start,
    signal,
    signalArgs: [what],
  });
  const id = incidentIdOf(address, handle.signaledRunId);
  return { handle: server.env.client.workflow.getHandle<typeof incidentWorkflow>(address), id };
}

const now = (): Promise<number> => server.env.currentTimeMs();

const plannedFor = async (minutes: number): Promise<Alert> => ({
  ...alertOf({ severity: 'P1' }),
  maintenance: { window: 'upgrade', untilAt: (await now()) + minutes * MINUTE },
});

const pagesOf = (id: string): string[] =>
  system.lines().flatMap(({ incidentId, port, key }) => (incidentId === id && port === 'page' ? [key] : []));

const cancelling = (incidentId: string, by: string) => ({
  ...actor({ actId: randomUUID(), incidentId, by }),
  do: 'cancel' as const,
  reason: 'end of the test',
});

test('pages nobody while the work lasts, and opens an incident for what still fires when it ends', async () => {
  const alert = await plannedFor(20);
  const { handle, id } = await heard('alerts', groupOf(alert));
  await server.env.sleep(19 * MINUTE);
  expect(pagesOf(id)).toEqual([]);
  await server.env.sleep(2 * MINUTE);
  const state: Incident = await untilAnswered(handle, () => handle.query(stateQuery));
  expect(state).toMatchObject({ id, severity: 'P1', status: 'investigating' });
  expect(Math.abs(state.startedAt - (alert.maintenance?.untilAt ?? 0))).toBeLessThan(5_000);
  expect(pagesOf(id).length).toBeGreaterThan(4);
  await handle.signal('act', cancelling(id, 'emil'));
  await expect(handle.result()).resolves.toContain('cancelled');
});

test('what is clear before the work ends is no incident, and on record', async () => {
  const alert = await plannedFor(20);
  const { handle, id } = await heard('alerts', groupOf(alert));
  await server.env.sleep(5 * MINUTE);
  await handle.signal(alertsArrivedSignal, groupOf({ ...alert, firing: false }));
  await expect(handle.result()).resolves.toMatch(/^nothing to do/);
  expect(pagesOf(id)).toEqual([]);
  const record = readFileSync(join(system.home, 'records', `${id}.jsonl`), 'utf8');
  expect(record.trim().split('\n')).toHaveLength(2);
  expect(record).toContain('cleared before it counted (maintenance window: upgrade)');
});

test('planned work with many reports takes several histories; what still fires at its end opens an incident', async () => {
  const alert = await plannedFor(60);
  const { handle } = await heard('alerts', groupOf(alert), 20);
  const runs = new Set<string>();
  for (let report = 1; report < 20; report += 1) {
    await server.env.sleep(2 * MINUTE);
    await handle.signal(alertsArrivedSignal, groupOf({ ...alert, description: `${report} of 20 nodes are done` }));
    runs.add((await handle.describe()).runId);
  }
  expect(runs.size).toBeGreaterThan(2);
  await server.env.sleep(23 * MINUTE);
  const state: Incident = await untilAnswered(handle, () => handle.query(stateQuery));
  expect(state).toMatchObject({ severity: 'P1', status: 'investigating' });
  expect(pagesOf(state.id).length).toBeGreaterThan(4);
  await handle.signal('act', cancelling(state.id, 'emil'));
  await expect(handle.result()).resolves.toContain('cancelled');
});

describe('an alert that fires a minute after its end, as of before that end,', () => {
  const clearThenFiring = async () => {
    const alert = alertOf({ severity: 'P1' });
    const run = await heard('alerts', groupOf({ ...alert, firing: false }));
    await server.env.sleep(MINUTE);
    await run.handle.signal(alertsArrivedSignal, groupOf(alert));
    await server.env.sleep(20_000);
    expect(pagesOf(run.id)).toEqual([]);
    return { ...run, alert };
  };

  test('opens an incident half a minute later', async () => {
    const { id } = await clearThenFiring();
    await server.env.sleep(15_000);
    expect(pagesOf(id).length).toBeGreaterThan(0);
  });

  test('opens none if it clears before, and the address is let go', async () => {
    const { handle, id, alert } = await clearThenFiring();
    await handle.signal(alertsArrivedSignal, groupOf({ ...alert, firing: false }));
    await expect(handle.result()).resolves.toMatch(/^nothing to do/);
    expect(pagesOf(id)).toEqual([]);
  });
});

const acknowledgedThere = ({ fingerprint }: Alert, more: Partial<ProviderAct> = {}): ProviderAct => ({
  eventId: 'event-1',
  fingerprint,
  by: 'otto',
  byName: 'Otto',
  roles: ['on-call-engineer'],
  via: 'pagerduty',
  deed: { do: 'acknowledge' },
  ...more,
});

test('an acknowledgement that came before its alert counts as soon as the alert is there', async () => {
  const alert = alertOf({ severity: 'P1' });
  const { handle, id } = await heard('act', acknowledgedThere(alert));
  await server.env.sleep(MINUTE);
  await handle.signal(alertsArrivedSignal, groupOf(alert));
  await server.env.sleep(10_000);
  const state: Incident = await untilAnswered(handle, () => handle.query(stateQuery));
  expect(state).toMatchObject({ id, lead: 'otto' });
  expect(state.timeline.find(({ kind }) => kind === 'acknowledged')).toMatchObject({ by: 'otto', via: 'pagerduty' });
  await handle.signal('act', cancelling(id, 'otto'));
  await expect(handle.result()).resolves.toContain('cancelled');
});

test.each([
  ['who is not in the directory', { unknown: true as const }, /nobody in the directory has that name or email address/],
  ['who may be anyone', { unproven: true as const }, /neither a token nor a signature of pagerduty/],
  ['who may only look', { access: 'viewer' as const }, /has "viewer"/],
])('an acknowledgement by a person %s is noted once, and the pages go on', async (_whose, more, because) => {
  const alert = alertOf({ severity: 'P1' });
  const { handle, id } = await heard('alerts', groupOf(alert));
  await server.env.sleep(10_000);
  const given = acknowledgedThere(alert, { by: 'Sam', byName: 'Sam', roles: [], ...more });
  for (const again of [given, given]) await handle.signal(providerActedSignal, again);
  await server.env.sleep(3 * MINUTE);
  const state: Incident = await untilAnswered(handle, () => handle.query(stateQuery));
  expect([state.lead, state.response.answered, state.lastActAt]).toEqual([undefined, undefined, undefined]);
  expect(state.timeline.filter(({ kind }) => kind === 'unheeded')).toMatchObject([
    { text: expect.stringMatching(/^Sam acknowledged/) as string, because: expect.stringMatching(because) as string },
  ]);
  // The first repeat, at two minutes.
  expect(pagesOf(id).filter((key) => key.endsWith(':2'))).not.toEqual([]);
  await handle.signal('act', cancelling(id, 'emil'));
  await expect(handle.result()).resolves.toContain('cancelled');
});
