import fc from 'fast-check';
import { DateTime } from 'luxon';
import { createBusinessCalendar } from '../../directory/business-calendar';
import type { Calendar } from '../../policy/schema';
import { at, local, ZONES } from './fixtures';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const DAY = 24 * HOUR;

const BERLIN: Calendar = {
  zone: 'Europe/Berlin',
  days: [1, 2, 3, 4, 5],
  from: '09:00',
  to: '17:30',
  holidays: ['2026-05-01'],
  assumption: 'a test',
};

const inBerlin = (iso: string) => at(iso, 'Europe/Berlin');

describe('the next business day', () => {
  const calendar = createBusinessCalendar(BERLIN);
  test.each([
    ['2026-04-27T02:00', '2026-04-28T17:30+02:00'],
    ['2026-04-29T23:59', '2026-04-30T17:30+02:00'],
    ['2026-04-30T00:00', '2026-05-04T17:30+02:00'], // the first of May is a Friday
    ['2026-03-27T12:00', '2026-03-30T17:30+02:00'], // clocks change on that Sunday
  ])('after %s ends at %s', async (from, to) => {
    expect(local(await calendar.nextBusinessDay(inBerlin(from)), BERLIN.zone)).toBe(to);
  });

  test('is a later day that is neither holiday nor off, at the closing hour', async () => {
    const property = fc.asyncProperty(aCalendar, anInstant, async (data, instant) => {
      const { zone } = data;
      const end = DateTime.fromMillis(await createBusinessCalendar(data).nextBusinessDay(instant), { zone });
      expect(open(data, end)).toBe(true);
      expect(end.toFormat('HH:mm')).toBe(data.to);
      let day = DateTime.fromMillis(instant, { zone }).startOf('day').plus({ days: 1 });
      for (; day < end.startOf('day'); day = day.plus({ days: 1 })) expect(open(data, day)).toBe(false);
      expect(day.hasSame(end, 'day')).toBe(true);
    });
    await fc.assert(property, { numRuns: 300 });
  });
});

describe('a meeting', () => {
  const calendar = createBusinessCalendar(BERLIN);
  async function slot(from: string, lastsMs = HOUR, soon = DAY, latest = 2 * DAY) {
    const after = inBerlin(from);
    const found = await calendar.meetingSlot({ after, soonBy: after + soon, latestBy: after + latest, lastsMs });
    return `${DateTime.fromMillis(found.startsAt, { zone: BERLIN.zone }).toFormat('ccc d.M. HH:mm:ss')} ${found.inBusinessHours}`;
  }

  test.each([
    ['2026-04-27T10:07', 'Mon 27.4. 10:30:00 true'],
    ['2026-04-27T10:30', 'Mon 27.4. 10:30:00 true'],
    ['2026-04-27T16:20', 'Mon 27.4. 16:30:00 true'],
    ['2026-04-27T16:31', 'Tue 28.4. 09:00:00 true'],
    ['2026-04-27T03:00', 'Mon 27.4. 09:00:00 true'],
    // Sunday is open for nobody, but Monday is within 48 hours.
    ['2026-04-25T20:00', 'Mon 27.4. 09:00:00 true'],
    // A long weekend: by day on the holiday, not at night.
    ['2026-04-30T18:00', 'Fri 1.5. 09:00:00 false'],
  ])('asked for at %s is at %s', async (from, expected) => {
    expect(await slot(from)).toBe(expected);
  });

  test('that fits no day is just before it is too late, and never before it can be', async () => {
    expect(await slot('2026-04-25T08:00', 10 * HOUR)).toBe('Sun 26.4. 22:00:00 false');
    expect(await slot('2026-04-25T20:00', HOUR, 30 * MINUTE, 50 * MINUTE)).toBe('Sat 25.4. 20:00:00 false');
  });

  test.each([
    [24 * MINUTE, '2026-04-27T10:07:31', 'Mon 27.4. 10:08:00 true'],
    [60 * MINUTE, '2026-04-27T10:07:31', 'Mon 27.4. 10:10:00 true'],
    [4 * HOUR, '2026-04-27T10:07:31', 'Mon 27.4. 10:30:00 true'],
    [MINUTE, '2026-04-27T10:07:31.5', 'Mon 27.4. 10:07:32 true'],
  ])('with %d ms to choose from is on a boundary that leaves a choice', async (window, from, expected) => {
    expect(await slot(from, MINUTE / 6, window, 2 * window)).toBe(expected);
  });

  test('takes the earliest slot that fits', async () => {
    const lasts = fc.constantFrom(15 * MINUTE, HOUR, 2 * HOUR);
    const property = fc.asyncProperty(aCalendar, anInstant, lasts, async (data, after, lastsMs) => {
      const [soonBy, latestBy] = [after + DAY, after + 2 * DAY];
      const found = await createBusinessCalendar(data).meetingSlot({ after, soonBy, latestBy, lastsMs });
      // Another way: try every quarter of an hour, half hours of every zone are among them.
      const first = Math.ceil(after / (15 * MINUTE)) * 15 * MINUTE;
      const starts = Array.from({ length: 192 }, (_, n) => first + n * 15 * MINUTE).filter(
        (start) => start + lastsMs <= latestBy && DateTime.fromMillis(start, { zone: data.zone }).minute % 30 === 0,
      );
      const business = starts.find((start) => fits(data, start, lastsMs, true));
      const byDay = starts.find((start) => fits(data, start, lastsMs, false));
      expect(found).toEqual({
        startsAt: business ?? byDay ?? latestBy - lastsMs,
        inBusinessHours: business !== undefined,
      });
    });
    await fc.assert(property, { numRuns: 300 });
  });
});

test.each([
  [{ zone: 'Europe/Bonn' }, 'unknown time zone Europe/Bonn'],
  [{ from: '18:00', to: '09:00' }, '18:00 to 09:00 must be two times on one day'],
  [{ to: '99:00' }, '09:00 to 99:00 must be two times on one day'],
])('a calendar with %j is refused', (change, message) => {
  expect(() => createBusinessCalendar({ ...BERLIN, ...change })).toThrow(message);
});

const aCalendar: fc.Arbitrary<Calendar> = fc.record({
  zone: fc.constantFrom(...ZONES),
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  from: fc.constantFrom('06:00', '08:30', '09:15'),
  to: fc.constantFrom('12:00', '17:30', '22:00'),
  holidays: fc.uniqueArray(fc.constantFrom('2026-03-09', '2026-04-06', '2026-04-07', '2026-10-05')),
  assumption: fc.constant('a test'),
});

/** Around the changes of clocks of 2026. */
const anInstant = fc.oneof(
  fc.integer({ min: Date.UTC(2026, 2, 1), max: Date.UTC(2026, 3, 12) }),
  fc.integer({ min: Date.UTC(2026, 8, 25), max: Date.UTC(2026, 10, 5) }),
);

const open = ({ days, holidays }: Calendar, day: DateTime) =>
  days.includes(day.weekday) && !holidays.includes(day.toFormat('yyyy-MM-dd'));

function fits(calendar: Calendar, start: number, lastsMs: number, business: boolean): boolean {
  const { zone } = calendar;
  const [first, last] = [DateTime.fromMillis(start, { zone }), DateTime.fromMillis(start + lastsMs, { zone })];
  const inHours = first.toFormat('HH:mm') >= calendar.from && last.toFormat('HH:mm') <= calendar.to;
  return inHours && first.hasSame(last, 'day') && (!business || open(calendar, first));
}
