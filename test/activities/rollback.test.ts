import type { Revision } from '../../activities/ports';
import type { Deployments } from '../../activities/ports/deployments';
import { createRollbackActivities } from '../../activities/rollback';
import { MockActivityEnvironment } from '@temporalio/testing';

/** A tool where `new` runs and `old` ran before; it calls `old` by that name only. */
const tool = (more: Partial<Deployments> = {}): Deployments => ({
  automatic: true,
  read: () => Promise.resolve({ current: { id: 'new' }, previous: { id: 'old' } }),
  rehearse: ({ to }) => Promise.resolve(`would return to ${to}`),
  rollBack: ({ to }) => Promise.resolve({ reference: to }),
  ...more,
});

const order = { incidentId: 'i-1', key: 'rollback:1', parameters: {} };

const rehearse = (deployments: Deployments, to?: string) =>
  new MockActivityEnvironment().run(() =>
    createRollbackActivities({ deployments: () => deployments }).rehearseRollback({
      ...order,
      ...(to !== undefined && { to }),
    }),
  );

describe('the version that a decision names', () => {
  test('is passed on where the tool has no names of its own', async () => {
    expect(await rehearse(tool(), 'v1')).toEqual({ from: 'new', to: 'v1', text: 'would return to v1', byHand: false });
  });

  test('becomes what the tool itself calls it, so that it is known again when it runs', async () => {
    const find = (wanted: string): Promise<Revision> => Promise.resolve({ id: wanted === 'v1' ? 'old' : 'other' });
    expect(await rehearse(tool({ find }), 'v1')).toMatchObject({ to: 'old', text: 'would return to old' });
  });

  test('is refused where it runs already, whatever it was called', async () => {
    await expect(rehearse(tool({ find: () => Promise.resolve({ id: 'new' }) }), 'v2')).rejects.toThrow(
      /new is already running/,
    );
  });

  test('may be left out: then it is the one before', async () => {
    expect(await rehearse(tool())).toMatchObject({ to: 'old' });
  });
});

describe('what the brief says of a rollback', () => {
  const read = (deployments: Deployments) =>
    new MockActivityEnvironment().run(() =>
      createRollbackActivities({ deployments: () => deployments }).readVersions({ parameters: {} }),
    );

  test('is what runs, the one before, and all that are kept', async () => {
    const kept = ['new', 'old', 'older'].map((id) => ({ id, names: [`${id}-tag`] }));
    const state = { current: { id: 'new' }, previous: { id: 'old' }, kept };
    expect(await read(tool({ read: () => Promise.resolve(state) }))).toEqual({
      running: 'new',
      target: 'old',
      kept: ['old', 'older'],
      names: ['old', 'old-tag', 'older', 'older-tag'],
    });
  });

  test('names no target where a tool calls the running version the one before', async () => {
    const same = { current: { id: 'new' }, previous: { id: 'new' } };
    expect(await read(tool({ read: () => Promise.resolve(same) }))).toEqual({ running: 'new', kept: [] });
  });

  test('says that nothing is connected, and asks nobody', async () => {
    const away = { automatic: false, read: () => Promise.reject(new Error('asked')) };
    expect(await read(tool(away))).toEqual({ kept: [], problem: 'no deployment tool is connected' });
  });
});

test('watching ends when the tool has given the target up, not when time is up', async () => {
  const failure = 'the rollout exceeded its progress deadline';
  const read = () => Promise.resolve({ current: { id: 'old', healthy: false, failure } });
  const { watchRollback } = createRollbackActivities({ deployments: () => tool({ read }) });
  const watch = { to: 'old', untilAt: Number.MAX_SAFE_INTEGER, parameters: {} };
  expect(await new MockActivityEnvironment().run(() => watchRollback(watch))).toEqual({
    healthy: false,
    text: `old is running but will not become healthy: ${failure}`,
  });
});
