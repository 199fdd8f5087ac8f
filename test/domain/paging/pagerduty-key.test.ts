import fc from 'fast-check';
import { dedupKeyOf, dedupKeysOf, ownPage } from '../../../domain/paging/pagerduty-key';

const INCIDENT = 'release-manager-7f3k2a9q-x4tm';

test('the first round has no number, later ones have theirs', () => {
  expect(dedupKeysOf(INCIDENT, 'ada', 3)).toEqual(
    [3, 2].map((n) => `muster:${INCIDENT}:ada:${n}`).concat(`muster:${INCIDENT}:ada`),
  );
  expect(dedupKeysOf(INCIDENT, 'ada')).toEqual([dedupKeyOf(INCIDENT, 'ada')]);
});

const person = fc.oneof(
  fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }),
  fc.stringMatching(/^[a-z:0-9\n]{1,20}$/),
  fc.constantFrom('ada:2', ':1', 'a:b:3', '2', 'constructor'),
);

const round = fc.integer({ min: 1, max: 10_000 });

test('whatever people are called, every round leads back to them', () => {
  fc.assert(
    fc.property(person, round, (id, n) => {
      expect(ownPage(dedupKeyOf(INCIDENT, id, n))).toEqual({ incidentId: INCIDENT, person: id });
    }),
  );
});

test('different people and rounds never share a key', () => {
  fc.assert(
    fc.property(person, round, person, round, (id, n, other, m) => {
      fc.pre(id !== other || n !== m);
      expect(dedupKeyOf(INCIDENT, id, n)).not.toBe(dedupKeyOf(INCIDENT, other, m));
    }),
  );
});

test('a long name takes no round its number', () => {
  const keys = dedupKeysOf(INCIDENT, 'x'.repeat(400), 12);
  expect(new Set(keys).size).toBe(12);
  expect(Math.max(...keys.map((key) => key.length))).toBe(255);
});

test.each([undefined, '', 'muster:', 'muster:a:', 'muster:A:b', 'another:a:b'])('%j is not ours', (key) => {
  expect(ownPage(key)).toBeUndefined();
});
