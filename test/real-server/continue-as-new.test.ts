import { alertGroup, arrivedFrom } from '../support/alerts';
import { doubledKeys } from '../support/time-skip-system';
import { useSystem } from '../support/system';
import { until } from '../support/until';

/** Pages repeat every 1.5 s. That none is left out between two histories, `time-skip.test.ts` tests to the second. */
const SPEED = 80;

const world = useSystem({ speed: SPEED, continueAfterEvents: 120 });

const MINUTES = 30;

it('goes on paging through several histories while nobody answers', async () => {
  const { system } = world;
  const group = alertGroup('P1');
  await system.incidents.alertsArrived(arrivedFrom(group.firing()));
  const handle = system.client.workflow.getHandle(group.address);
  const { id, startedAt } = await system.state(handle.workflowId);
  const endsAt = startedAt + (MINUTES * 60_000) / SPEED;

  const answers: string[] = [];
  while (Date.now() < endsAt) {
    const deed = { do: 'note', text: `note ${answers.length + 1}` } as const;
    answers.push((await system.incidents.act(id, { person: 'dave', via: 'test' }, deed)).text);
  }
  expect(answers.every((text) => text === 'Done.')).toBe(true);

  const { id: idAtTheEnd } = await until('the state', () => system.state(group.address));
  expect(idAtTheEnd).toBe(id);
  let runs = 0;
  for await (const run of system.client.workflow.list({ query: `WorkflowId = '${group.address}'` })) {
    expect(['RUNNING', 'CONTINUED_AS_NEW']).toContain(run.status.name);
    runs += 1;
  }
  console.info(`${runs} histories, ${answers.length} acts answered`);
  expect(runs).toBeGreaterThan(3);
  expect(doubledKeys(system.lines())).toEqual([]);

  for (const person of ['vera', 'emil', 'dora', 'otto', 'olga']) {
    const pages = system
      .lines(id)
      .filter(({ to, port, key }) => port === 'page' && to.includes(person) && key.startsWith('page:P1:0m'));
    const numbers = pages.map(({ key }) => Number(key.split(':').at(-1)));
    // A period that the machine was too slow for is caught up with by the next number, never by an earlier one.
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(pages.length).toBeGreaterThan(5);
  }
  const notes = system
    .recorded(id)
    .filter(({ kind }) => kind === 'note')
    .map(({ text }) => text);
  const state = await system.state(handle.workflowId);
  const kept = new Set([...notes, ...state.timeline.filter(({ kind }) => kind === 'note').map(({ text }) => text)]);
  expect(kept.size).toBe(answers.length);
}, 120_000);
