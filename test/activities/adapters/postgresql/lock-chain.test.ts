import fc from 'fast-check';
import { rootBlockers } from '../../../../activities/adapters/postgresql/lock-chain';

test('nobody waits, nobody blocks', () => expect(rootBlockers([])).toEqual([]));

test('who is at the beginning of a chain blocks everybody behind it', () => {
  const waiting = [
    { pid: 3, blockers: [2] },
    { pid: 2, blockers: [1] },
  ];
  expect(rootBlockers(waiting)).toEqual([{ pid: 1, blocks: [2, 3] }]);
});

test('of several, who holds up most comes first', () => {
  const waiting = [
    { pid: 11, blockers: [10] },
    { pid: 21, blockers: [20] },
    { pid: 22, blockers: [20, 21] },
  ];
  expect(rootBlockers(waiting)).toEqual([
    { pid: 20, blocks: [21, 22] },
    { pid: 10, blocks: [11] },
  ]);
});

test('a session that waits for two counts for both', () => {
  expect(rootBlockers([{ pid: 3, blockers: [1, 2] }])).toEqual([
    { pid: 1, blocks: [3] },
    { pid: 2, blocks: [3] },
  ]);
});

test('a ring is told once, by its lowest number', () => {
  const ring = [
    { pid: 6, blockers: [5] },
    { pid: 5, blockers: [6] },
  ];
  expect(rootBlockers(ring)).toEqual([{ pid: 5, blocks: [6] }]);
});

test('a prepared transaction is nobody, and blocks all the same', () => {
  expect(rootBlockers([{ pid: 4, blockers: [0] }])).toEqual([{ pid: 0, blocks: [4] }]);
});

test('everybody who waits is accounted for, and nobody blocks themselves', () => {
  const pid = fc.integer({ min: 1, max: 12 });
  const sessions = fc.uniqueArray(fc.record({ pid, blockers: fc.uniqueArray(pid, { minLength: 1, maxLength: 3 }) }), {
    selector: (session) => session.pid,
    maxLength: 10,
  });
  fc.assert(
    fc.property(sessions, (waiting) => {
      const found = rootBlockers(waiting);
      const accounted = new Set(found.flatMap((one) => [one.pid, ...one.blocks]));
      for (const session of waiting) expect(accounted).toContain(session.pid);
      for (const one of found) expect(one.blocks).not.toContain(one.pid);
    }),
  );
});
