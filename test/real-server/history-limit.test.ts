/** Whether an incident whose history passes Temporal's limit is opened again, with all that was accepted. */
import { Unreachable } from '../../client/errors';
import { readAuditReport } from '../../launcher/audit-report';
import { alertGroup, arrivedFrom } from '../support/alerts';
import { useSystem } from '../support/system';
import { until } from '../support/until';

// Temporal ends a run at so many events. Muster would begin a new history long before, so its own limit is out of reach here.
const world = useSystem({ speed: 1, continueAfterEvents: 100_000, temporal: { 'limit.historyCount.error': '150' } });

it('is ended by Temporal, and goes on with each alert that was accepted', async () => {
  const { system } = world;
  await until('the first look', () => Promise.resolve(readAuditReport(system.home)));
  const group = alertGroup('P1');
  const body = group.firing() as { alerts: object[] };
  const fires = (n: number) =>
    system.incidents.alertsArrived(arrivedFrom({ ...body, alerts: [{ ...body.alerts[0], fingerprint: `disk-${n}` }] }));
  await fires(0);
  const { id } = await until('the incident', () => system.state(group.address));
  const handle = system.client.workflow.getHandle(group.address);
  let accepted = 1;
  await until('Temporal to end it', async () => {
    const { status } = await handle.describe();
    if (status.name !== 'RUNNING') return status.name;
    // What comes in the moment of the limit is not taken: its source is told to send it again.
    await fires(accepted).then(
      () => (accepted += 1),
      (error: unknown) => expect(error).toBeInstanceOf(Unreachable),
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
