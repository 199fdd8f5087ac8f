import { ASK_AGAIN, stateQuery } from '../../workflows/contract';
import { alertGroup, arrivedFrom } from '../support/alerts';
import { useSystem } from '../support/system';
import { until, untilTrue } from '../support/until';

const world = useSystem({ speed: 60 });
const RESTARTS = 2;

/**
 * A console asks all the time, also while the worker is away. A question that waits for the next worker brings events
 * along that no workflow task has taken up; answering it must not bring the incident forward, or it hangs (`TMPRL1100`).
 */
it('survives deaths of the worker while somebody asks about it all the time', async () => {
  const { system } = world;
  const groups = Array.from({ length: 4 }, () => alertGroup('P1'));
  for (const group of groups) await system.incidents.alertsArrived(arrivedFrom(group.firing()));
  const handles = groups.map(({ address }) => system.client.workflow.getHandle(address));
  const ids = await Promise.all(handles.map(async (handle) => (await system.state(handle.workflowId)).id));
  const pages = (id: string): number => system.lines(id).filter(({ kind }) => kind === 'page').length;

  const over = new AbortController();
  const asking = handles.map(async (handle) => {
    let answered = 0;
    while (!over.signal.aborted) {
      const asked = system.client.withDeadline(Date.now() + 3_000, () => handle.query(stateQuery));
      answered += await asked.then(
        () => 1,
        () => 0,
      );
    }
    return answered;
  });
  for (let n = 0; n < RESTARTS; n += 1) {
    const before = ids.map(pages);
    await untilTrue('a page for everybody', () => ids.every((id, i) => pages(id) > (before[i] ?? 0)));
    await system.kill('worker');
    await system.revive();
  }
  over.abort();
  const answered = (await Promise.all(asking)).reduce((sum, n) => sum + n, 0);
  console.info(`${answered} answers, ${system.workerLog().split(ASK_AGAIN).length - 1} questions put off`);

  for (const [n, handle] of handles.entries()) {
    const known = pages(ids[n] ?? '');
    await until('another page', () => (pages(ids[n] ?? '') > known ? true : undefined), { withinMs: 30_000 });
    const { events } = await handle.fetchHistory();
    expect(events?.filter(({ workflowTaskFailedEventAttributes: failed }) => failed != null)).toEqual([]);
  }
  expect(system.workerLog()).not.toContain('TMPRL1100');
});
