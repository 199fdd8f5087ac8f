/** When is the next business day, and which time suits a meeting? */
import { IANAZone } from 'luxon';
import type { BusinessCalendar } from '../activities/ports';
import type { Calendar } from '../policy/schema';
import { dateOf, dayAt, type DayNumber, instantOn, minuteOf, nextOnTheClock, weekdayOf } from './wall-time';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Meetings begin at a full or half hour, unless all durations are so short that there would be no choice. */
const STEPS = [30 * MINUTE, 5 * MINUTE, MINUTE];
const CHOICES = 8;

/** The business calendar of a policy, on its zone's clocks. Throws where the calendar has no hours or no such zone. */
export function createBusinessCalendar(calendar: Calendar): BusinessCalendar {
  const [opens, closes] = [minuteOf(calendar.from), minuteOf(calendar.to)];
  if (!IANAZone.isValidZone(calendar.zone)) throw new RangeError(`calendar.zone: unknown time zone ${calendar.zone}`);
  if (!(opens < closes && closes <= 24 * 60)) {
    throw new RangeError(
      `calendar: ${calendar.from} to ${calendar.to} must be two times on one day, the start before the end`,
    );
  }
  const { zone } = calendar;
  const days = new Set(calendar.days);
  const holidays = new Set(calendar.holidays);
  const isBusinessDay = (day: DayNumber) => days.has(weekdayOf(day)) && !holidays.has(dateOf(day));

  /** The earliest start within the hours of a day that `isOpen` where the whole meeting lies between the two times. */
  function slot(after: number, by: number, lastsMs: number, step: number, isOpen: (day: DayNumber) => boolean) {
    for (let day = dayAt(after, zone); day <= dayAt(by, zone); day += 1) {
      if (!isOpen(day)) continue;
      const start = nextOnTheClock(Math.max(after, instantOn(day, opens, zone)), step, zone);
      if (start + lastsMs <= Math.min(by, instantOn(day, closes, zone))) return start;
    }
    return undefined;
  }

  return {
    nextBusinessDay: (at) => {
      let day = dayAt(at, zone) + 1;
      while (!isBusinessDay(day)) day += 1;
      return Promise.resolve(instantOn(day, closes, zone));
    },
    meetingSlot: ({ after, soonBy, latestBy, lastsMs }) => {
      const step = stepFor((soonBy > after ? soonBy : latestBy) - after);
      const business =
        slot(after, soonBy, lastsMs, step, isBusinessDay) ?? slot(after, latestBy, lastsMs, step, isBusinessDay);
      if (business !== undefined) return Promise.resolve({ startsAt: business, inBusinessHours: true });
      // A weekend: rather by day on a Saturday than at night, and rather at night than too late.
      const startsAt = slot(after, latestBy, lastsMs, step, () => true) ?? Math.max(after, latestBy - lastsMs);
      return Promise.resolve({ startsAt, inBusinessHours: false });
    },
  };
}

const stepFor = (window: number): number => STEPS.find((step) => window / step >= CHOICES) ?? SECOND;
