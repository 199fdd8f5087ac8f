import fc from 'fast-check';
import { DateTime } from 'luxon';
import { beginningOf, nextHandOver, nextInLayer, onCall, type Shift } from '../../directory/on-call';
import { type Layer, type Override, type Rotation, WEEKDAYS } from '../../directory/schema';
import { aLayer, at, local, rotationOf } from './fixtures';

const HOUR = 3_600_000;

const alone = (layer: Layer, overrides: Override[] = []): Rotation => ({
  id: 'main',
  role: 'on-call-engineer',
  layers: [layer],
  overrides,
});

const daily = (zone: string, time: string, startsOn: string): Layer => ({
  id: 'primary',
  people: ['ada', 'bo', 'cy'],
  zone,
  handOver: { every: 'daily', at: time },
  startsOn,
});

const names = (rotation: Rotation, instant: number) => onCall(rotation, instant).map(({ person }) => person);

/** The hand-overs of a layer from its beginning on, as its clocks show them. */
function handOvers(
  layer: Layer,
  count: number,
  from = beginningOf(layer) - 1,
): { shown: string; person: string | undefined }[] {
  const found = [];
  let instant = from;
  for (let n = 0; n < count; n += 1) {
    const next = nextHandOver(alone(layer), instant);
    found.push({ shown: local(next.at, layer.zone), person: next.person });
    instant = next.at;
  }
  return found;
}

function shiftsOf(rotation: Rotation, count: number): Shift[] {
  const [layer] = rotation.layers;
  if (layer === undefined) return [];
  let instant = beginningOf(layer);
  return Array.from({ length: count }, () => {
    const [shift] = onCall(rotation, instant);
    if (shift === undefined) throw new Error(`nobody at ${instant}`);
    instant = shift.until;
    return shift;
  });
}

describe('a rotation', () => {
  test('hands over on Mondays at 09:00, layer by layer', () => {
    const rotation = rotationOf();
    expect(names(rotation, at('2026-01-05T08:59:59.999', 'Europe/Berlin'))).toEqual([]);
    expect(names(rotation, at('2026-01-05T09:00', 'Europe/Berlin'))).toEqual(['ada', 'bo']);
    expect(names(rotation, at('2026-01-12T08:59:59.999', 'Europe/Berlin'))).toEqual(['ada', 'bo']);
    expect(names(rotation, at('2026-01-12T09:00', 'Europe/Berlin'))).toEqual(['bo', 'cy']);
    expect(names(rotation, at('2026-01-26T09:00', 'Europe/Berlin'))).toEqual(['ada', 'bo']);
  });

  test('stays at 09:00 when clocks change', () => {
    const layer = { ...daily('Europe/Berlin', '09:00', '2026-03-28') };
    expect(handOvers(layer, 3)).toEqual([
      { shown: '2026-03-28T09:00+01:00', person: 'ada' },
      { shown: '2026-03-29T09:00+02:00', person: 'bo' },
      { shown: '2026-03-30T09:00+02:00', person: 'cy' },
    ]);
  });

  test('that starts between two hand-overs has a short first turn', () => {
    const layer = rotationOf((data) => {
      data.rotations[0]?.layers.forEach((each) => (each.startsOn = '2026-01-08'));
    });
    expect(onCall(layer, at('2026-01-09T00:00'))[0]).toEqual({
      layer: 'primary',
      person: 'ada',
      from: at('2026-01-08T09:00', 'Europe/Berlin'),
      until: at('2026-01-12T09:00', 'Europe/Berlin'),
      because: 'rotation',
    });
  });

  test('hands over once at a time that clocks skip: as much later as they skip', () => {
    const shown = handOvers(daily('America/New_York', '02:30', '2026-03-07'), 3).map((each) => each.shown);
    expect(shown).toEqual(['2026-03-07T02:30-05:00', '2026-03-08T03:30-04:00', '2026-03-09T02:30-04:00']);
    const half = handOvers(daily('Australia/Lord_Howe', '02:15', '2026-10-03'), 3).map((each) => each.shown);
    expect(half).toEqual(['2026-10-03T02:15+10:30', '2026-10-04T02:45+11:00', '2026-10-05T02:15+11:00']);
  });

  test('hands over once at a time that clocks show twice: the first time', () => {
    const shown = handOvers(daily('America/New_York', '01:30', '2026-10-31'), 3).map((each) => each.shown);
    expect(shown).toEqual(['2026-10-31T01:30-04:00', '2026-11-01T01:30-04:00', '2026-11-02T01:30-05:00']);
    const half = handOvers(daily('Australia/Lord_Howe', '01:45', '2026-04-04'), 3).map((each) => each.shown);
    expect(half).toEqual(['2026-04-04T01:45+11:00', '2026-04-05T01:45+11:00', '2026-04-06T01:45+10:30']);
  });

  test('passes over the turn of a day that a zone left out', () => {
    const layer = daily('Pacific/Apia', '09:00', '2011-12-28');
    expect(handOvers(layer, 4)).toEqual([
      { shown: '2011-12-28T09:00-10:00', person: 'ada' },
      { shown: '2011-12-29T09:00-10:00', person: 'bo' },
      { shown: '2011-12-31T09:00+14:00', person: 'ada' }, // the 30th, cy's, was never
      { shown: '2012-01-01T09:00+14:00', person: 'bo' },
    ]);
  });

  test('has one person per layer at any instant from its start on, and nobody before', () => {
    const property = fc.property(aLayer, fc.integer({ min: -60 * 24, max: 400 * 24 * 60 }), (layer, minutes) => {
      const instant = beginningOf(layer) + minutes * 60_000;
      const found = onCall(alone(layer), instant);
      expect(found).toHaveLength(minutes < 0 ? 0 : 1);
      found.forEach(({ from, until }) => {
        expect(from).toBeLessThanOrEqual(instant);
        expect(until).toBeGreaterThan(instant);
      });
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('hands over when the clocks show its time, turn by turn in calendar days', () => {
    const property = fc.property(aLayer, (layer) => {
      const { zone, handOver } = layer;
      for (const { from, person } of shiftsOf(alone(layer), 40)) {
        const shown = DateTime.fromMillis(from, { zone });
        // Where clocks skip the time, it is shown as it would have been before they were changed.
        const unchanged = shown.setZone(`UTC${offsetOf(from - 26 * HOUR, zone)}`);
        expect([shown.toFormat('HH:mm'), unchanged.toFormat('HH:mm')]).toContain(handOver.at);
        if (shown.toFormat('HH:mm') !== handOver.at) expect(neverShown(shown, handOver.at)).toBe(true);
        if (handOver.every === 'weekly' && from > beginningOf(layer) && shown.year > 2012) {
          expect(WEEKDAYS[shown.weekday - 1]).toBe(handOver.day);
        }
        expect(layer.people[turnsBy(layer, shown) % layer.people.length]).toBe(person);
      }
    });
    fc.assert(property, { numRuns: 60 });
  });

  test('has shifts that abut', () => {
    const property = fc.property(aLayer, (layer) => {
      const shifts = shiftsOf(alone(layer), 40);
      shifts.forEach((shift, n) => {
        expect(shift.until).toBeGreaterThan(shift.from);
        if (n > 0) expect(shift.from).toBe(shifts[n - 1]?.until);
        expect(names(alone(layer), shift.until - 1)).toEqual([shift.person]);
      });
    });
    fc.assert(property, { numRuns: 60 });
  });
});

const offsetOf = (instant: number, zone: string) => DateTime.fromMillis(instant, { zone }).toFormat('ZZ');

const neverShown = (day: DateTime, time: string): boolean => {
  const asked = DateTime.fromISO(`${day.toFormat('yyyy-MM-dd')}T${time}`, { zone: day.zone });
  return asked.toFormat('HH:mm') !== time;
};

/** Counted another way: hand-over days since the start, one by one. */
function turnsBy(layer: Layer, shown: DateTime): number {
  const { handOver } = layer;
  const day = new Date(`${layer.startsOn}T00:00Z`);
  const last = new Date(`${shown.toFormat('yyyy-MM-dd')}T00:00Z`);
  let turns = 0;
  while (day < last) {
    day.setUTCDate(day.getUTCDate() + 1);
    if (handOver.every === 'daily' || WEEKDAYS[(day.getUTCDay() + 6) % 7] === handOver.day) turns += 1;
  }
  return turns;
}

describe('an override', () => {
  const zone = 'Europe/Berlin';
  const rotation = rotationOf((data) => {
    const [main] = data.rotations;
    if (main !== undefined) {
      main.overrides = [
        { from: '2026-01-06T18:00', to: '2026-01-07T06:00', person: 'dee' },
        { from: '2026-01-11T12:00Z', to: '2026-01-13T12:00Z', person: 'ada', layer: 'secondary' },
        { from: '2026-01-01T00:00', to: '2026-01-02T00:00', person: 'cy' },
      ];
    }
  });

  test('wins over the turn, in its layer only, in the zone of the layer or by its offset', () => {
    expect(names(rotation, at('2026-01-06T17:59', zone))).toEqual(['ada', 'bo']);
    expect(names(rotation, at('2026-01-06T18:00', zone))).toEqual(['dee', 'bo']);
    expect(names(rotation, at('2026-01-07T06:00', zone))).toEqual(['ada', 'bo']);
    expect(names(rotation, at('2026-01-11T12:00'))).toEqual(['ada', 'ada']);
    expect(names(rotation, at('2026-01-13T12:00'))).toEqual(['bo', 'cy']);
  });

  test('cuts the turn that it interrupts', () => {
    const cut = [
      ['2026-01-06T00:00', '2026-01-05T09:00', '2026-01-06T18:00', 'rotation'],
      ['2026-01-06T20:00', '2026-01-06T18:00', '2026-01-07T06:00', 'override'],
      ['2026-01-08T00:00', '2026-01-07T06:00', '2026-01-12T09:00', 'rotation'],
    ] as const;
    for (const [instant, from, until, because] of cut) {
      expect(onCall(rotation, at(instant, zone))[0]).toMatchObject({
        from: at(from, zone),
        until: at(until, zone),
        because,
      });
    }
  });

  test('holds before the layer has begun, and is a hand-over to nobody when it ends', () => {
    expect(names(rotation, at('2026-01-01T12:00', zone))).toEqual(['cy']);
    expect(nextHandOver(rotation, at('2025-12-01T00:00', zone))).toEqual({
      at: at('2026-01-01T00:00', zone),
      layer: 'primary',
      person: 'cy',
    });
    expect(nextHandOver(rotation, at('2026-01-01T12:00', zone))).toEqual({
      at: at('2026-01-02T00:00', zone),
      layer: 'primary',
    });
  });

  test('leaves shifts that abut, with one person at every instant', () => {
    const anOverride = fc.tuple(fc.integer({ min: 0, max: 40 * 24 }), fc.integer({ min: 1, max: 100 }));
    const property = fc.property(aLayer, fc.array(anOverride, { maxLength: 6 }), (layer, wanted) => {
      let free = 0;
      const overrides = wanted
        .sort(([a], [b]) => a - b)
        .flatMap(([from, length]) => {
          if (from < free) return [];
          free = from + length;
          const iso = (hours: number) => new Date(beginningOf(layer) + hours * HOUR).toISOString().slice(0, 19) + 'Z';
          return [{ from: iso(from), to: iso(free), person: 'stand-in' }];
        });
      const shifts = shiftsOf(alone(layer, overrides), 50);
      shifts.forEach((shift, n) => {
        if (n > 0) expect(shift.from).toBe(shifts[n - 1]?.until);
        expect(shift.until).toBeGreaterThan(shift.from);
        expect(nextInLayer(alone(layer, overrides), layer, shift.from).at).toBe(shift.until);
      });
      const end = shifts.at(-1)?.until ?? 0;
      const hours = overrides.map(({ from, to }) => Math.max(0, Math.min(end, at(to)) - Math.min(end, at(from))));
      const stoodIn = shifts.filter(({ because }) => because === 'override').map(({ from, until }) => until - from);
      expect(sum(stoodIn)).toBe(sum(hours));
    });
    fc.assert(property, { numRuns: 60 });
  });
});

const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);
