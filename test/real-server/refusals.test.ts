import { actUpdates } from '../../workflows/contract';
import { alertGroup, arrivedFrom } from '../support/alerts';
import { useSystem } from '../support/system';
import { until } from '../support/until';
import { randomUUID } from 'node:crypto';

const world = useSystem({ speed: 60, continueAfterEvents: 150 });

/**
 * A refused act leaves no trace in the history, but it wakes the workflow like any other. What the workflow would begin
 * in that moment, because the clock has just passed a deadline, would have no cause in a replay.
 */
it('is the same again after a worker died, however often and whenever acts were refused', async () => {
  const { system } = world;
  const groups = Array.from({ length: 2 }, () => alertGroup('P1'));
  for (const group of groups) await system.incidents.alertsArrived(arrivedFrom(group.firing()));
  const handles = groups.map(({ address }) => system.client.workflow.getHandle(address));
  const ids = await Promise.all(handles.map(async (handle) => (await system.state(handle.workflowId)).id));

  // Deadlines, repeats and updates come every second or two; a refused act comes every few milliseconds.
  const endsAt = Date.now() + 6_000;
  const refusals = await Promise.all(
    handles.flatMap((handle, n) =>
      Array.from({ length: 3 }, async () => {
        let refused = 0;
        for (; Date.now() < endsAt; refused += 1) {
          const actor = { actId: randomUUID(), by: 'otto', byName: 'Otto', roles: [], via: 'test' };
          const act = {
            ...actor,
            incidentId: ids[n] ?? '',
            do: 'untick' as const,
            item: 'health-checks',
            reason: 'no',
          };
          await expect(handle.executeUpdate(actUpdates.untick, { args: [act], updateId: act.actId })).rejects.toThrow();
        }
        return refused;
      }),
    ),
  );
  console.info(`refused: ${refusals.reduce((sum, n) => sum + n, 0)}`);

  await system.kill('worker');
  await system.revive();
  for (const [n, handle] of handles.entries()) {
    const id = ids[n] ?? '';
    const known = system.lines(id).length;
    expect((await system.state(handle.workflowId)).id).toBe(id);
    await until('more pages', () => (system.lines(id).length > known ? true : undefined), { withinMs: 20_000 });
    const { events } = await handle.fetchHistory();
    expect(events?.filter(({ workflowTaskFailedEventAttributes: failed }) => failed != null)).toEqual([]);
  }
  expect(system.workerLog()).not.toMatch(/TMPRL1100|Nondeterminism/);
});
