import fc from 'fast-check';
import { DateTime } from 'luxon';
import { dateOf, dayAt, dayOf, instantOf, nextOnTheClock, wallClock, weekdayOf } from '../../directory/wall-time';
import { ZONES } from './fixtures';

const anInstant = fc.integer({ min: Date.UTC(2011, 0), max: Date.UTC(2030, 0) });
const aZone = fc.constantFrom(...ZONES);

describe('wall time', () => {
  test('is read as luxon reads it', () => {
    const property = fc.property(anInstant, aZone, (instant, zone) => {
      const shown = DateTime.fromMillis(instant, { zone });
      expect(dateOf(dayAt(instant, zone))).toBe(shown.toFormat('yyyy-MM-dd'));
      expect(weekdayOf(dayAt(instant, zone))).toBe(shown.weekday);
      expect(dayOf(shown.toFormat('yyyy-MM-dd'))).toBe(dayAt(instant, zone));
    });
    fc.assert(property);
  });

  test('goes back to the instant, or to the first that shows the same', () => {
    const property = fc.property(anInstant, aZone, (instant, zone) => {
      const wall = wallClock(instant, zone);
      const back = instantOf(wall, zone);
      expect(wallClock(back, zone)).toBe(wall);
      expect(back).toBeLessThanOrEqual(instant);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  test('on the clock means a multiple of the step, at most one step and one change of clocks away', () => {
    const steps = fc.constantFrom(1000, 60_000, 300_000, 1_800_000);
    const property = fc.property(anInstant, aZone, steps, (instant, zone, step) => {
      const next = nextOnTheClock(instant, step, zone);
      expect(wallClock(next, zone) % step).toBe(0);
      expect(next - instant).toBeGreaterThanOrEqual(0);
      expect(next - instant).toBeLessThan(step);
    });
    fc.assert(property, { numRuns: 500 });
  });
});
