/** Whether posts, tickets and investigations leave the first pages of a storm the machine, and catch up afterwards. */
import { slotsBehind } from '../../worker/slots';
import { createStormGate } from '../../worker/storm-gate';

function aGate(cores = 2) {
  const world = { at: 0, looks: 0 };
  const gate = createStormGate({
    cores,
    now: () => world.at,
    wait: (ms) => {
      world.at += ms;
      world.looks += 1;
      return Promise.resolve();
    },
  });
  const called = (times: number): void => {
    for (let n = 0; n < times; n += 1) gate.called();
  };
  const letIn = (times: number): number => Array.from({ length: times }, gate.letIn).filter(Boolean).length;
  return { world, gate, called, letIn };
}

test('a few incidents at once hold nothing up', () => {
  const { called, letIn } = aGate();
  called(8);
  expect(letIn(500)).toBe(500);
});

test('in a storm one for each core begins in a second', () => {
  const { world, called, letIn } = aGate();
  called(9);
  expect(letIn(500)).toBe(2);
  world.at = 999;
  expect(letIn(500)).toBe(0);
  world.at = 1_000;
  expect(letIn(500)).toBe(2);
});

test('once nobody has been called for two seconds, all of them begin', () => {
  const { world, called, letIn } = aGate();
  called(500);
  expect(letIn(500)).toBe(2);
  world.at = 2_000;
  expect(letIn(500)).toBe(500);
});

test('whoever waits for a turn gets one', async () => {
  const { world, gate, called, letIn } = aGate();
  called(500);
  letIn(2);
  await gate.turn(new AbortController().signal);
  expect([world.at, world.looks]).toEqual([1_000, 10]);
});

const CONTEXT = {} as Parameters<ReturnType<typeof slotsBehind>['reserveSlot']>[0];
const OPEN = { letIn: () => true, turn: () => Promise.resolve() };

test('no more run at once than there are places, and a place that is given back is given out again', async () => {
  const slots = slotsBehind(OPEN, 2);
  const { signal } = new AbortController();
  const permit = await slots.reserveSlot(CONTEXT, signal);
  await slots.reserveSlot(CONTEXT, signal);
  expect(slots.tryReserveSlot(CONTEXT)).toBeNull();
  let isIn = 0;
  const waiting = [1, 2].map(() => slots.reserveSlot(CONTEXT, signal).then(() => (isIn += 1)));
  slots.releaseSlot({ permit });
  await waiting[0];
  expect(isIn).toBe(1);
});

test('whoever waits for a place and is not needed any more is let go', async () => {
  const slots = slotsBehind(OPEN, 1);
  const stop = new AbortController();
  await slots.reserveSlot(CONTEXT, stop.signal);
  const waiting = slots.reserveSlot(CONTEXT, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});

test('what comes with a workflow task passes the gate too', () => {
  expect(slotsBehind({ ...OPEN, letIn: () => false }, 2).tryReserveSlot(CONTEXT)).toBeNull();
});
