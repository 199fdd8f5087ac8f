/** Whether an incident whose history passes Temporal's limit is opened again, with all that was accepted. */
import { readAuditReport } from '../../launcher/audit-report';
import { alertsArrivedSignal } from '../../workflows/contract';
import { alertGroup, arrivedFrom, groupFrom } from '../support/alerts';
import { useSystem } from '../support/system';
import { until } from '../support/until';
import { ServiceError, WorkflowNotFoundError } from '@temporalio/client';

// Temporal ends a run at so many events. Muster would begin a new history long before, so its own limit is out of reach here.
const world = useSystem({ speed: 1, continueAfterEvents: 100_000, temporal: { 'limit.historyCount.error': '150' } });

it('is ended by Temporal, and goes on with each alert that was accepted', async () => {
  const { system } = world;
  await until('the first look', () => Promise.resolve(readAuditReport(system.home)));
  const group = alertGroup('P1');
  const disk = (n: number) => group.firing(1, `disk-${n}`);
  await system.incidents.alertsArrived(arrivedFrom(disk(0)));
  const { id } = await until('the incident', () => system.state(group.address));
  const { runId } = await system.client.workflow.getHandle(group.address).describe();
  // To this run only: an alert that comes after the end would open the next incident before the auditor looks.
  const handle = system.client.workflow.getHandle(group.address, runId);
  let accepted = 1;
  await until('Temporal to end it', async () => {
    const { status } = await handle.describe();
    if (status.name !== 'RUNNING') return status.name;
    await handle.signal(alertsArrivedSignal, groupFrom(disk(accepted))).then(
      () => (accepted += 1),
      // What comes in the moment of the limit, or after it, is not taken.
      (error: unknown) => {
        if (!(error instanceof ServiceError) && !(error instanceof WorkflowNotFoundError)) throw error;
      },
    );
    return undefined;
  });
  const state = await system.reopened(group.address);
  expect(state.id).toBe(id);
  expect(Object.keys(state.alerts)).toHaveLength(accepted);
  expect(state.timeline.map(({ seq }) => seq)).toEqual(state.timeline.map((_entry, n) => n + 1));
  await until('the people responsible to be rung', () =>
    Promise.resolve(system.lines(id).find(({ key }) => key.startsWith('audit:'))),
  );
}, 120_000);
