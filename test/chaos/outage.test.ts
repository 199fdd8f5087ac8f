import { setTimeout as pause } from 'node:timers/promises';
import { seriesName } from '../../domain/state/keys';
import { doubledKeys, type OutboxLine } from '../support/time-skip-system';
import { alertGroup, arrivedFrom } from '../support/alerts';
import { useSystem } from '../support/system';
import { until, untilTrue } from '../support/until';

const SPEED = 60;
const MINUTE = 60_000 / SPEED;
const UPDATE_EVERY = 5 * MINUTE;
const world = useSystem({ speed: SPEED });

const PEOPLE = ['vera', 'emil', 'dora', 'otto', 'olga'];

/** Which members of a series of pages somebody got. */
const numbers = (lines: OutboxLine[], person: string): number[] =>
  lines.flatMap(({ key, to }) =>
    key.startsWith('page:P1:0m:') && to.includes(person) ? [Number(key.split(':').at(-1))] : [],
  );

/** Each once, none before one that came earlier. */
const inTurn = (members: number[]): number[] => [...new Set(members)].sort((a, b) => a - b);

/**
 * Dead for twenty minutes of the policy: ten repeats of each page, two calls for whoever has not joined, four updates and their
 * nudges have been missed. Each is caught up with once. A page that had left Muster when it died is no matter of catching up,
 * so it dies in a quiet moment. How long both need to come back, and so how soon after that the next of a series is due by its
 * own time, is the machine's affair: what is counted is what each series skipped.
 */
it('catches up once with each series after both were dead for twenty minutes', async () => {
  const { system } = world;
  const group = alertGroup('P1');
  await system.incidents.alertsArrived(arrivedFrom(group.firing()));
  const { id } = await system.state(group.address);
  await until('the early column', () => system.lines(id).find(({ key }) => key === 'page:P1:30m:cto:1'));
  await untilTrue('a moment in which nothing is under way', async () => {
    const { effects } = await system.state(group.address);
    return Object.values(effects).every(({ status }) => status !== 'running');
  });
  const { anchorAt } = (await system.state(group.address)).updates;
  await system.kill('both');
  const diedWith = system.lines(id).length;
  const repeatsAfter = (person: string): number[] => numbers(system.lines(id).slice(diedWith), person);
  await pause(20 * MINUTE);
  const backAt = Date.now();
  await system.revive();
  await until('the first page after it', () =>
    system
      .lines(id)
      .slice(diedWith)
      .find(({ kind }) => kind === 'page'),
  );
  const caughtUpIn = Date.now() - backAt;

  await until('the next repeats', () => (repeatsAfter('vera').length >= 2 ? true : undefined));
  const caughtUp = PEOPLE.map((person) => {
    // The one that was due last is sent in place of all before it; then they come in their turn.
    const after = repeatsAfter(person);
    expect(after).toEqual(inTurn(after));
    const [first = 0] = after;
    expect(first - (numbers(system.lines(id).slice(0, diedWith), person).at(-1) ?? 0)).toBeGreaterThanOrEqual(9);
    return first;
  });
  console.info(`back after ${caughtUpIn} ms; repeat ${caughtUp.join(', ')} instead of all between`);
  // What a missing role is called for goes out with the repeat of that instant, as one ring.
  const { series } = await system.state(group.address);
  expect(series[seriesName('join', { severity: 'P1', role: 'devops-lead', person: 'dora' })]).toBeGreaterThanOrEqual(2);

  // Never two updates within the time of one, and none of the missed ones is reminded of.
  const { timeline } = await system.state(group.address);
  const updates = timeline.filter(({ kind }) => kind === 'update');
  const periods = updates.map(({ at }) => Math.floor((at - anchorAt) / UPDATE_EVERY));
  expect(periods).toEqual(inTurn(periods));
  const firstUpdate = updates.findIndex(({ at }) => at >= backAt) + 1;
  expect(firstUpdate).toBeGreaterThan(0);
  expect(periods[firstUpdate - 1]).toBeGreaterThanOrEqual(4);
  const sent = system.lines(id).map(({ key }) => key);
  expect(sent).toEqual(expect.arrayContaining([`update:${firstUpdate}:chat`, `update:${firstUpdate}:mail`]));
  expect(sent).not.toContain(`nudge:update:${firstUpdate}`);
  expect(doubledKeys(system.lines())).toEqual([]);
}, 90_000);
