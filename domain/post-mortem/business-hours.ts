/** Does a meeting lie inside the business hours of the policy's calendar? */
import type { Calendar } from '../../policy/schema';
import type { Instant } from '../state/vocabulary';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Whether all of it lies between opening and closing of one business day. */
export function isInBusinessHours(calendar: Calendar, startsAt: Instant, lastsMs: number): boolean {
  const { date, weekday, minute } = onTheClock(startsAt, calendar.zone);
  const isBusinessDay = calendar.days.includes(weekday) && !calendar.holidays.includes(date);
  return isBusinessDay && minute >= minuteOf(calendar.from) && minute + lastsMs / 60_000 <= minuteOf(calendar.to);
}

const minuteOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

/** An instant as the people of a zone read it. */
function onTheClock(at: Instant, timeZone: string): { date: string; weekday: number; minute: number } {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const { year = '', month = '', day = '', weekday = '', hour = '0', minute = '0' } = parts;
  return {
    date: `${year}-${month}-${day}`,
    weekday: DAYS.indexOf(weekday) + 1,
    minute: Number(hour) * 60 + Number(minute),
  };
}
