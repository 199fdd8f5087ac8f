import { setTimeout as pause } from 'node:timers/promises';
import { doubledKeys, type OutboxLine } from '../workflows/harness';
import { alertGroup, arrivedFrom } from './alerts';
import { useSystem } from './system';
import { until, untilTrue } from './until';

const SPEED = 60;
const MINUTE = 60_000 / SPEED;
const world = useSystem({ speed: SPEED });

const PEOPLE = ['vera', 'emil', 'dora', 'otto', 'olga'];

/** Which repeats of the first page somebody got. */
const numbers = (lines: OutboxLine[], person: string): number[] =>
  lines.flatMap(({ key, to }) =>
    key.startsWith('page:P1:0m:') && to.includes(person) ? [Number(key.split(':').at(-1))] : [],
  );

/**
 * Dead for twenty minutes of the policy: ten repeats of each page, four updates and their nudges have been missed. Each is
 * caught up with once. A page that had left Muster when it died is no matter of catching up, so it dies in a quiet moment.
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
    const [first = 0, ...later] = repeatsAfter(person);
    // The one that was due last is sent in place of all before it; then they come at their own times, one by one.
    expect(later).toEqual(later.map((_, n) => first + n + 1));
    expect(first - (numbers(system.lines(id).slice(0, diedWith), person).at(-1) ?? 0)).toBeGreaterThanOrEqual(9);
    return first;
  });
  console.info(`back after ${caughtUpIn} ms; repeat ${caughtUp.join(', ')} instead of all between`);
  const firstAt = Date.parse(system.lines(id)[diedWith]?.at ?? '');
  const soon = system
    .lines(id)
    .slice(diedWith)
    .filter(({ at }) => Date.parse(at) < firstAt + MINUTE);
  for (const once of [/^nudge:update:\d+$/, /^update:\d+:chat$/, /^update:\d+:mail$/, /^page:P1:join:devops-lead:\d+$/])
    expect([once.source, soon.filter(({ key }) => once.test(key)).length]).toEqual([once.source, 1]);
  expect(doubledKeys(system.lines())).toEqual([]);
}, 90_000);
