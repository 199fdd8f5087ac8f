import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import { createOpenFeed } from '../../../client/incidents/open-feed';

const CHANGED = defineSearchAttributeKey('IncidentChanged', 'DATETIME');

const at = (seconds: number): Date => new Date(1_790_000_000_000 + seconds * 1_000);

interface Given {
  runId: string;
  startedAt: number;
  changedAt: number;
  endedAt?: number;
}

const runOf = ({ runId, startedAt, changedAt, endedAt }: Given): WorkflowExecutionInfo =>
  ({
    runId,
    workflowId: runId,
    status: { name: endedAt === undefined ? 'RUNNING' : 'COMPLETED' },
    startTime: at(startedAt),
    ...(endedAt !== undefined && { closeTime: at(endedAt) }),
    typedSearchAttributes: new TypedSearchAttributes([{ key: CHANGED, value: at(changedAt) }]),
  }) as unknown as WorkflowExecutionInfo;

/** Temporal's list of these runs, which answers the feed's queries; `asked` has each of them. */
function aTemporal(runs: Given[]) {
  const asked: string[] = [];
  const list = (query: string): Promise<WorkflowExecutionInfo[]> => {
    asked.push(query);
    const since = Date.parse(/> '(.*)'/.exec(query)?.[1] ?? '');
    const isMeant = (run: Given): boolean => {
      if (query.includes('StartTime')) return at(run.startedAt).getTime() > since;
      if (query.includes('CloseTime')) return run.endedAt !== undefined && at(run.endedAt).getTime() > since;
      if (query.includes('IncidentChanged')) return at(run.changedAt).getTime() > since;
      return run.endedAt === undefined;
    };
    return Promise.resolve(runs.filter(isMeant).map(runOf));
  };
  return { asked, list };
}

const ids = (runs: WorkflowExecutionInfo[]): string[] => runs.map(({ runId }) => runId).sort();

const manyOld = Array.from({ length: 1_000 }, (_, n) => ({ runId: `old-${n}`, startedAt: 0, changedAt: 0 }));

test('after the first look it asks only for what began, changed or ended since', async () => {
  const runs: Given[] = [...manyOld, { runId: 'a', startedAt: 100, changedAt: 100 }];
  const { asked, list } = aTemporal(runs);
  const open = createOpenFeed({ list, now: () => 0 });
  expect(await open()).toHaveLength(1_001);
  expect(asked.splice(0)).toEqual([expect.stringContaining("ExecutionStatus = 'Running'")]);
  runs.push({ runId: 'b', startedAt: 110, changedAt: 110 });
  Object.assign(runs[0] ?? {}, { endedAt: 111 });
  const now = ids(await open());
  expect([now.length, now.includes('b'), now.includes('old-0')]).toEqual([1_001, true, false]);
  expect(asked.every((query) => query.includes(" > '"))).toBe(true);
});

test('what lists show of an incident is what they last showed', async () => {
  const runs: Given[] = [{ runId: 'a', startedAt: 100, changedAt: 100 }];
  const { list } = aTemporal(runs);
  const open = createOpenFeed({ list, now: () => 0 });
  await open();
  Object.assign(runs[0] ?? {}, { changedAt: 500 });
  const [run] = await open();
  expect(run?.typedSearchAttributes.get(CHANGED)).toEqual(at(500));
});

test('what the lists told too late is found when all are asked for again', async () => {
  const runs: Given[] = [{ runId: 'a', startedAt: 100, changedAt: 100 }];
  let now = 0;
  const { list } = aTemporal(runs);
  const open = createOpenFeed({ list, now: () => now });
  await open();
  runs.push({ runId: 'late', startedAt: 1, changedAt: 1 });
  expect(ids(await open())).toEqual(['a']);
  now = 120_000;
  expect(ids(await open())).toEqual(['a', 'late']);
});

test('a namespace that does not know the attributes is asked for all', async () => {
  const { list } = aTemporal([{ runId: 'a', startedAt: 100, changedAt: 100 }]);
  const refusing = (query: string): Promise<WorkflowExecutionInfo[]> =>
    query.includes('IncidentChanged') ? Promise.reject(new Error('unknown attribute')) : list(query);
  const open = createOpenFeed({ list: refusing, now: () => 0 });
  await open();
  expect(ids(await open())).toEqual(['a']);
});
