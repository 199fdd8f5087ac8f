import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { parseDuration } from '../../policy/duration';
import { loadPolicy } from '../../policy/load';
import { scalePolicy } from '../../policy/scale';
import { SHIPPED } from './files';

const { policy } = loadPolicy(SHIPPED);
const input: unknown = parse(readFileSync(SHIPPED, 'utf8'));

/** Every single value, by its path. */
function leaves(value: unknown, path = ''): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map([[path, value]]);
  return new Map(Object.entries(value).flatMap(([key, member]) => [...leaves(member, `${path}/${key}`)]));
}

const written = leaves(input);
const before = leaves(policy);

/** Told from the text of the file, independently of the schema: written as a duration, read as a number. */
const durations = new Set(
  [...written].flatMap(([path, value]) =>
    typeof value === 'string' && parseDuration(value) !== undefined && typeof before.get(path) === 'number'
      ? [path]
      : [],
  ),
);

describe('scalePolicy', () => {
  test('the shipped policy has many durations', () => expect(durations.size).toBeGreaterThan(50));

  test('divides every duration and touches nothing else', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 100_000, noNaN: true }), (speed) => {
        const after = leaves(scalePolicy(policy, speed));
        expect([...after.keys()]).toEqual([...before.keys()]);
        for (const [path, value] of before) {
          if (!durations.has(path)) expect(after.get(path)).toBe(value);
          else if (value === 0) expect(after.get(path)).toBe(0);
          else expect(after.get(path)).toBe(Math.max(1, Math.round(Number(value) / speed)));
        }
      }),
      { numRuns: 50 },
    );
  });

  test('at the speed of real time it is the same policy', () => expect(scalePolicy(policy, 1)).toEqual(policy));

  test('the original stays as it is', () => {
    const copy = structuredClone(policy);
    scalePolicy(policy, 60);
    expect(policy).toEqual(copy);
  });

  test.each([0, -1, Number.NaN, Infinity])('refuses the speed %p', (speed) => {
    expect(() => scalePolicy(policy, speed)).toThrow(RangeError);
  });
});
