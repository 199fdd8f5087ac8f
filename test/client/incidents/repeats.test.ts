/** Whether an open incident is spared what it was just told, and nothing true is dropped. */
import { createRepeats } from '../../../client/incidents/repeats';
import { createFreshAnswers } from '../../../client/temporal/fresh-answer';

const ADDRESS = 'shop-1';

function door() {
  const world = {
    at: 0,
    run: 'run-1',
    incident: 'shop-1-aaaa',
    open: true,
    status: 'investigating',
    sent: 0,
    asked: 0,
    isAway: false,
  };
  const create = () =>
    createRepeats({
      at: createFreshAnswers(() => {
        world.asked += 1;
        const { run: runId, incident: id, open, status } = world;
        return Promise.resolve({ id, runId, open, status });
      }),
      now: () => world.at,
    });
  let tellOnce = create();
  const tell = async (said: string, alert = 'alertmanager:a'): Promise<'told' | 'dropped'> => {
    const before = world.sent;
    await tellOnce(ADDRESS, new Map([[alert, said]]), () => {
      if (world.isAway) return Promise.reject(new Error('away'));
      world.sent += 1;
      return Promise.resolve({ address: ADDRESS, workflowRunId: world.run });
    });
    return world.sent > before ? 'told' : 'dropped';
  };
  return { world, tell, tellOnce: () => tellOnce, restart: () => void (tellOnce = create()) };
}

test('the first report is told, its repeats are not, and one every three minutes is', async () => {
  const { world, tell } = door();
  expect([await tell('fires'), await tell('fires'), await tell('fires')]).toEqual(['told', 'dropped', 'dropped']);
  world.at = 179_000;
  expect(await tell('fires')).toBe('dropped');
  world.at = 180_000;
  expect([await tell('fires'), await tell('fires')]).toEqual(['told', 'dropped']);
});

test('what says anything new is told, also that it is as it was before', async () => {
  const { tell } = door();
  expect([await tell('fires'), await tell('clear'), await tell('fires'), await tell('fires')]).toEqual([
    'told',
    'told',
    'told',
    'dropped',
  ]);
  expect(await tell('fires', 'alertmanager:b')).toBe('told');
});

test.each([
  ['it has ended', { open: false, status: 'resolved' }],
  ['it still says its last words', { status: 'resolved' }],
  ['it was merged into another one', { open: false, status: 'merged' }],
  ['another one has its address', { run: 'run-2', incident: 'shop-1-bbbb' }],
])('an incident that does not take it in any more: %s', async (_why, now) => {
  const { world, tell } = door();
  await tell('fires');
  Object.assign(world, now);
  expect(await tell('fires')).toBe('told');
});

test('it stays known where the incident goes on in a new history', async () => {
  const { world, tell } = door();
  expect([await tell('fires'), await tell('fires')]).toEqual(['told', 'dropped']);
  world.run = 'run-2';
  expect(await tell('fires')).toBe('dropped');
});

test('a process that has just started tells it', async () => {
  const { tell, restart } = door();
  await tell('fires');
  restart();
  expect(await tell('fires')).toBe('told');
});

test('what could not be stored is told when it comes again', async () => {
  const { world, tell } = door();
  world.isAway = true;
  await expect(tell('fires')).rejects.toThrow('away');
  world.isAway = false;
  expect(await tell('fires')).toBe('told');
});

test('of many at the same time one is told, and the others wait until it is stored', async () => {
  const { world, tell } = door();
  await Promise.all(Array.from({ length: 200 }, () => tell('fires')));
  expect(world.sent).toBe(1);
  expect(world.asked).toBeLessThan(5);
});

test('a group of which one alert is new is told as a whole', async () => {
  const { world, tell, tellOnce } = door();
  await tell('fires', 'a');
  const both = new Map([
    ['a', 'fires'],
    ['b', 'fires'],
  ]);
  let told: string[] = [];
  const send = () => {
    told = [...both.keys()];
    return Promise.resolve({ address: ADDRESS, workflowRunId: world.run });
  };
  await tellOnce()(ADDRESS, both, send);
  expect(told).toEqual(['a', 'b']);
  expect(await tellOnce()(ADDRESS, both, send)).toMatchObject({ repeats: 2 });
});

test('where each report counts, as of a Watchdog, each is told', async () => {
  const { tellOnce } = door();
  let sent = 0;
  const send = () => {
    sent += 1;
    return Promise.resolve({ address: ADDRESS });
  };
  await tellOnce()(ADDRESS, undefined, send);
  await tellOnce()(ADDRESS, undefined, send);
  expect(sent).toBe(2);
});

test('nobody gets an answer to a question that was asked before they came', async () => {
  const answers: ((value: number) => void)[] = [];
  const ask = createFreshAnswers(() => new Promise<number>((resolve) => answers.push(resolve)));
  const first = ask('a');
  const [second, third] = [ask('a'), ask('a')];
  expect(answers).toHaveLength(1);
  answers[0]?.(1);
  expect(await first).toBe(1);
  await Promise.resolve();
  while (answers.length < 2) await Promise.resolve();
  answers[1]?.(2);
  expect(await Promise.all([second, third])).toEqual([2, 2]);
  expect(answers).toHaveLength(2);
});
