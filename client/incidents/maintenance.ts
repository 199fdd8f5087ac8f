/** Did an alert fire in a maintenance window, and when does that window end? */
import { dayAt, instantOn, minuteOf, weekdayOf } from '../../directory/wall-time';
import type { MaintenanceWindow, Policy } from '../../policy/schema';
import type { ArrivedAlert } from './api';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const DAYS_OF_A_WEEK = 7;

/** The maintenance window that an alert falls into at `now`; of several the one that lasts longest. */
export function maintenanceOf(
  policy: Policy,
  service: string,
  labels: ArrivedAlert['labels'],
  now: number,
): { window: string; untilAt: number } | undefined {
  return policy.maintenance
    .filter((window) => window.services.length === 0 || window.services.includes(service))
    .filter((window) => Object.entries(window.labels).every(([name, value]) => labels[name] === value))
    .flatMap((window) => {
      const untilAt = endOf(window, now);
      return untilAt === undefined ? [] : [{ window: window.id, untilAt }];
    })
    .reduce<{ window: string; untilAt: number } | undefined>(
      (longest, found) => (longest === undefined || found.untilAt > longest.untilAt ? found : longest),
      undefined,
    );
}

/** When the window that is open at `now` ends; `undefined` while it is closed. */
function endOf({ when }: MaintenanceWindow, now: number): number | undefined {
  if (!('every' in when)) {
    const [from, to] = [Date.parse(when.from), Date.parse(when.to)];
    return from <= now && now < to ? to : undefined;
  }
  const { every, from, lasts, zone } = when;
  const wanted = WEEKDAYS.indexOf(every) + 1;
  const today = dayAt(now, zone);
  // The latest such weekday up to today; a window that began on it may still be open.
  const day = today - ((weekdayOf(today) - wanted + DAYS_OF_A_WEEK) % DAYS_OF_A_WEEK);
  return [day, day - DAYS_OF_A_WEEK]
    .map((begun) => instantOn(begun, minuteOf(from), zone))
    .filter((begunAt) => begunAt <= now && now < begunAt + lasts)
    .map((begunAt) => begunAt + lasts)[0];
}

/** A maintenance window that is open or opens soon. */
export interface WindowNear {
  title: string;
  from: number;
  to: number;
}

/** The windows of a policy that are open at `now` or open within a time, soonest first; of a weekly one the next. */
export const windowsNear = (policy: Policy, now: number, withinMs: number): WindowNear[] =>
  policy.maintenance
    .flatMap((window): WindowNear[] => {
      const { when, title } = window;
      if (!('every' in when)) return [{ title, from: Date.parse(when.from), to: Date.parse(when.to) }];
      const openUntil = endOf(window, now);
      if (openUntil !== undefined) return [{ title, from: openUntil - when.lasts, to: openUntil }];
      const wanted = WEEKDAYS.indexOf(when.every) + 1;
      const begins = Array.from({ length: DAYS_OF_A_WEEK + 1 }, (_, days) => dayAt(now, when.zone) + days)
        .filter((day) => weekdayOf(day) === wanted)
        .map((day) => instantOn(day, minuteOf(when.from), when.zone))
        .find((at) => at > now);
      return begins === undefined ? [] : [{ title, from: begins, to: begins + when.lasts }];
    })
    .filter(({ from, to }) => to > now && from - now < withinMs)
    .sort((a, b) => a.from - b.from);
