/** What do the clocks of a time zone show, and at which instant do they show it? */
import { IANAZone } from 'luxon';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** A calendar day as a number: days since 1970-01-01, so that weeks and months are plain sums. */
export type DayNumber = number;

const offsetAt = (at: number, zone: string): number => IANAZone.create(zone).offset(at) * MINUTE;

/** The wall clock of `zone` at `at`, written as if it were UTC. */
export const wallClock = (at: number, zone: string): number => at + offsetAt(at, zone);

/** The calendar day of `zone` at `at`. */
export const dayAt = (at: number, zone: string): DayNumber => Math.floor(wallClock(at, zone) / DAY);

/** The calendar day `YYYY-MM-DD`. */
export const dayOf = (date: string): DayNumber => Date.parse(`${date}T00:00:00Z`) / DAY;

export const dateOf = (day: DayNumber): string => new Date(day * DAY).toISOString().slice(0, 10);

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: DayNumber): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** `HH:MM` as minutes since midnight. */
export const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/**
 * The instant at which the clocks of `zone` show this wall time. A time that clocks show twice is the first of the two;
 * one that they skip is later by what they skip (02:30 becomes 03:30). Luxon leaves the first case open and answers by
 * the season in which it is asked, and a hand-over must not move because somebody looks at it in winter.
 */
export function instantOf(wall: number, zone: string): number {
  const before = offsetAt(wall - DAY, zone);
  const after = offsetAt(wall + DAY, zone);
  const shown = [before, after].map((offset) => wall - offset).filter((at) => wallClock(at, zone) === wall);
  return shown.length > 0 ? Math.min(...shown) : wall - before;
}

/** `minute` minutes after midnight of `day` on the clocks of `zone`. */
export const instantOn = (day: DayNumber, minute: number, zone: string): number =>
  instantOf(day * DAY + minute * MINUTE, zone);

/** An ISO time: an instant where it has an offset, else the wall time of `zone`. */
export const instantOfIso = (iso: string, zone: string): number =>
  /(Z|[+-]\d\d:\d\d)$/.test(iso) ? Date.parse(iso) : instantOf(Date.parse(`${iso}Z`), zone);

/** The first instant at or after `at` at which the clocks of `zone` show a multiple of `step` since midnight. */
export function nextOnTheClock(at: number, step: number, zone: string): number {
  const offset = offsetAt(at, zone);
  const next = Math.ceil((at + offset) / step) * step - offset;
  // Clocks may have been put forward in between by less than a step; then what they show is not a multiple any more.
  return wallClock(next, zone) % step === 0 ? next : nextOnTheClock(next, step, zone);
}
