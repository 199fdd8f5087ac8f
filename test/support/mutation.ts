/** What does a sound body become when something of it is broken, by a seed? */
import type { chance } from './seed';

/** Values that have broken readers before. */
const NASTY: unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  ' ',
  'constructor',
  '__proto__',
  'toString',
  '\u0000\u001b[2J\u202e',
  '<!channel> {{lead}} ${x}',
  'x'.repeat(5_000),
  '0001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.000Z',
  '9999-12-31T23:59:59Z',
  [],
  {},
  [[]],
  { a: { b: {} } },
];

export type Random = ReturnType<typeof chance>;

/** One of them. */
export const pick = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)] as T;

/** A sound body with some of it taken out, doubled, or replaced. */
export function mutated(random: Random, value: unknown, depth = 0): unknown {
  if (random.below(100) < (depth === 0 ? 2 : 8)) return pick(random, NASTY);
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => mutated(random, item, depth + 1));
    return random.below(20) === 0 ? [...items, ...items] : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(() => random.below(25) !== 0)
    .map(([name, member]): [string, unknown] => [
      random.below(40) === 0 ? pick(random, ['constructor', 'x'.repeat(2_000), '', 'a.b']) : name,
      mutated(random, member, depth + 1),
    ]);
  return Object.fromEntries(entries);
}
