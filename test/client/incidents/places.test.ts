/** Whether reports of an alert find the incident that has it, after its source has moved it to another service. */
import { createPlaces, type PlacedReport } from '../../../client/incidents/places';

interface World {
  /** Which incidents are open, and which alerts each has. */
  open?: Record<string, string[]>;
  isAway?: boolean;
}

function places({ open = {}, isAway = false }: World = {}) {
  const world = { open, isAway, isSilent: false, asked: 0 };
  const answering = <Got>(answer: () => Got): Promise<Got> => {
    world.asked += 1;
    return world.isAway ? Promise.reject(new Error('away')) : Promise.resolve().then(answer);
  };
  const placeOf = createPlaces({
    at: (address) => answering(() => (address in world.open ? { open: true } : undefined)),
    open: () => answering(() => Object.keys(world.open)),
    knows: (address, identity) =>
      answering(() => {
        if (world.isSilent) throw new Error('no worker');
        return world.open[address]?.includes(identity) === true;
      }),
  });
  const report = (address: string, changed: Partial<PlacedReport> = {}) =>
    placeOf({ identity: 'pagerduty:P1', address, begins: false, mayHaveMoved: true, ...changed });
  return { world, report };
}

test('an alert that begins is where its service is, without a question', async () => {
  const { world, report } = places();
  expect([await report('shop-1', { begins: true }), await report('shop-1'), world.asked]).toEqual([
    'shop-1',
    'shop-1',
    0,
  ]);
});

test('moved to another service, it stays with the incident that has it, as long as that is open', async () => {
  const { world, report } = places({ open: { 'shop-1': ['pagerduty:P1'] } });
  await report('shop-1', { begins: true });
  expect([await report('search-1'), await report('search-1')]).toEqual(['shop-1', 'shop-1']);
  world.open = {};
  expect(await report('search-1')).toBe('search-1');
});

test('after a restart the open incidents are asked, once', async () => {
  const { world, report } = places({ open: { 'pay-1': [], 'shop-1': ['pagerduty:P1'] } });
  expect(await report('search-1')).toBe('shop-1');
  const { asked } = world;
  expect([await report('shop-1'), world.asked]).toEqual(['shop-1', asked]);
});

test('an alert that nobody has is where its service is, and nobody is asked again', async () => {
  const { world, report } = places({ open: { 'pay-1': [] } });
  expect(await report('search-1')).toBe('search-1');
  const { asked } = world;
  expect([await report('search-1'), world.asked]).toEqual(['search-1', asked]);
});

test('a source that does not move its alerts asks nothing', async () => {
  const { world, report } = places({ open: { 'shop-1': ['pagerduty:P1'] } });
  expect([await report('search-1', { mayHaveMoved: false }), world.asked]).toEqual(['search-1', 0]);
});

test('at most twenty incidents are asked', async () => {
  const open = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`shop-${n}`, []]));
  const { world, report } = places({ open });
  await report('search-1');
  expect(world.asked).toBe(22);
});

test('an incident that does not answer is asked again with the next report', async () => {
  const { world, report } = places({ open: { 'shop-1': ['pagerduty:P1'] } });
  world.isSilent = true;
  expect(await report('search-1')).toBe('search-1');
  world.isSilent = false;
  expect(await report('search-1')).toBe('shop-1');
});

test('while Temporal can answer nothing, an alert goes where its service is, and is asked for again later', async () => {
  const { world, report } = places({ open: { 'shop-1': ['pagerduty:P1'] }, isAway: true });
  expect(await report('search-1')).toBe('search-1');
  world.isAway = false;
  expect(await report('search-1')).toBe('shop-1');
});
