/** Whether an incident with far too much in it goes on, is shown, ends, and is on record as a whole. */
import { groupFrom, alertGroup, arrivedFrom } from '../support/alerts';
import { useSystem } from '../support/system';
import { until } from '../support/until';
import { alertsArrivedSignal } from '../../workflows/contract';

const world = useSystem({ speed: 1 });
const otto = { person: 'otto', via: 'test' };

async function runsOf(address: string): Promise<string[]> {
  const statuses: string[] = [];
  for await (const { status } of world.system.client.workflow.list({ query: `WorkflowId = '${address}'` }))
    statuses.push(status.name);
  return statuses;
}

it('takes 200 notes of 12 kB each', async () => {
  const { system } = world;
  const group = alertGroup('P2');
  await system.incidents.alertsArrived(arrivedFrom(group.firing()));
  const { id } = await until('the incident', () => system.state(group.address));
  const note = (n: number): string => `${n} ${'漢'.repeat(3_990)}`;
  for (let n = 1; n <= 200; n += 1) await system.incidents.act(id, otto, { do: 'note', text: note(n) });

  const view = await system.incidents.show(id);
  expect(view.timeline.at(-1)?.text).toBe(note(200));
  expect(view.earlier).toBeGreaterThan(100);
  const resolve = { do: 'resolve', resolution: 'All of it was written down.', override: 'a test' } as const;
  expect((await system.incidents.act(id, otto, resolve)).text).toBe('Resolved.');
  // It begins a moment after the answer.
  await until('the draft', async () => (await system.incidents.postMortem(id).catch(() => undefined))?.draft);
  await until('the last words', async () => ((await runsOf(group.address)).includes('RUNNING') ? undefined : true));
  expect((await runsOf(group.address)).every((status) => /COMPLETED|CONTINUED_AS_NEW/.test(status))).toBe(true);

  const recorded = system.recorded(id).filter(({ kind }) => kind === 'note');
  expect(recorded.map(({ text }) => text)).toEqual(Array.from({ length: 200 }, (_none, n) => note(n + 1)));
  const { nextSeq } = await system.state(group.address);
  const numbers = system.recorded(id).flatMap(({ seq }) => (seq < nextSeq ? [seq] : []));
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: nextSeq - 1 }, (_none, n) => n + 1));
}, 240_000);

it('takes 40 deliveries of almost 1 MB each, and loses none of their alerts', async () => {
  const { system } = world;
  const group = alertGroup('P2');
  await system.incidents.alertsArrived(arrivedFrom(group.firing()));
  const { id } = await until('the incident', () => system.state(group.address));
  const [alert] = groupFrom(group.firing()).alerts;
  if (alert === undefined) throw new Error('no alert');
  const handle = system.client.workflow.getHandle(group.address);
  for (let n = 0; n < 40; n += 1) {
    const alerts = Array.from({ length: 20 }, (_none, m) => ({
      ...alert,
      fingerprint: `delivery-${n}-${m}`,
      description: 'x'.repeat(45_000),
    }));
    await handle.signal(alertsArrivedSignal, { ...groupFrom(group.firing()), alerts });
    if (n % 8 < 7) continue;
    // Temporal puts a new history off while signals arrive, and answers no question then.
    const state = await until('all of them', async () => {
      const known = await system.state(group.address).catch(() => undefined);
      return known?.reports.received === 1 + 20 * (n + 1) ? known : undefined;
    });
    expect(state.id).toBe(id);
  }
  expect((await runsOf(group.address)).length).toBeGreaterThan(3);
  expect(await runsOf(group.address)).toContain('RUNNING');
}, 120_000);
